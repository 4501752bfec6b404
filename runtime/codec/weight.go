package codec

import "unsafe" // for Sizeof alone

// A weight is the memory in bytes that a value's slices, maps and pointers take.
//
// A token's length bounds their number, and not their size: an element may have
// fields that are not sent, or a type that encodes itself in one byte. So what a
// payload of n bytes may weigh is bounded too. Types whose fields are all sent
// stay far below: 24 bytes of memory for one of payload is a slice of slices.
type weight uint64

const (
	weightRoom = 64 << 10 // what every payload may weigh
	weightEach = 256      // and for each byte of it

	// A sender may use half of it, so that every receiver accepts what it sends,
	// though the same types be larger there.
	senderShare = 2
)

// most is what a payload of n bytes may weigh.
func most(n int) weight { return weightRoom + weightEach*weight(n) }

// add adds n values of a size in bytes.
func (w *weight) add(n int, size uintptr) { *w += weight(n) * weight(size) }

// weigh adds to the weight of d's value, and fails if that is too much.
func (d *Input) weigh(n int, size uintptr) bool {
	d.weight.add(n, size)
	if d.weight > most(len(d.b)) {
		d.Fail()
	}
	return !d.failed
}

// Make is for generated code. It returns an empty slice with room for exactly the
// elements of s, which d reads; nil if there are none. It fails if the value takes
// too much memory for the payload's length.
func Make[T any](d *Input, s Seq) []T {
	var elem T
	if s.n == 0 || !d.weigh(s.n, unsafe.Sizeof(elem)) {
		return nil
	}
	return make([]T, 0, s.n)
}

// MakeMap is for generated code. It returns an empty map with room for the entries
// of s; otherwise it is as Make.
func MakeMap[K comparable, V any](d *Input, s Seq) map[K]V {
	var key K
	var elem V
	if s.n == 0 || !d.weigh(s.n, unsafe.Sizeof(key)+unsafe.Sizeof(elem)) {
		return nil
	}
	return make(map[K]V, s.n)
}

// New is for generated code. It returns a pointer to a zero value, never nil. It
// fails as Make does.
func New[T any](d *Input) *T {
	v := new(T)
	d.weigh(1, unsafe.Sizeof(*v))
	return v
}

// Weigh is for generated code. An encoder calls it where the decoder calls Make for n
// elements, or New. If the value gets heavier than decoders accept, o.Err returns
// ErrTooHeavy in the end.
func Weigh[T any](o *Output, n int) {
	var elem T
	o.weight.add(n, unsafe.Sizeof(elem))
}

// WeighMap is Weigh for MakeMap.
func WeighMap[K comparable, V any](o *Output, n int) {
	var key K
	var elem V
	o.weight.add(n, unsafe.Sizeof(key)+unsafe.Sizeof(elem))
}
