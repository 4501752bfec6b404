package repair

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A rule says how one layer of a text is undone.
type rule struct {
	marks string // the bytes that begin an escape; empty: all bytes beyond ASCII

	// one returns the replacement for the escape at the start of rest, and the size of the
	// escape, which is 0 if there is no escape.
	one func(rest string) (plain string, size int)
}

// escapes undoes one layer of all escapes: %2D and =2D, &#45; and &hyphen;, \- and \_.
var escapes = rule{"%=&\\", func(rest string) (string, int) {
	switch rest[0] {
	case '%':
		return undoHex(rest)
	case '=':
		return undoQuoted(rest)
	case '&':
		return undoEntity(rest)
	}
	if strings.HasPrefix(rest, `\_`) || strings.HasPrefix(rest, `\-`) {
		return rest[1:2], 2
	}
	return "", 0
}}

// proofpoint undoes the encoding of a link that Proofpoint puts into its own links: -2D
// for %2D, and _ for a slash.
var proofpoint = rule{"-_", func(rest string) (string, int) {
	if rest[0] == '_' {
		return "/", 1
	}
	return undoHex(rest)
}}

func (r rule) begins(c byte) bool {
	if r.marks == "" {
		return c >= utf8.RuneSelf
	}
	return strings.IndexByte(r.marks, c) >= 0
}

// undo replaces the escapes in text. If replaced is not nil, undo calls it for each: its
// place in text, its size, and the size of its replacement.
func (r rule) undo(text string, replaced func(at, size, plain int)) string {
	i := 0
	for i < len(text) && !r.begins(text[i]) {
		i++
	}
	if i == len(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	b.WriteString(text[:i])
	for i < len(text) {
		if r.begins(text[i]) {
			if plain, size := r.one(text[i:]); size > 0 {
				if replaced != nil {
					replaced(i, size, len(plain))
				}
				b.WriteString(plain)
				i += size
				continue
			}
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// undoHex decodes a byte in hexadecimal after a mark. It leaves control characters
// escaped.
func undoHex(rest string) (string, int) {
	if len(rest) < 3 {
		return "", 0
	}
	high, okHigh := hexDigit(rest[1])
	low, okLow := hexDigit(rest[2])
	b := high<<4 | low
	if !okHigh || !okLow || unicode.IsControl(rune(b)) && b < utf8.RuneSelf && !unicode.IsSpace(rune(b)) {
		return "", 0
	}
	return string([]byte{b}), 3
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// undoQuoted decodes a byte in quoted-printable. Its hexadecimal digits are capital
// letters. Otherwise an = before a prefix could be mistaken for a mark.
func undoQuoted(rest string) (string, int) {
	if len(rest) < 3 || strings.ToUpper(rest[1:3]) != rest[1:3] {
		return "", 0
	}
	return undoHex(rest)
}

// entities are the named character references that mail programs write into links.
var entities = map[string]string{
	"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "nbsp": " ", "shy": "",
	"lowbar": "_", "hyphen": "-", "equals": "=",
}

// undoEntity decodes a character reference of HTML. It leaves control characters escaped.
func undoEntity(rest string) (string, int) {
	name, _, ok := strings.Cut(rest[1:min(len(rest), 12)], ";")
	if !ok {
		return "", 0
	}
	size := len("&;") + len(name)
	if plain, ok := entities[name]; ok {
		return plain, size
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return "", 0
	}
	base := 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || unicode.IsControl(rune(n)) && !unicode.IsSpace(rune(n)) {
		return "", 0
	}
	return string(rune(n)), size
}

// end replaces a character that ends a token.
const end = "\x00"

// lookalikes replaces the hyphens and spaces that mail programs substitute for ASCII by
// the ASCII characters. It removes invisible characters, and replaces every other
// character beyond ASCII.
var lookalikes = rule{"", func(rest string) (string, int) {
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case r >= '\u2010' && r <= '\u2014' || r == '\u2212' || r == '\uFE63' || r == '\uFF0D':
		return "-", size
	case r == '\uFF3F':
		return "_", size
	case unicode.In(r, unicode.Cf):
		return "", size
	case unicode.IsSpace(r):
		return " ", size
	}
	return end, size
}}
