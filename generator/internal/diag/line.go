package diag

import (
	"bytes"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineOf returns the line of text that contains a position.
func lineOf(text []byte, at token.Position) string {
	start := at.Offset - (at.Column - 1)
	if start < 0 || start > len(text) {
		return ""
	}
	line, _, _ := bytes.Cut(text[start:], []byte("\n"))
	return strings.TrimRight(string(line), "\r")
}

// endColumn returns the column after a span that begins in column, or after the word
// there. If the span has more lines, that is the end of the first one.
func endColumn(line string, column int, span Span) int {
	rest := line[min(column-1, len(line)):]
	width := int(span.End - span.Pos)
	if !span.End.IsValid() {
		width = wordLen(rest)
	}
	return column + min(max(width, 0), len(rest))
}

func wordLen(s string) int {
	i := strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if i < 0 {
		i = len(s)
	}
	if i == 0 {
		_, i = utf8.DecodeRuneInString(s)
	}
	return i
}

// oneLine joins the lines of a text, such as an error of the type checker.
func oneLine(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.Trim(lines[i], " \t\r")
	}
	return strings.Join(lines, " ")
}

// printable replaces characters that have an effect on a terminal, such as escape
// sequences, and characters that change the direction of text.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}
