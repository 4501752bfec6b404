// Package armor turns a token's bytes into its text and back (FORMAT.md
// section 4): a prefix, then URL-safe base64 without padding.
//
// Exactly one text exists for each byte string. The standard library's decoder
// skips CR and LF even in strict mode, which would give every token many
// spellings, so the decoder here is its own.
package armor

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
)

// DefaultPrefix begins every token whose type names no other prefix.
const DefaultPrefix = "ts1_"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// The tables below are indexed by a token's bytes and characters, which everyone
// may see, never by a key's.

// pairs holds the two characters of every 12 bits.
var pairs = func() (t [1 << 12]uint16) {
	for i := range t {
		t[i] = uint16(alphabet[i>>6])<<8 | uint16(alphabet[i&63])
	}
	return t
}()

// invalid marks a character outside the alphabet: a bit that no group of four
// has, and that survives every OR, so that one test finds it among many.
const invalid = 1 << 31

// values holds the six bits of each character, where they stand in a group of
// four: at its front, and 6, 12 and 18 bits behind it.
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

// EncodedLen is the number of characters that n bytes take, without a prefix.
func EncodedLen(n int) int { return base64.RawURLEncoding.EncodedLen(n) }

// Append appends the text of wire to dst.
func Append(dst []byte, prefix string, wire []byte) []byte {
	dst = slices.Grow(dst, len(prefix)+EncodedLen(len(wire)))
	dst = append(dst, prefix...)
	for len(wire) >= 8 { // of which six become eight characters
		v := binary.BigEndian.Uint64(wire)
		dst = binary.BigEndian.AppendUint64(dst,
			uint64(pairs[v>>52])<<48|uint64(pairs[v>>40&0xfff])<<32|uint64(pairs[v>>28&0xfff])<<16|uint64(pairs[v>>16&0xfff]))
		wire = wire[6:]
	}
	return base64.RawURLEncoding.AppendEncode(dst, wire)
}

// Strip returns token without its prefix. It reports false where token has
// another prefix or more than limit characters.
func Strip(token, prefix string, limit int) (string, bool) {
	if len(token) > limit || len(token) < len(prefix) || token[:len(prefix)] != prefix {
		return "", false
	}
	return token[len(prefix):], true
}

// Decode appends the bytes of text to dst. It reports false, with nothing
// appended, for any text that Append does not write: a character outside the
// alphabet, a length that no byte string has, or unused bits that are not zero.
// It makes room first, so that a caller who keeps dst does not pay for it twice.
func Decode(dst []byte, text string) ([]byte, bool) {
	dst = slices.Grow(dst, len(text)/4*3+4)
	room, seen := dst[len(dst):cap(dst)], uint32(0)
	for len(text) >= 8 && len(room) >= 8 {
		a, b := group(text), group(text[4:])
		seen |= a | b
		// Eight bytes, the last two of which are overwritten by what follows.
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

// group returns the 24 bits that the first four characters of text stand for.
func group(text string) uint32 {
	return values[0][text[0]] | values[1][text[1]] | values[2][text[2]] | values[3][text[3]]
}

// decodeRest decodes the last characters: none, two or three.
func decodeRest(dst, out []byte, text string) ([]byte, bool) {
	var v uint32
	for i := range len(text) {
		v |= values[i][text[i]]
	}
	unused := uint32(1)<<(24-len(text)*6/8*8) - 1 // bits behind the last whole byte
	if v&(invalid|unused) != 0 {
		return dst, false
	}
	return append(out, byte(v>>16), byte(v>>8))[:len(out)+len(text)*6/8], true
}

// LongestPrefix is the length of the longest valid prefix, in characters: three words of 12, 11 and
// 11, each with its underscore.
const LongestPrefix = 13 + 12 + 12

// ValidPrefix reports whether p can be a type's prefix:
// [a-z][a-z0-9]{1,11}(_[a-z0-9]{1,11}){0,2}_
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
