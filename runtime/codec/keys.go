package codec

import (
	"bytes"
	"slices"
	"strconv"
)

// Signed and Unsigned are the integer types that a map's key may have.
type (
	Signed interface {
		~int | ~int8 | ~int16 | ~int32 | ~int64
	}
	Unsigned interface {
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
	}
)

// Scratch is room for the keys of the maps that are being encoded, innermost
// last. Nothing beyond the lengths is in use, and the memory there is zero.
type Scratch struct {
	strings []string
	ints    []int64
	uints   []uint64
}

// Size is how much memory s keeps, in bytes.
func (s *Scratch) Size() int { return 16*cap(s.strings) + 8*cap(s.ints) + 8*cap(s.uints) }

// Clear empties s. It holds something only if a marshal method panicked between
// keys and release, and then no key may be kept alive.
func (s *Scratch) Clear() {
	clear(s.strings)
	clear(s.ints)
	clear(s.uints)
	s.strings, s.ints, s.uints = s.strings[:0], s.ints[:0], s.uints[:0]
}

// keys returns o's scratch space.
func (o *Output) keys() *Scratch {
	if o.scratch == nil {
		o.scratch = new(Scratch)
	}
	return o.scratch
}

// StringKeys returns m's keys in byte order, the order of both codecs. They
// stay valid until o.ReleaseStrings, which must follow before the keys of an
// enclosing map are released.
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

// IntKeys returns m's keys in numeric order, for msgpack. They stay valid until
// o.ReleaseInts, as with StringKeys.
func IntKeys[K Signed, V any](o *Output, m map[K]V) []int64 {
	keys := intKeys(o, m)
	slices.Sort(keys)
	return keys
}

// UintKeys returns m's keys in numeric order, for msgpack. They stay valid
// until o.ReleaseUints, as with StringKeys.
func UintKeys[K Unsigned, V any](o *Output, m map[K]V) []uint64 {
	keys := uintKeys(o, m)
	slices.Sort(keys)
	return keys
}

// JSONIntKeys is IntKeys for JSON, where names are sorted as text: 10 stands
// before 9.
func JSONIntKeys[K Signed, V any](o *Output, m map[K]V) []int64 {
	keys := intKeys(o, m)
	slices.SortFunc(keys, compareInts)
	return keys
}

// JSONUintKeys is UintKeys for JSON, where names are sorted as text.
func JSONUintKeys[K Unsigned, V any](o *Output, m map[K]V) []uint64 {
	keys := uintKeys(o, m)
	slices.SortFunc(keys, compareUints)
	return keys
}

// ReleaseStrings gives back what StringKeys returned last.
func (o *Output) ReleaseStrings(keys []string) { release(&o.keys().strings, len(keys)) }

// ReleaseInts gives back what IntKeys or JSONIntKeys returned last.
func (o *Output) ReleaseInts(keys []int64) { release(&o.keys().ints, len(keys)) }

// ReleaseUints gives back what UintKeys or JSONUintKeys returned last.
func (o *Output) ReleaseUints(keys []uint64) { release(&o.keys().uints, len(keys)) }

// release takes the last n keys off a stack.
func release[K string | int64 | uint64](stack *[]K, n int) {
	top := len(*stack) - n
	clear((*stack)[top:])
	*stack = (*stack)[:top]
}

func intKeys[K Signed, V any](o *Output, m map[K]V) []int64 {
	s := o.keys()
	start := len(s.ints)
	for k := range m {
		s.ints = append(s.ints, int64(k))
	}
	return s.ints[start:]
}

func uintKeys[K Unsigned, V any](o *Output, m map[K]V) []uint64 {
	s := o.keys()
	start := len(s.uints)
	for k := range m {
		s.uints = append(s.uints, uint64(k))
	}
	return s.uints[start:]
}

func compareInts(a, b int64) int {
	var x, y [20]byte // the longest is -9223372036854775808
	return bytes.Compare(strconv.AppendInt(x[:0], a, 10), strconv.AppendInt(y[:0], b, 10))
}

func compareUints(a, b uint64) int {
	var x, y [20]byte
	return bytes.Compare(strconv.AppendUint(x[:0], a, 10), strconv.AppendUint(y[:0], b, 10))
}
