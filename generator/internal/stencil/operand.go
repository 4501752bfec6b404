package stencil

import (
	"go/token"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The functions of this file recognize the text that a hole may have. gofmt prints such a
// text as it is, in one piece, wherever a name may stand. Each function returns the number
// of bytes that it recognizes at the beginning of s, or 0.

// scanName recognizes identifiers that are joined by dots, such as geo.Point.
func scanName(s string) int {
	n := 0
	for {
		size := scanIdentifier(s[n:])
		if size == 0 {
			return 0
		}
		n += size
		if n == len(s) || s[n] != '.' {
			return n
		}
		n++
	}
}

func scanIdentifier(s string) int {
	n := 0
	for n < len(s) {
		c, size := rune(s[n]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[n:])
		}
		if !isLetter(c) && (n == 0 || !unicode.IsDigit(c)) {
			break
		}
		n += size
	}
	if n <= len("interface") && token.IsKeyword(s[:n]) { // no keyword is longer
		return 0
	}
	return n
}

func isLetter(c rune) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' && c < utf8.RuneSelf || c == '_' || c >= utf8.RuneSelf && unicode.IsLetter(c)
}

// scanType recognizes a type that consists of names, pointers, slices, arrays and maps,
// such as map[string][]*geo.Point or Pair[int, string].
func scanType(s string) int {
	switch {
	case strings.HasPrefix(s, "*"):
		return after(1, s, scanType)
	case strings.HasPrefix(s, "[]"):
		return after(2, s, scanType)
	case strings.HasPrefix(s, "["):
		if n := after(1, s, scanNumber); n > 0 && strings.HasPrefix(s[n:], "]") {
			return after(n+1, s, scanType)
		}
		return 0
	case strings.HasPrefix(s, "map["):
		if n := after(len("map["), s, scanType); n > 0 && strings.HasPrefix(s[n:], "]") {
			return after(n+1, s, scanType)
		}
		return 0
	}
	for _, empty := range [...]string{"struct{}", "interface{}"} {
		if strings.HasPrefix(s, empty) {
			return len(empty)
		}
	}
	n := scanName(s)
	if n > 0 && strings.HasPrefix(s[n:], "[") {
		return scanList(s, n+1, "]", scanType)
	}
	return n
}

// scanValue recognizes a string, a decimal number, a type, and a conversion, call or empty
// composite literal of those, such as time.Month(3), (*T) or Point{}.
func scanValue(s string) int {
	n := 0
	switch {
	case s == "":
	case s[0] == '"' || s[0] == '`':
		return scanString(s)
	case s[0] >= '0' && s[0] <= '9':
		return scanNumber(s)
	case s[0] == '(':
		if n = after(1, s, scanType); n > 0 && strings.HasPrefix(s[n:], ")") {
			n++
			break
		}
		return 0
	default:
		n = scanType(s)
	}
	switch {
	case n == 0:
	case strings.HasPrefix(s[n:], "{}"):
		n += 2
	case strings.HasPrefix(s[n:], "()"):
		n += 2
	case strings.HasPrefix(s[n:], "("):
		return scanList(s, n+1, ")", scanValue)
	}
	return n
}

// scanString recognizes a string literal of printable characters.
func scanString(s string) int {
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil || s[0] == '\'' || !printable(quoted) {
		return 0
	}
	return len(quoted)
}

// printable reports whether a text is valid UTF-8 and has no control characters.
func printable(s string) bool {
	for i, r := range s {
		if !strconv.IsPrint(r) || r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			return false
		}
	}
	return true
}

// scanNumber recognizes a whole number as gofmt prints it.
func scanNumber(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 1 && s[0] == '0' {
		return 0
	}
	return n
}

// scanList recognizes a list with a closing bracket at s[n:].
func scanList(s string, n int, closing string, scan func(string) int) int {
	for {
		if n = after(n, s, scan); n == 0 {
			return 0
		}
		switch {
		case strings.HasPrefix(s[n:], closing):
			return n + len(closing)
		case !strings.HasPrefix(s[n:], ", "):
			return 0
		}
		n += len(", ")
	}
}

// after recognizes s[n:], and counts the bytes before it.
func after(n int, s string, scan func(string) int) int {
	if size := scan(s[n:]); size > 0 {
		return n + size
	}
	return 0
}

// whole reports whether scan recognizes all of s.
func whole(s string, scan func(string) int) bool { return s != "" && scan(s) == len(s) }
