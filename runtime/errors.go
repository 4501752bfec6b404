package typeseal

import (
	"errors"
	"slices"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// ErrInvalid is the error of an invalid token. Every error that a token can
// cause matches it, and no other error does. A page that answers "this link is
// not valid" needs to check only for ErrInvalid. Its kinds are the errors below.
// FORMAT.md section 5 defines which of them a token with several faults gets.
var ErrInvalid = errors.New("typeseal: invalid token")

// The kinds of ErrInvalid, in the order in which they are checked. Their texts
// are constant: they contain nothing of a token, a key or a payload.
var (
	// ErrMalformed means that the text is not a token of the type's kind, or
	// that it was cut or encoded differently, or is longer than the type
	// accepts.
	ErrMalformed error = &tokenError{text: "typeseal: malformed token"}
	// ErrUnknownKey means that the token was minted with a key that the ring
	// does not hold, or that is retired or revoked.
	ErrUnknownKey error = &tokenError{text: "typeseal: unknown key"}
	// ErrForged means that the tag or signature does not match: the token was
	// changed, or it has another type, realm, codec or binding.
	ErrForged error = &tokenError{text: "typeseal: forged token"}
	// ErrVersion means that the type does not accept the token's schema
	// version.
	ErrVersion error = &tokenError{text: "typeseal: schema version not accepted"}
	// ErrNotYetValid means that the token was issued more than 60 seconds in
	// the future.
	ErrNotYetValid error = &tokenError{text: "typeseal: token issued in the future"}
	// ErrRevoked means that the token was issued before a cutoff of the key
	// ring, or that its key is revoked. The error of a revoked key matches
	// ErrUnknownKey too.
	ErrRevoked error = &tokenError{text: "typeseal: revoked token"}
	// ErrExpired means that the token is older than its type's max-age or its
	// own TTL. If the payload could be decoded, the error is an [ExpiredError].
	ErrExpired error = &tokenError{text: "typeseal: expired token"}
	// ErrPayload means that the token is authentic, but the type's decoder does
	// not accept the payload.
	ErrPayload error = &tokenError{text: "typeseal: payload not accepted"}
	// ErrStale means that the state that the token is bound to has changed or
	// no longer exists. A function that loads the state returns ErrStale if,
	// for example, the user was deleted.
	ErrStale error = &tokenError{text: "typeseal: stale token"}
	// ErrUsed means that the token is single-use and was redeemed before. Redeem and
	// Peek do not return it for the Claim of the first call, and not within the grace
	// of the type, if it has one.
	ErrUsed error = &tokenError{text: "typeseal: token already used"}
)

// Errors that no token causes.
var (
	// ErrConfig means that a key, a key ring, a policy or an option cannot be
	// used. The text of the error that wraps it names the line or the option,
	// and never shows a key.
	ErrConfig = errors.New("typeseal: invalid configuration")
	// ErrMint means that the payload cannot become a token: it contains text
	// that is not UTF-8 or a number that the codec cannot write, or is longer
	// than max-size or a max= tag allows. It also means that the clock is
	// outside the format's range.
	ErrMint = errors.New("typeseal: cannot mint token")
)

// Errors for keys that the ring holds, but that must not open tokens.
var (
	errRetiredKey error = &tokenError{text: "typeseal: retired key", kinds: []error{ErrUnknownKey}}
	errRevokedKey error = &tokenError{text: "typeseal: revoked key", kinds: []error{ErrUnknownKey, ErrRevoked}}
)

// tokenError is a kind of ErrInvalid, or a special case of some kinds.
type tokenError struct {
	text  string
	kinds []error
}

func (e *tokenError) Error() string { return e.text }

func (e *tokenError) Is(target error) bool {
	return target == ErrInvalid || slices.Contains(e.kinds, target)
}

// ExpiredError is the ErrExpired of an authentic token. It holds the token's
// payload, so that a page can offer a new link to the same person. Only the
// method Payload shows the payload, because errors are printed, logged and
// encoded in many places, and the payload of a sealed token stays secret after
// the token has expired.
type ExpiredError[T any] struct {
	IssuedAt  time.Time // UTC, whole seconds
	ExpiredAt time.Time // the last second in which the token was valid
	payload   secret.Of[T]
}

// For generated code. NewExpiredError returns an ExpiredError for a token of
// another system.
func NewExpiredError[T any](payload T, issuedAt, expiredAt time.Time) *ExpiredError[T] {
	made := &struct { // both in one allocation
		err     ExpiredError[T]
		payload T
	}{ExpiredError[T]{IssuedAt: issuedAt, ExpiredAt: expiredAt}, payload}
	made.err.payload = secret.HideAt(&made.payload)
	return &made.err
}

// Payload returns the payload of the expired token.
func (e *ExpiredError[T]) Payload() (payload T) {
	if e == nil {
		return payload
	}
	return e.payload.Show()
}

// Error returns the text of ErrExpired.
func (e *ExpiredError[T]) Error() string { return ErrExpired.Error() }

// Unwrap returns ErrExpired.
func (e *ExpiredError[T]) Unwrap() error { return ErrExpired }
