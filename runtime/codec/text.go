package codec

import (
	"math/bits"
	"unicode/utf8"
)

// Text is scanned eight bytes at a time; most of it is ASCII.
const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// word returns the eight bytes of s from i on, the first one lowest.
func word[S string | []byte](s S, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// ascii reports whether s holds only ASCII.
func ascii[S string | []byte](s S) bool {
	if len(s) < 8 {
		var all byte
		for i := 0; i < len(s); i++ {
			all |= s[i]
		}
		return all < utf8.RuneSelf
	}
	all := word(s, len(s)-8) // overlaps the last one of the loop
	for i := 0; i <= len(s)-8; i += 8 {
		all |= word(s, i)
	}
	return all&highBits == 0
}

// validString is utf8.ValidString, quicker for short ASCII.
func validString(s string) bool { return ascii(s) || utf8.ValidString(s) }

// valid is utf8.Valid, quicker for short ASCII.
func valid(b []byte) bool { return ascii(b) || utf8.Valid(b) }

// plain returns the index, from i on, of the first byte of s that is not ASCII
// or cannot stand for itself in a JSON string: a quote, a backslash or a control
// character. len(s) or more if there is none.
func plain[S string | []byte](s S, i int) int {
	for ; len(s)-i >= 8; i += 8 {
		x := word(s, i)
		// Each of these sets the high bit of the bytes looked for. A subtraction
		// borrows only from the byte above one of them: the lowest bit is right.
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
