package codec

// ToBytes is for generated code. It returns a copy of v, whose elements have a
// type declared as byte.
func ToBytes[E ~byte](v []E) []byte {
	b := make([]byte, len(v))
	for i, e := range v {
		b[i] = byte(e)
	}
	return b
}

// FromBytes is for generated code. It returns a copy of b with elements of a
// type declared as byte; nil if there are none.
func FromBytes[E ~byte](b []byte) []E {
	if len(b) == 0 {
		return nil
	}
	v := make([]E, len(b))
	for i, c := range b {
		v[i] = E(c)
	}
	return v
}

// FillBytes is for generated code. It lets read fill as many bytes as v has
// elements, and sets v to them.
func FillBytes[E ~byte](v []E, read func(dst []byte)) {
	b := make([]byte, len(v))
	read(b)
	copy(v, FromBytes[E](b))
}
