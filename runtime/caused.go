package typeseal

import (
	"errors"
	"reflect"
	"slices"

	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Caused is for generated code and for package compat. It makes an error that
// matches kind, such as ErrMint, of the error that a method, function or store of
// the caller's gave.
//
// No token causes such an error. So it matches neither ErrInvalid nor a kind of
// it, whatever cause is or wraps. Its text is kind's, followed by that of a
// constant of this module's if cause is or wraps one. With errors.Is and errors.As it is what
// else cause is, and errors.Unwrap returns cause unless that matches ErrInvalid
// or a kind of it.
func Caused(kind, cause error) error { return &callerError{kind, cause} }

// errCallback is the kind of a callback's error that has no other.
var errCallback = errors.New("typeseal: a function of the caller failed")

// callback returns the error of a function of the caller's as it is, unless that
// would pass for a fault of the token. Only meant itself, which is documented as the
// function's way to refuse the token, may.
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
