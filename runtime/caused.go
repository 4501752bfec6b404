package typeseal

import (
	"errors"
	"reflect"
	"slices"

	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// For generated code. Caused returns an error that matches kind, such as
// ErrMint, because a method, function or store of the caller failed with cause.
//
// The token is not at fault, so the error never matches ErrInvalid or a kind of it, even
// if cause does. Otherwise errors.Is and errors.As find everything that they find in
// cause. errors.Unwrap returns cause, or nil if cause matches ErrInvalid or a kind of it.
//
// The text is that of kind. If cause is or wraps an error of this module with a
// constant text, that text follows. The text of any other cause is left out,
// since it could contain a payload.
func Caused(kind, cause error) error { return &callerError{kind, cause} }

// errCallback is the kind of an error of the caller's function, if no other kind applies.
var errCallback = errors.New("typeseal: a method or function of the caller failed")

// callback returns the error that the caller's function returned. The function
// may refuse the token by returning meant itself. Any other error that matches
// ErrInvalid is replaced by one that does not.
func callback(err, meant error) error {
	if err != meant && blamesToken(err) {
		return Caused(errCallback, err)
	}
	return err
}

// kinds lists ErrInvalid and all its kinds.
var kinds = []error{
	ErrInvalid, ErrMalformed, ErrUnknownKey, ErrForged, ErrVersion, ErrNotYetValid,
	ErrRevoked, ErrExpired, ErrPayload, ErrStale, ErrUsed,
}

// blamesToken reports whether err matches one of kinds. It checks every kind, because a
// caller's error can have its own method Is.
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

// Unwrap returns the cause, or nil if the cause would blame the token. In that
// case Is and As answer for the cause.
func (e *callerError) Unwrap() error {
	if blamesToken(e.cause) {
		return nil
	}
	return e.cause
}

// Is reports whether e matches the kind, or an error in a cause that Unwrap does not
// return.
func (e *callerError) Is(target error) bool {
	if target == e.kind {
		return true
	}
	_, token := target.(*tokenError)
	return !token && target != ErrInvalid && e.Unwrap() == nil && errors.Is(e.cause, target)
}

// As finds errors in a cause that Unwrap does not return, except those that
// blame the token, such as an *ExpiredError.
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
