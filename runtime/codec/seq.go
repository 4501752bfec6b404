package codec

// Seq is a slice, array or map while it is being decoded:
//
//	s := d.Slice(1) // before the loop, as with Object
//	v := codec.Make[string](s)
//	for d.More(&s) {
//		v = append(v, d.String())
//	}
type Seq struct {
	n     int
	left  int  // elements that More has not announced
	min   int  // bytes that each takes at least, where they count as owed
	close byte // JSON's closing bracket
}

// Len returns the number of elements or entries, 0 after a failure.
func (s Seq) Len() int { return s.n }

// Make returns an empty slice with room for exactly the elements of s; nil when
// there are none.
func Make[T any](s Seq) []T {
	if s.n == 0 {
		return nil
	}
	return make([]T, 0, s.n)
}

// MakeMap returns an empty map with room for the entries of s; nil when there
// are none.
func MakeMap[K comparable, V any](s Seq) map[K]V {
	if s.n == 0 {
		return nil
	}
	return make(map[K]V, s.n)
}
