package typeseal

import (
	"errors"
	"reflect"
	"slices"

	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Caused is for generated code and for the packages below compat. It returns an
// error that matches kind, such as ErrMint, for the error that a user's method,
// function or store returned.
//
// Such an error is never the token's fault, so it does not match ErrInvalid or a
// kind of it, whatever cause is or wraps. With errors.Is and errors.As it matches
// everything else that cause matches. errors.Unwrap returns cause, or nil if cause
// matches ErrInvalid or a kind of it.
//
// Its text is kind's. If cause is or wraps an error of this module whose text is
// constant, that text follows. The text of any other cause is left out, since it
// could quote a payload.
func Caused(kind, cause error) error { return &callerError{kind, cause} }

// errCallback is the kind of a callback's error that has no other.
var errCallback = errors.New("typeseal: a function that was given to typeseal failed")

// callback returns the error of a user's function as it is, unless it blames the
// token: then it returns an error that does not. The function may return meant
// itself, which is documented as its way to refuse the token.
func callback(err, meant error) error {
	if err != meant && blamesToken(err) {
		return Caused(errCallback, err)
	}
	return err
}

// kinds are all that ErrInvalid has.
var kinds = []error{
	ErrInvalid, ErrMalformed, ErrUnknownKey, ErrForged, ErrVersion, ErrNotYetValid, ErrRevoked, ErrExpired, ErrPayload, ErrStale, ErrUsed,
}

// blamesToken asks for each kind, for an error may have an Is of its own.
func blamesToken(err error) bool {
	return slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) })
}

// callerError is what Caused returns.
type callerError struct{ kind, cause error }

func (e *callerError) Error() string {
	text := e.kind.Error()
	if r, ok := errors.AsType[*reason.Error](e.cause); ok {
		text += ": " + r.Error()
	}
	return text
}

// Unwrap returns the cause, or nil if a token would be blamed for it. Is and As
// then say what else it is.
func (e *callerError) Unwrap() error {
	if blamesToken(e.cause) {
		return nil
	}
	return e.cause
}

// Is also answers for a cause that Unwrap hides.
func (e *callerError) Is(target error) bool {
	if target == e.kind {
		return true
	}
	_, token := target.(*tokenError)
	return !token && target != ErrInvalid && e.Unwrap() == nil && errors.Is(e.cause, target)
}

// As also answers for a cause that Unwrap hides, but not with an error that
// blames the token, such as an *ExpiredError.
func (e *callerError) As(target any) bool {
	if e.Unwrap() != nil {
		return false
	}
	found := reflect.New(reflect.TypeOf(target).Elem())
	if !errors.As(e.cause, found.Interface()) {
		return false
	}
	if err, ok := found.Elem().Interface().(error); ok && blamesToken(err) {
		return false
	}
	reflect.ValueOf(target).Elem().Set(found.Elem())
	return true
}
