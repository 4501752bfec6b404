package codec

import (
	"bytes"
	"slices"
	"strconv"
)

// Signed and Unsigned are the integer types that a map's keys may have.
type (
	Signed interface {
		~int | ~int8 | ~int16 | ~int32 | ~int64
	}
	Unsigned interface {
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
	}
)

// Scratch is space for sorting map keys. Each field is a stack: the keys of an
// inner map come after those of the maps around it. Memory between the length and
// the capacity of a stack is zero, so that no key of a finished payload remains.
type Scratch struct {
	strings []string
	ints    []int64
	uints   []uint64
}

// Size returns the memory that s holds, in bytes.
func (s *Scratch) Size() int { return 16*cap(s.strings) + 8*cap(s.ints) + 8*cap(s.uints) }

// Clear removes and zeroes all keys. There are some only if a marshal method
// panicked before the keys were released.
func (s *Scratch) Clear() {
	clear(s.strings)
	clear(s.ints)
	clear(s.uints)
	s.strings, s.ints, s.uints = s.strings[:0], s.ints[:0], s.uints[:0]
}

// keys returns the scratch space of o.
func (o *Output) keys() *Scratch {
	if o.scratch == nil {
		o.scratch = new(Scratch)
	}
	return o.scratch
}

// StringKeys returns the keys of m in byte order, the order of both codecs. The
// slice is valid until ReleaseStrings. Keys of an inner map must be released
// before those of the maps around it.
func StringKeys[K ~string, V any](o *Output, m map[K]V) []string {
	s := o.keys()
	start := len(s.strings)
	for k := range m {
		s.strings = append(s.strings, string(k))
	}
	keys := s.strings[start:]
	slices.Sort(keys)
	return keys
}

// IntKeys returns the keys of m in numeric order, the order of msgpack. The slice
// is valid until ReleaseInts; see StringKeys.
func IntKeys[K Signed, V any](o *Output, m map[K]V) []int64 {
	keys := collect(&o.keys().ints, m)
	slices.Sort(keys)
	return keys
}

// UintKeys returns the keys of m in numeric order, the order of msgpack. The slice
// is valid until ReleaseUints; see StringKeys.
func UintKeys[K Unsigned, V any](o *Output, m map[K]V) []uint64 {
	keys := collect(&o.keys().uints, m)
	slices.Sort(keys)
	return keys
}

// JSONIntKeys is like IntKeys, but in the order of JSON, which compares keys as
// text: 10 comes before 9.
func JSONIntKeys[K Signed, V any](o *Output, m map[K]V) []int64 {
	keys := collect(&o.keys().ints, m)
	slices.SortFunc(keys, compareInts)
	return keys
}

// JSONUintKeys is like UintKeys, but in the order of JSON, which compares keys as
// text: 10 comes before 9.
func JSONUintKeys[K Unsigned, V any](o *Output, m map[K]V) []uint64 {
	keys := collect(&o.keys().uints, m)
	slices.SortFunc(keys, compareUints)
	return keys
}

// ReleaseStrings ends the use of keys, which the last call of StringKeys returned.
func (o *Output) ReleaseStrings(keys []string) { release(&o.keys().strings, len(keys)) }

// ReleaseInts ends the use of keys, which the last call of IntKeys or JSONIntKeys
// returned.
func (o *Output) ReleaseInts(keys []int64) { release(&o.keys().ints, len(keys)) }

// ReleaseUints ends the use of keys, which the last call of UintKeys or
// JSONUintKeys returned.
func (o *Output) ReleaseUints(keys []uint64) { release(&o.keys().uints, len(keys)) }

// collect pushes the keys of m on a stack and returns them, in any order.
func collect[T int64 | uint64, K Signed | Unsigned, V any](stack *[]T, m map[K]V) []T {
	start := len(*stack)
	for k := range m {
		*stack = append(*stack, T(k))
	}
	return (*stack)[start:]
}

// release removes the last n keys of a stack and zeroes them.
func release[K string | int64 | uint64](stack *[]K, n int) {
	top := len(*stack) - n
	clear((*stack)[top:])
	*stack = (*stack)[:top]
}

// compareInts compares the decimal forms of a and b, of at most 20 bytes.
func compareInts(a, b int64) int {
	var x, y [20]byte
	return bytes.Compare(strconv.AppendInt(x[:0], a, 10), strconv.AppendInt(y[:0], b, 10))
}

// compareUints compares the decimal forms of a and b, of at most 20 bytes.
func compareUints(a, b uint64) int {
	var x, y [20]byte
	return bytes.Compare(strconv.AppendUint(x[:0], a, 10), strconv.AppendUint(y[:0], b, 10))
}
