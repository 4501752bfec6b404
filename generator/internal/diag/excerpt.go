package diag

import (
	"bytes"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An excerpt is the part of the file that a diagnostic shows.
type excerpt struct {
	file  string // its name
	line  string
	width int // bytes of the line that are wrong
}

// maxShown is how many bytes of a line are shown before and after the part that is wrong.
const maxShown = 100

func excerptAt(text []byte, at token.Position, span Span) excerpt {
	e := excerpt{line: lineOf(text, at)}
	if span.End.IsValid() {
		e.width = int(span.End - span.Pos)
	} else if i := at.Column - 1; i < len(e.line) {
		e.width = wordLen(e.line[i:])
	}
	return e
}

// lineOf returns the line of text that contains a position.
func lineOf(text []byte, at token.Position) string {
	start := at.Offset - (at.Column - 1)
	if start < 0 || start > len(text) {
		return ""
	}
	line, _, _ := bytes.Cut(text[start:], []byte("\n"))
	return strings.TrimRight(string(line), "\r")
}

func wordLen(s string) int {
	i := strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if i < 0 {
		i = len(s)
	}
	return max(i, 1)
}

// show returns the part of the line around the byte at, and the blanks and carets for
// the line below.
func (e excerpt) show(at int) (line, blank, carets string) {
	at = min(at, len(e.line))
	end := min(at+max(e.width, 1), len(e.line))
	from, to := 0, len(e.line)
	if at > maxShown {
		from = runeStart(e.line, at-maxShown)
	}
	if to-end > maxShown {
		to = runeStart(e.line, end+maxShown)
	}
	blank = strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, printable(e.line[from:at]))
	carets = strings.Repeat("^", max(1, utf8.RuneCountInString(e.line[at:min(end, to)])))
	return printable(e.line[from:to]), blank, carets
}

func runeStart(s string, i int) int {
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
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
