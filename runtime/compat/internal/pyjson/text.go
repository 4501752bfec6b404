// Package pyjson writes and reads JSON as Python's json module does. Django and
// Ax_Handoff both use this module, with different separators:
//
//	{"uid":42,"ratio":1.0,"name":"Zo\u00eb"}       Django
//	{"uid": 42, "ratio": 1.0, "name": "Zo\u00eb"}  Ax_Handoff
//
// Both keep its default ensure_ascii: quotes, backslashes and all characters outside
// space to tilde are escaped, as \" \\ \b \t \n \f \r or as \u and four lower-case
// digits, beyond U+FFFF as a surrogate pair. Names keep their order, integers have
// all their digits, and floats are written as Python's repr. The source is CPython's
// Lib/json (https://docs.python.org/3/library/json.html).
//
// The module also writes and reads texts that RFC 8259 forbids or leaves undefined: NaN
// and infinities, duplicate names, lone surrogates. This package refuses to write and to
// read them.
package pyjson

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
)

// maxDepth is near the depth at which Python's own reader and writer fail.
const maxDepth = 1000

// Style has the separators, in which the systems differ.
type Style struct {
	Format       fault.Format // of the errors
	Comma, Colon string       // between values, and after a name
}

// Object is a JSON object whose members keep their order, as in a Python dict. A Go map
// is written in the byte order of its keys instead.
type Object []Member

// Member is one entry of an Object. Names are unique.
type Member struct {
	Name  string
	Value any
}

// appendString escapes everything outside space to tilde.
func appendString[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	if plain(s) == len(s) {
		dst = append(dst, s...)
	} else {
		dst = appendEscaped(dst, string(s))
	}
	return append(dst, '"')
}

// plain returns how many bytes of s come before the first that needs an escape.
func plain[T string | []byte](s T) int {
	for i := range len(s) {
		if !isPlain[s[i]] {
			return i
		}
	}
	return len(s)
}

var isPlain = func() (is [256]bool) {
	for c := ' '; c <= '~'; c++ {
		is[c] = c != '"' && c != '\\'
	}
	return is
}()

func appendEscaped(dst []byte, s string) []byte {
	for _, r := range s {
		short := strings.IndexRune("\"\\\b\t\n\f\r", r)
		switch high, low := utf16.EncodeRune(r); {
		case short >= 0:
			dst = append(dst, '\\', `"\btnfr`[short])
		case r >= ' ' && r <= '~':
			dst = append(dst, byte(r))
		case high != utf8.RuneError:
			dst = appendHex(appendHex(dst, high), low)
		default:
			dst = appendHex(dst, r)
		}
	}
	return dst
}

func appendHex(dst []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

// Printable reports whether text has only the characters from space to tilde.
func Printable(text []byte) bool {
	outside := byte(0)
	for _, c := range text {
		outside |= (c - ' ') | (c + 1)
	}
	return outside < utf8.RuneSelf
}

// ASCII reports whether text has only ASCII characters.
func ASCII(text []byte) bool {
	all := byte(0)
	for _, c := range text {
		all |= c
	}
	return all < utf8.RuneSelf
}
