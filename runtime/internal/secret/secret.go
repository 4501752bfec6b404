// Package secret hides values that must not be printed: keys, payloads,
// bindings, realms.
//
// Methods such as Format and MarshalJSON hide a value only from those who call
// them. Package fmt does not for an unexported field, and programs that print
// values by walking them with reflection call no methods at all. So an Of holds
// its value behind an untyped pointer: reflection finds an address there, and
// cannot tell what is at it.
package secret

import "unsafe"

// An Of holds a value that only Show gives back. The zero Of holds the zero
// value. Copies hold the same value.
type Of[T any] struct {
	at unsafe.Pointer // nil or a *T, by Hide and HideAt alone
}

// Hide returns an Of that holds v.
func Hide[T any](v T) Of[T] { return HideAt(&v) }

// HideAt returns an Of that holds *v, which must not change.
func HideAt[T any](v *T) Of[T] { return Of[T]{unsafe.Pointer(v)} }

// Show returns the value.
func (s Of[T]) Show() (v T) {
	if s.at == nil {
		return v
	}
	return *(*T)(s.at)
}
