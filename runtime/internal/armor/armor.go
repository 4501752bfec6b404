// Package armor turns a token's bytes into its text and back (FORMAT.md
// section 4): a prefix, then URL-safe base64 without padding.
//
// Exactly one text exists for each byte string. The standard library's decoder
// skips CR and LF even in strict mode, which would give every token many
// spellings, so the decoder here is its own.
package armor

import (
	"encoding/base64"
	"slices"
)

// DefaultPrefix begins every token whose type names no other prefix.
const DefaultPrefix = "ts1_"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// invalid marks a byte outside the alphabet. Its high bits survive every OR,
// so one test after a group of characters finds them all.
const invalid = 0xff

// values holds the six bits of each character. It is indexed by secret-free
// text only: a token is not a key.
var values = func() (t [256]byte) {
	for i := range t {
		t[i] = invalid
	}
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	return t
}()

// EncodedLen is the number of characters that n bytes take, without a prefix.
func EncodedLen(n int) int { return base64.RawURLEncoding.EncodedLen(n) }

// Append appends the text of wire to dst.
func Append(dst []byte, prefix string, wire []byte) []byte {
	return base64.RawURLEncoding.AppendEncode(append(dst, prefix...), wire)
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
	dst = slices.Grow(dst, len(text)/4*3+2)
	out := dst
	for len(text) >= 4 {
		a, b, c, d := values[text[0]], values[text[1]], values[text[2]], values[text[3]]
		if (a|b|c|d)&0xc0 != 0 {
			return dst, false
		}
		v := uint(a)<<18 | uint(b)<<12 | uint(c)<<6 | uint(d)
		out = append(out, byte(v>>16), byte(v>>8), byte(v))
		text = text[4:]
	}
	switch len(text) {
	case 0:
		return out, true
	case 2:
		a, b := values[text[0]], values[text[1]]
		if (a|b)&0xc0 != 0 || b&0x0f != 0 {
			return dst, false
		}
		return append(out, a<<2|b>>4), true
	case 3:
		a, b, c := values[text[0]], values[text[1]], values[text[2]]
		if (a|b|c)&0xc0 != 0 || c&0x03 != 0 {
			return dst, false
		}
		return append(out, a<<2|b>>4, b<<4|c>>2), true
	}
	return dst, false
}

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
