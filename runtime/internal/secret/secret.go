// Package secret hides values that must not be printed: keys, payloads,
// bindings, realms.
//
// Methods such as Format and MarshalJSON hide a value only from those who call
// them. Package fmt does not for an unexported field, and programs that print
// values by walking them with reflection call no methods at all. So an Of holds
// its value where reflection does not go: it finds a func, and of a func only
// the address of its code.
package secret

// An Of holds a value that only Show gives back. The zero Of holds the zero
// value. Copies hold the same value.
type Of[T any] struct{ show func() T }

// Hide returns an Of that holds v.
func Hide[T any](v T) Of[T] { return Of[T]{func() T { return v }} }

// Show returns the value.
func (s Of[T]) Show() (v T) {
	if s.show == nil {
		return v
	}
	return s.show()
}
