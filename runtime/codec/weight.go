package codec

import "unsafe" // only for Sizeof

// A weight is the memory, in bytes, that the slices, maps and pointers of a value
// take.
//
// The length of a payload bounds the number of their elements, but not the size of
// an element: it may have fields that are not sent, or a type that encodes itself
// in one byte. Therefore the weight of a payload of n bytes is limited too. Types
// whose fields are all sent stay far below the limit: the heaviest is a slice of
// slices, which takes 24 bytes of memory for one byte of payload.
type weight uint64

const (
	weightRoom = 64 << 10 // weight that every payload may have
	weightEach = 256      // additional weight for each byte of the payload

	// senderShare divides the limit for encoders. Their output can then be decoded on
	// platforms on which the same types are up to twice as large.
	senderShare = 2
)

// most returns the greatest weight of a payload of n bytes.
func most(n int) weight { return weightRoom + weightEach*weight(n) }

// add adds n values of the given size in bytes.
func (w *weight) add(n int, size uintptr) { *w += weight(n) * weight(size) }

// weigh adds n values of the given size to the weight of d's value. It fails, and
// returns false, if the value is too heavy.
func (d *Input) weigh(n int, size uintptr) bool {
	d.weight.add(n, size)
	if d.weight > most(len(d.b)) {
		d.Fail()
	}
	return !d.failed
}

// Make returns an empty slice with capacity for the elements of s, or nil if s has
// no elements. It fails, and returns nil, if the decoded value takes too much
// memory for the payload's length.
func Make[T any](d *Input, s Seq) []T {
	var elem T
	if s.n == 0 || !d.weigh(s.n, unsafe.Sizeof(elem)) {
		return nil
	}
	return make([]T, 0, s.n)
}

// MakeMap returns an empty map with room for the entries of s, or nil if s has no
// entries. It fails as Make does.
func MakeMap[K comparable, V any](d *Input, s Seq) map[K]V {
	var key K
	var elem V
	if s.n == 0 || !d.weigh(s.n, unsafe.Sizeof(key)+unsafe.Sizeof(elem)) {
		return nil
	}
	return make(map[K]V, s.n)
}

// New returns a pointer to a new zero value, which is never nil. It fails as Make
// does.
func New[T any](d *Input) *T {
	v := new(T)
	d.weigh(1, unsafe.Sizeof(*v))
	return v
}

// Weigh adds n elements of type T to the weight of the value that is encoded. Generated
// code calls it if the decoder will call Make for n elements, or New. If the value is too
// heavy for decoders, o.Err returns ErrTooHeavy.
func Weigh[T any](o *Output, n int) {
	var elem T
	o.weight.add(n, unsafe.Sizeof(elem))
}

// WeighMap is like Weigh, for the n entries of a map that the decoder will make
// with MakeMap.
func WeighMap[K comparable, V any](o *Output, n int) {
	var key K
	var elem V
	o.weight.add(n, unsafe.Sizeof(key)+unsafe.Sizeof(elem))
}
