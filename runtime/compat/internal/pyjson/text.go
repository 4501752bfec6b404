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
	"bytes"
	"math"
	"reflect"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/codec"
)

// maxDepth is about where Python's own reader and writer give up.
const maxDepth = 1000

// Style is what one of the systems writes in its own way.
type Style struct {
	Comma, Colon string // what stands between values, and after a name

	// Object is the type that holds an object in its own order: a slice of
	// structs, each a name (a string) and then a value (an any). A nil one is
	// no type's.
	Object reflect.Type
}

// Float writes what [FloatText] returns; NaN and infinities fail with
// codec.ErrNumber.
func Float(e *codec.JSONEncoder, f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(codec.ErrNumber)
		return
	}
	e.Raw(FloatText(f, bits))
}

// FloatText returns Python's repr of a float, with bits 32 that of the shortest
// decimal which reads back as the same float32. For NaN and infinities it is
// Python's word, which is not JSON.
func FloatText(f float64, bits int) string {
	var room [32]byte
	return string(appendFloatBits(room[:0], f, bits))
}

func appendFloatBits(dst []byte, f float64, bits int) []byte {
	if bits == 32 {
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	}
	return appendFloat(dst, f)
}

// appendFloat writes Python's repr: the shortest digits, positional for decimal
// exponents from -4 to 15, and always told apart from an integer.
func appendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if bytes.IndexByte(dst[start:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
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
