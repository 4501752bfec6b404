// Package pae is PASETO's pre-authentication encoding, the one way in which
// several byte strings become one that is hashed (FORMAT.md section 1):
//
//	PAE(p1 .. pn) = LE64(n) || LE64(len p1) || p1 || .. || LE64(len pn) || pn
//
// Two different lists never have the same encoding, so nothing can be moved
// from one part into its neighbour.
package pae

import "encoding/binary"

// Count appends the number of parts, which must come first.
func Count(dst []byte, parts int) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(parts))
}

// Size appends the length of the next part, whose bytes the caller appends.
func Size(dst []byte, n int) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(n))
}

// Part appends one part with its length.
func Part[T ~string | ~[]byte](dst []byte, part T) []byte {
	return append(Size(dst, len(part)), part...)
}

// SetSize writes n over the length at the front of at, for a part whose length
// was not known when Size was called.
func SetSize(at []byte, n int) {
	binary.LittleEndian.PutUint64(at, uint64(n))
}

// Encode returns the encoding of parts.
func Encode(parts ...string) []byte {
	dst := Count(nil, len(parts))
	for _, p := range parts {
		dst = Part(dst, p)
	}
	return dst
}
