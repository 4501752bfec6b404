package codec

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendQuoted appends s in quotes. It escapes only what JSON requires to be escaped,
// in the shortest form, as in RFC 8785.
func appendQuoted[S string | []byte](buf []byte, s S) []byte {
	buf = append(buf, '"')
	start := 0
	for i := plain(s, 0); i < len(s); i = plain(s, i+1) {
		if s[i] < utf8.RuneSelf {
			buf = append(buf, s[start:i]...)
			buf = appendEscape(buf, s[i])
			start = i + 1
		}
	}
	buf = append(buf, s[start:]...)
	return append(buf, '"')
}

// appendEscape appends the escape of c, a quote, backslash or control character.
func appendEscape(buf []byte, c byte) []byte {
	switch c {
	case '"', '\\':
	case '\b':
		c = 'b'
	case '\t':
		c = 't'
	case '\n':
		c = 'n'
	case '\f':
		c = 'f'
	case '\r':
		c = 'r'
	default:
		return append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(buf, '\\', c)
}

// quoted reads a string and returns the bytes between the quotes, which are a part of
// the input. They are valid UTF-8 without control characters. escaped reports
// whether they contain escapes, which quoted does not check. After a failure it
// returns nil.
func (d *JSONDecoder) quoted() (raw []byte, escaped bool) {
	if !d.expect('"') {
		return nil, false
	}
	ascii := true
	for i := plain(d.b, d.off); i < len(d.b); i = plain(d.b, i) {
		switch c := d.b[i]; {
		case c == '"':
			raw = d.b[d.off:i:i]
			if !ascii && !utf8.Valid(raw) {
				d.Fail()
				return nil, false
			}
			d.off = i + 1
			return raw, escaped
		case c == '\\':
			escaped = true
			i = min(i+2, len(d.b))
		case c >= utf8.RuneSelf:
			ascii = false
			i++
		default:
			d.Fail()
			return nil, false
		}
	}
	d.Fail()
	return nil, false
}

// String reads a string, with any of JSON's escapes. It fails if the string is not
// valid UTF-8, or if a \u escape is half of a surrogate pair.
func (d *JSONDecoder) String() string {
	raw, escaped := d.quoted()
	if escaped {
		return d.unescape(raw)
	}
	return d.last(len(raw), 1)
}

// unescape returns raw with each escape replaced by its character. It fails and
// returns "" if raw contains an invalid escape.
func (d *JSONDecoder) unescape(raw []byte) string {
	var s strings.Builder
	s.Grow(len(raw)) // an escape is longer than its character
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 {
			s.Write(raw)
			return s.String()
		}
		s.Write(raw[:i])
		r, n := escape(raw[i:])
		if n == 0 {
			d.Fail()
			return ""
		}
		s.WriteRune(r)
		raw = raw[i+n:]
	}
}

// escape returns the character and the length of the escape at the beginning of b. The
// length is 0 if the escape is invalid. b[1] exists, because quoted skips the byte
// after a backslash.
func escape(b []byte) (r rune, n int) {
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	}
	r = unicodeEscape(b)
	if r < 0 {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	// DecodeRune returns utf8.RuneError only if r and the next escape are not a pair.
	if r = utf16.DecodeRune(r, unicodeEscape(b[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// unicodeEscape returns the value of the \u escape at the beginning of b, or -1 if
// there is none.
func unicodeEscape(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case isDigit(c):
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
