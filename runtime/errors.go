package typeseal

import (
	"errors"
	"slices"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// ErrInvalid is matched by every error that a token can cause, and by no
// other: a page that answers "this link is not valid" needs only this one.
// Its kinds are the other Err names below that say so, and FORMAT.md section 5
// fixes which of them a token with several faults gets.
var ErrInvalid = errors.New("typeseal: invalid token")

// The kinds of ErrInvalid, in the order in which they are checked. Their texts
// are constants: never a byte of a token, a key or a payload.
var (
	// ErrMalformed: not a token of this type's kind at all, or one that is cut,
	// re-encoded or longer than the type accepts.
	ErrMalformed error = &tokenError{text: "typeseal: malformed token"}
	// ErrUnknownKey: minted with a key that the ring does not hold, or that its
	// state does not allow to open.
	ErrUnknownKey error = &tokenError{text: "typeseal: token of an unknown key"}
	// ErrForged: the tag or signature does not match. The token was changed, or
	// is of another type, realm, codec or binding.
	ErrForged error = &tokenError{text: "typeseal: forged token"}
	// ErrVersion: authentic, of a schema version that the type does not accept.
	ErrVersion error = &tokenError{text: "typeseal: token of another schema version"}
	// ErrNotYetValid: issued more than 60 seconds in the future.
	ErrNotYetValid error = &tokenError{text: "typeseal: token issued in the future"}
	// ErrRevoked: authentic, but issued before a cutoff of the key ring; or of a
	// revoked key, which is ErrUnknownKey too.
	ErrRevoked error = &tokenError{text: "typeseal: revoked token"}
	// ErrExpired: older than its type's max-age or its own TTL. The error that
	// generated code returns for it also is an *ExpiredError.
	ErrExpired error = &tokenError{text: "typeseal: expired token"}
	// ErrPayload: authentic, but the payload is not one that the type's strict
	// decoder accepts.
	ErrPayload error = &tokenError{text: "typeseal: token with another payload"}
	// ErrStale: authentic, but the state that it was bound to has changed, or is
	// gone: a function that loads it returns ErrStale for a deleted user.
	ErrStale error = &tokenError{text: "typeseal: stale token"}
	// ErrUsed: a single-use token that was redeemed before.
	ErrUsed error = &tokenError{text: "typeseal: used token"}
)

// Errors that no token causes.
var (
	// ErrConfig: a key, a key ring, a policy or an option is not acceptable. The
	// error that wraps it says which line or option, never a key's text.
	ErrConfig = errors.New("typeseal: configuration")
	// ErrMint: this payload cannot become a token: text that is not UTF-8, a
	// number that the codec cannot write, more than max-size or a max= tag
	// allows, or a clock outside the format's range.
	ErrMint = errors.New("typeseal: cannot mint")
)

// Reasons why a key that the ring holds does not open.
var (
	errRetiredKey error = &tokenError{text: "typeseal: token of a retired key", kinds: []error{ErrUnknownKey}}
	errRevokedKey error = &tokenError{text: "typeseal: token of a revoked key", kinds: []error{ErrUnknownKey, ErrRevoked}}
)

// tokenError is a kind of ErrInvalid, or a reason for one.
type tokenError struct {
	text  string
	kinds []error
}

func (e *tokenError) Error() string { return e.text }

func (e *tokenError) Is(target error) bool {
	return target == ErrInvalid || slices.Contains(e.kinds, target)
}

// ExpiredError is ErrExpired with what the token carried: the payload is
// authentic, so that a page can offer a new link to the same person. Only the
// method Payload shows it: an error is printed, logged and encoded in places that
// nobody thinks of, and the payload of a sealed token is secret after its end too.
type ExpiredError[T any] struct {
	IssuedAt  time.Time // UTC, whole seconds
	ExpiredAt time.Time // last second in which the token was good
	payload   secret.Of[T]
}

// NewExpiredError returns an ExpiredError. It is for formats that are not
// typeseal's own, such as those of package compat.
func NewExpiredError[T any](payload T, issuedAt, expiredAt time.Time) *ExpiredError[T] {
	made := &struct { // both in one allocation
		err     ExpiredError[T]
		payload T
	}{ExpiredError[T]{IssuedAt: issuedAt, ExpiredAt: expiredAt}, payload}
	made.err.payload = secret.HideAt(&made.payload)
	return &made.err
}

// Payload returns what the token carried.
func (e *ExpiredError[T]) Payload() (payload T) {
	if e == nil {
		return payload
	}
	return e.payload.Show()
}

// Error returns ErrExpired's text.
func (e *ExpiredError[T]) Error() string { return ErrExpired.Error() }

// Unwrap returns ErrExpired.
func (e *ExpiredError[T]) Unwrap() error { return ErrExpired }
