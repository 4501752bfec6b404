// Package secret hides values that must not be printed: keys, payloads,
// bindings and realms.
//
// Methods such as Format and MarshalJSON hide a value only from code that calls them.
// Package fmt does not call them for an unexported field, and programs that walk values
// with reflection do not call methods at all. So an Of refers to its value with an
// untyped pointer. Reflection finds the address, but not the type of the value.
//
// A closure would hide a value too, but calls of a closure cannot be inlined.
package secret

import "unsafe"

// An Of holds a value that only Show and At return. The zero Of holds the zero value.
// Copies of an Of hold the same value.
type Of[T any] struct {
	at unsafe.Pointer // nil or a *T; only Hide and HideAt set it
}

// Hide returns an Of that holds v.
func Hide[T any](v T) Of[T] { return HideAt(&v) }

// HideAt returns an Of that holds *v. It needs no memory of its own. The caller
// must not change *v.
func HideAt[T any](v *T) Of[T] { return Of[T]{unsafe.Pointer(v)} }

// Show returns the value.
func (s Of[T]) Show() (v T) {
	if s.at == nil {
		return v
	}
	return *(*T)(s.at)
}

// At returns where the value is, or nil for the zero Of. The caller must not change it.
func (s Of[T]) At() *T { return (*T)(s.at) }
