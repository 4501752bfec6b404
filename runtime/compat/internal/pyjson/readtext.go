package pyjson

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// string returns the text of a string, or nil after a failure. If the string has no
// escapes, the result is a part of src.
func (r *reader) string() []byte {
	if !r.take('"') {
		r.failed = true
		return nil
	}
	start := r.i
	r.i += plain(r.src[start:])
	text := r.src[start:r.i:r.i]
	if !r.take('"') {
		text = r.unescaped(text)
		r.copy(start - 1)
		r.dst = appendString(r.dst, text)
	}
	return text
}

// unescaped reads the rest of a string and appends it to a copy of text.
func (r *reader) unescaped(text []byte) []byte {
	for !r.take('"') {
		switch c := r.peek(); {
		case c < ' ' || c >= utf8.RuneSelf && !r.utf8:
			r.failed = true
			return nil
		case c == '\\':
			r.i++
			text = utf8.AppendRune(text, r.escape())
		case c < utf8.RuneSelf:
			r.i++
			text = append(text, c)
		default:
			c, size := utf8.DecodeRune(r.src[r.i:])
			r.failed = r.failed || size == 1
			r.i += size
			text = utf8.AppendRune(text, c)
		}
	}
	return text
}

func (r *reader) escape() rune {
	c := r.peek()
	if !r.take(c) {
		r.failed = true
	}
	switch c {
	case '"', '\\', '/':
		return rune(c)
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'u':
		return r.codePoint()
	}
	r.failed = true
	return 0
}

// codePoint reads the digits of a \u escape, and the second escape of a pair.
func (r *reader) codePoint() rune {
	high := r.hex()
	if !utf16.IsSurrogate(high) {
		return high
	}
	if !r.take('\\') || !r.take('u') {
		r.failed = true
		return 0
	}
	c := utf16.DecodeRune(high, r.hex())
	r.failed = r.failed || c == utf8.RuneError
	return c
}

func (r *reader) hex() rune {
	if len(r.src)-r.i < 4 {
		r.failed = true
		return 0
	}
	n, err := strconv.ParseUint(string(r.src[r.i:r.i+4]), 16, 16)
	r.failed = r.failed || err != nil
	r.i += 4
	return rune(n)
}
