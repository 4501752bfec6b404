package repair

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// undo undoes one layer of all escapes: %2D and =2D, &#45; and &hyphen;, \- and \_.
func undo(text string) string {
	return rewrite(text, "%=&\\", func(rest string) (string, int) {
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
	})
}

// undoProofpoint undoes the encoding of a link that Proofpoint puts into its own links:
// -2D for %2D, and _ for a slash.
func undoProofpoint(text string) string {
	return rewrite(text, "-_", func(rest string) (string, int) {
		if rest[0] == '_' {
			return "/", 1
		}
		return undoHex(rest)
	})
}

// rewrite replaces escapes in text. Each begins with a byte in marks. one returns the
// replacement for the escape at the start of its argument, and the size of the escape,
// which is 0 if there is no escape.
func rewrite(text, marks string, one func(rest string) (string, int)) string {
	if !strings.ContainsAny(text, marks) {
		return text
	}
	var b strings.Builder
	for text != "" {
		if strings.IndexByte(marks, text[0]) >= 0 {
			if plain, size := one(text); size > 0 {
				b.WriteString(plain)
				text = text[size:]
				continue
			}
		}
		b.WriteByte(text[0])
		text = text[1:]
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
const end = '\x00'

// fold replaces the hyphens and spaces that mail programs substitute for ASCII by the
// ASCII characters. It removes invisible characters, and replaces every other character
// beyond ASCII.
func fold(text string) string {
	if isASCII(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return r
		case r >= '\u2010' && r <= '\u2014' || r == '\u2212' || r == '\uFE63' || r == '\uFF0D':
			return '-'
		case r == '\uFF3F':
			return '_'
		case unicode.In(r, unicode.Cf):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return end
	}, text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
