// Package armor converts the bytes of a token to text and back, as FORMAT.md section
// 4 specifies: a prefix, then URL-safe base64 without padding.
//
// Each byte string has exactly one text. The package has its own base64 decoder,
// because the one of encoding/base64 ignores CR and LF even in strict mode, and
// would accept many texts for one token.
package armor

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
)

// DefaultPrefix is the prefix of tokens whose type does not set its own.
const DefaultPrefix = "ts1_"

// DefaultSize is the length of the longest token of a type that does not set
// another limit, in characters. No type can set a limit above LargestSize.
const (
	DefaultSize = 4096
	LargestSize = 1 << 20
)

// PayloadFactor is the size limit of a payload after it was inflated: so many bytes for
// each character of the longest token.
const PayloadFactor = 16

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// The tables below are indexed by the bytes and characters of tokens, which are not
// secret. They must not be used for keys, since the time of a lookup may depend on
// its index.

// pairs contains the two characters for each value of 12 bits.
var pairs = func() (t [1 << 12]uint16) {
	for i := range t {
		t[i] = uint16(alphabet[i>>6])<<8 | uint16(alphabet[i&63])
	}
	return t
}()

// invalid marks a character outside the alphabet. No group of 24 bits has this bit, so
// the groups of a whole text can be combined with OR and tested once.
const invalid = 1 << 31

// values contains the six bits of each character, shifted for its place in a group of
// four characters, which stands for 24 bits.
var values = func() (t [4][256]uint32) {
	for place := range t {
		for c := range t[place] {
			t[place][c] = invalid
		}
		for i := range len(alphabet) {
			t[place][alphabet[i]] = uint32(i) << (18 - 6*place)
		}
	}
	return t
}()

// EncodedLen returns the number of characters that n bytes take, without a prefix.
func EncodedLen(n int) int { return base64.RawURLEncoding.EncodedLen(n) }

// Append appends prefix and the text of wire to dst.
func Append(dst []byte, prefix string, wire []byte) []byte {
	dst = slices.Grow(dst, len(prefix)+EncodedLen(len(wire)))
	dst = append(dst, prefix...)
	for len(wire) >= 8 { // encodes six of the eight bytes as eight characters
		v := binary.BigEndian.Uint64(wire)
		dst = binary.BigEndian.AppendUint64(dst,
			uint64(pairs[v>>52])<<48|uint64(pairs[v>>40&0xfff])<<32|
				uint64(pairs[v>>28&0xfff])<<16|uint64(pairs[v>>16&0xfff]))
		wire = wire[6:]
	}
	return base64.RawURLEncoding.AppendEncode(dst, wire)
}

// Strip returns token without its prefix. It returns false if token has another
// prefix or more than limit characters.
func Strip(token, prefix string, limit int) (string, bool) {
	if len(token) > limit || len(token) < len(prefix) || token[:len(prefix)] != prefix {
		return "", false
	}
	return token[len(prefix):], true
}

// Decode appends the bytes of text, which has no prefix, to dst. It returns dst and
// false if Append cannot have written text: if it contains a character outside the
// alphabet, has a length that no byte string has, or has unused bits that are not
// zero. In both cases the bytes between the length and the capacity of dst may have
// changed.
func Decode(dst []byte, text string) ([]byte, bool) {
	dst = slices.Grow(dst, len(text)/4*3+4)
	room, seen := dst[len(dst):cap(dst)], uint32(0)
	for len(text) >= 8 && len(room) >= 8 {
		a, b := group(text), group(text[4:])
		seen |= a | b
		// Writes eight bytes, of which the next step overwrites the last two.
		binary.BigEndian.PutUint64(room, uint64(a)<<40|uint64(b)<<16)
		text, room = text[8:], room[6:]
	}
	out := dst[:cap(dst)-len(room)]
	for len(text) >= 4 {
		v := group(text)
		seen |= v
		out = binary.BigEndian.AppendUint32(out, v<<8)[:len(out)+3]
		text = text[4:]
	}
	if len(text) == 1 || seen&invalid != 0 {
		return dst, false
	}
	return decodeRest(dst, out, text)
}

// group returns the 24 bits of the first four characters of text. The bit invalid is
// set as well if one of them is not in the alphabet.
func group(text string) uint32 {
	return values[0][text[0]] | values[1][text[1]] | values[2][text[2]] | values[3][text[3]]
}

// decodeRest appends the bytes of the last zero, two or three characters to out. It
// returns dst and false if text is not valid.
func decodeRest(dst, out []byte, text string) ([]byte, bool) {
	var v uint32
	for i := range len(text) {
		v |= values[i][text[i]]
	}
	unused := uint32(1)<<(24-len(text)*6/8*8) - 1 // the bits after the last whole byte
	if v&(invalid|unused) != 0 {
		return dst, false
	}
	return append(out, byte(v>>16), byte(v>>8))[:len(out)+len(text)*6/8], true
}

// LongestPrefix is the length of the longest valid prefix, in characters: three words
// of 12, 11 and 11, each followed by an underscore.
const LongestPrefix = 13 + 12 + 12

// ValidPrefix reports whether p may be the prefix of a type. It must match
//
//	[a-z][a-z0-9]{1,11}(_[a-z0-9]{1,11}){0,2}_
func ValidPrefix(p string) bool {
	if p == "" || p[len(p)-1] != '_' || p[0] < 'a' || p[0] > 'z' {
		return false
	}
	words, length := 0, 0
	for i := range len(p) {
		switch c := p[i]; {
		case c == '_':
			if shortest := 2 - min(words, 1); length < shortest || length > 12-min(words, 1) {
				return false
			}
			words, length = words+1, 0
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			length++
		default:
			return false
		}
	}
	return words <= 3
}
