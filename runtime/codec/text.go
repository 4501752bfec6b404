package codec

import (
	"math/bits"
	"unicode/utf8"
)

// Most text is ASCII and is scanned eight bytes at a time. These constants have the
// lowest and the highest bit of each byte set.
const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// word returns the eight bytes s[i:i+8] as a little-endian integer.
func word[S string | []byte](s S, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// ascii reports whether s contains only ASCII.
func ascii[S string | []byte](s S) bool {
	if len(s) < 8 {
		var all byte
		for i := 0; i < len(s); i++ {
			all |= s[i]
		}
		return all < utf8.RuneSelf
	}
	all := word(s, len(s)-8) // the last eight bytes, which the loop may not reach
	for i := 0; i <= len(s)-8; i += 8 {
		all |= word(s, i)
	}
	return all&highBits == 0
}

// validString is like utf8.ValidString, but faster for short ASCII.
func validString(s string) bool { return ascii(s) || utf8.ValidString(s) }

// valid is like utf8.Valid, but faster for short ASCII.
func valid(b []byte) bool { return ascii(b) || utf8.Valid(b) }

// plain returns the index of the first byte of s, from i on, that is not ASCII or
// that a JSON string must escape: a quote, a backslash or a control character. If
// there is none, plain returns len(s), or i if that is greater.
func plain[S string | []byte](s S, i int) int {
	for ; len(s)-i >= 8; i += 8 {
		x := word(s, i)
		// Each of these words has the highest bit set in the bytes that it looks for. The
		// borrow of a subtraction may also set the highest bit of the next byte, so only
		// the lowest such bit in found is reliable.
		control := x - 0x20*lowBits
		quote := (x ^ '"'*lowBits) - lowBits
		slash := (x ^ '\\'*lowBits) - lowBits
		if found := (x | control | quote | slash) & highBits; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(s) && s[i] >= 0x20 && s[i] < utf8.RuneSelf && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}
