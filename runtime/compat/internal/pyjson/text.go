// Package pyjson is JSON text as Python's json module writes and reads it.
// Django and Ax_Handoff both use that module, with other separators:
//
//	{"uid":42,"ratio":1.0,"name":"Zo\u00eb"}       Django
//	{"uid": 42, "ratio": 1.0, "name": "Zo\u00eb"}  Ax_Handoff
//
// Both keep its default ensure_ascii: quotes, backslashes and everything outside
// space to tilde are escaped, as \" \\ \b \t \n \f \r or as \u and four lower-case
// digits, beyond U+FFFF as a surrogate pair. Names come in the order that they
// were given in, integers in full, and floats as Python's repr. The source is
// CPython's Lib/json (https://docs.python.org/3/library/json.html).
//
// The module also writes and reads what RFC 8259 does not have or leaves open:
// NaN and infinities, doubled names, lone surrogates. Those are refused here,
// both ways.
package pyjson

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
)

// maxDepth is about where Python's own reader and writer give up.
const maxDepth = 1000

// Style is what one of the systems writes in its own way.
type Style struct {
	Format       fault.Format // of the errors
	Comma, Colon string       // what comes between values, and after a name
}

// Object is a JSON object whose members keep their order, as those of a Python dict
// do. A Go map is written in the byte order of its keys instead.
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
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r >= ' ' && r <= '~':
			dst = append(dst, byte(r))
		default:
			dst = appendEscape(dst, r)
		}
	}
	return dst
}

func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '\b':
		return append(dst, `\b`...)
	case '\t':
		return append(dst, `\t`...)
	case '\n':
		return append(dst, `\n`...)
	case '\f':
		return append(dst, `\f`...)
	case '\r':
		return append(dst, `\r`...)
	}
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return appendHex(appendHex(dst, high), low)
	}
	return appendHex(dst, r)
}

func appendHex(dst []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
