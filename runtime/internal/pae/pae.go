// Package pae implements PASETO's pre-authentication encoding, which joins several
// byte strings into one. As FORMAT.md section 1 specifies, all input of hashes has
// this form:
//
//	PAE(p1 .. pn) = LE64(n) || LE64(len p1) || p1 || .. || LE64(len pn) || pn
//
// Different lists have different encodings. A byte moved from one part to the next
// changes the encoding.
package pae

import "encoding/binary"

// Count begins an encoding: it appends the number of parts.
func Count(dst []byte, parts int) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(parts))
}

// Size appends the length of the next part. The caller must append its n bytes.
func Size(dst []byte, n int) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(n))
}

// Part appends the length and the bytes of the next part.
func Part[T ~string | ~[]byte](dst []byte, part T) []byte {
	return append(Size(dst, len(part)), part...)
}

// SetSize overwrites the length at the beginning of at, which Size appended, with n.
// It is for parts whose length is known only after their bytes are appended.
func SetSize(at []byte, n int) {
	binary.LittleEndian.PutUint64(at, uint64(n))
}

// Encode returns the complete encoding of parts.
func Encode(parts ...string) []byte {
	size := 8
	for _, p := range parts {
		size += 8 + len(p)
	}
	dst := Count(make([]byte, 0, size), len(parts))
	for _, p := range parts {
		dst = Part(dst, p)
	}
	return dst
}
