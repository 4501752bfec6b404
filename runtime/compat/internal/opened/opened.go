// Package opened holds the result of opening a token of a foreign format, and decides
// which times are accepted.
package opened

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// An Of is the content of an authentic token whose payload is not decoded yet. Package
// fmt does not show the payload.
type Of[C any] struct {
	IssuedAt time.Time // UTC, whole seconds; the zero time if the token does not say

	expiresAt time.Time // the last second in which the token was valid; zero if unlimited
	expired   bool
	payload   C
}

// New returns an Of with the error of Judge for the token's time.
func New[C any](payload C, issuedAt time.Time, maxAge time.Duration, judged error) Of[C] {
	if maxAge == typeseal.Unlimited {
		return Until(payload, issuedAt, time.Time{}, judged)
	}
	return Until(payload, issuedAt, issuedAt.Add(maxAge), judged)
}

// Until is New for a token whose last valid second does not depend on a maximum age
// alone. It is the zero time if the token does not expire.
func Until[C any](payload C, issuedAt, last time.Time, judged error) Of[C] {
	return Of[C]{IssuedAt: issuedAt, expiresAt: last, expired: judged == typeseal.ErrExpired, payload: payload}
}

// For generated code. Payload returns the payload of the token, for a decoder. If the
// token contains something else, Payload returns the zero value, which no decoder
// accepts.
func (o Of[C]) Payload() C { return o.payload }

// Format writes a constant for every verb.
func (Of[C]) Format(f fmt.State, _ rune) { io.WriteString(f, "typeseal.Opened") }

// Finish returns the error for a token whose payload was decoded into v: nil, or
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
