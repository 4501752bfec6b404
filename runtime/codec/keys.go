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

// StringKeys returns m's keys in byte order, the order of both codecs. They
// stay valid until o.ReleaseStrings, which must follow before the keys of an
// enclosing map are released.
func StringKeys[K ~string, V any](o *Output, m map[K]V) []string {
	start := len(o.strings)
	for k := range m {
		o.strings = append(o.strings, string(k))
	}
	keys := o.strings[start:]
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
func (o *Output) ReleaseStrings(keys []string) {
	top := len(o.strings) - len(keys)
	clear(o.strings[top:])
	o.strings = o.strings[:top]
}

// ReleaseInts gives back what IntKeys or JSONIntKeys returned last.
func (o *Output) ReleaseInts(keys []int64) { o.ints = o.ints[:len(o.ints)-len(keys)] }

// ReleaseUints gives back what UintKeys or JSONUintKeys returned last.
func (o *Output) ReleaseUints(keys []uint64) { o.uints = o.uints[:len(o.uints)-len(keys)] }

func intKeys[K Signed, V any](o *Output, m map[K]V) []int64 {
	start := len(o.ints)
	for k := range m {
		o.ints = append(o.ints, int64(k))
	}
	return o.ints[start:]
}

func uintKeys[K Unsigned, V any](o *Output, m map[K]V) []uint64 {
	start := len(o.uints)
	for k := range m {
		o.uints = append(o.uints, uint64(k))
	}
	return o.uints[start:]
}

func compareInts(a, b int64) int {
	var x, y [20]byte // the longest is -9223372036854775808
	return bytes.Compare(strconv.AppendInt(x[:0], a, 10), strconv.AppendInt(y[:0], b, 10))
}

func compareUints(a, b uint64) int {
	var x, y [20]byte
	return bytes.Compare(strconv.AppendUint(x[:0], a, 10), strconv.AppendUint(y[:0], b, 10))
}

// resetKeys empties the stacks. They hold something only where a marshal method
// panicked between keys and release, and then no string may be kept alive.
func (o *Output) resetKeys() {
	clear(o.strings)
	o.strings, o.ints, o.uints = o.strings[:0], o.ints[:0], o.uints[:0]
}
