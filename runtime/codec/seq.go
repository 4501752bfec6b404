package codec

// Seq is a slice, array or map while it is being decoded:
//
//	s := d.Slice(1) // before the loop, as with Object
//	v := codec.Make[string](&d.Input, s)
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
