package codec

// ToBytes returns a copy of v, whose element type is declared as byte.
func ToBytes[E ~byte](v []E) []byte {
	b := make([]byte, len(v))
	for i, e := range v {
		b[i] = byte(e)
	}
	return b
}

// FromBytes returns a copy of b with elements of a type that is declared as byte.
// It returns nil if b is empty.
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

// FillBytes sets v to the bytes that read stores in a slice of the same length.
// Generated code passes a decoder's method ByteArray as read.
func FillBytes[E ~byte](v []E, read func(dst []byte)) {
	b := make([]byte, len(v))
	read(b)
	copy(v, FromBytes[E](b))
}
