// Package opened holds what opening a token of a foreign format gives, and decides
// which times are accepted.
package opened

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// An Of is the content of an authentic token, of which the payload is not decoded
// yet. No verb of package fmt shows the payload.
type Of[C any] struct {
	IssuedAt time.Time // UTC, whole seconds; the zero time if the token does not say

	expiresAt time.Time // the last second in which the token was valid; zero if unlimited
	expired   bool
	payload   C
}

// New returns an Of for what Judge says of the token's time.
func New[C any](payload C, issuedAt time.Time, maxAge time.Duration, judged error) Of[C] {
	o := Of[C]{IssuedAt: issuedAt, expired: judged == typeseal.ErrExpired, payload: payload}
	if maxAge != typeseal.Unlimited {
		o.expiresAt = issuedAt.Add(maxAge)
	}
	return o
}

// For generated code. Payload returns what the token carries, for a decoder. It is the
// zero value, which no decoder accepts, if the token carries something else.
func (o Of[C]) Payload() C { return o.payload }

// Format writes a constant for every verb.
func (Of[C]) Format(f fmt.State, _ rune) { io.WriteString(f, "typeseal.Opened") }

// Finish returns the error for a token of which v was decoded: nil, or
// typeseal.ErrPayload if decoding failed. For an expired token it returns a
// *typeseal.ExpiredError with *v, or typeseal.ErrExpired if decoding failed.
func Finish[C, T any](o Of[C], v *T, decoded bool) error {
	switch {
	case !o.expired && !decoded:
		return typeseal.ErrPayload
	case o.expired && !decoded:
		return typeseal.ErrExpired
	case o.expired:
		return typeseal.NewExpiredError(*v, o.IssuedAt, o.expiresAt)
	}
	return nil
}
