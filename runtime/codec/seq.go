package codec

// Seq is a slice, array or map that is being decoded. The methods Slice, Array and
// Map of a decoder begin one, and More advances to the next element:
//
//	s := d.Slice(1)
//	v := codec.Make[string](&d.Input, s)
//	for d.More(&s) {
//		v = append(v, d.String())
//	}
type Seq struct {
	n     int
	left  int  // elements that More has not announced yet
	min   int  // fewest bytes of an element, if Input.owed counts them
	close byte // JSON's closing bracket, or 0 for null
}

// Len returns the number of elements or entries. It is 0 after a failure.
func (s Seq) Len() int { return s.n }
