package generator

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Diagnostic is one thing that is wrong with the source.
type Diagnostic struct {
	// Pos is its place. The file's path is absolute, except for the lock of another
	// revision, whose file is Config.AgainstName. The column counts bytes from 1, and
	// //line comments have no effect.
	Pos token.Position

	Rule    string // short name of the rule that found it, such as "salt"
	Message string // what is wrong, a phrase without a full stop
	Advice  string // what to do, or empty

	name   string // the file as String writes it
	source string // the line
	width  int    // bytes of it at fault
}

// String shows the diagnostic: its place if it has one, with the file relative to the
// directory that Generate was given, what is wrong and the advice; then the
// source line, and carets under the words at fault.
func (d Diagnostic) String() string {
	text := d.Message
	if d.Pos.IsValid() {
		text = fmt.Sprintf("%s:%d:%d: %s", d.name, d.Pos.Line, d.Pos.Column, d.Message)
	}
	if d.Advice != "" {
		text += "; " + d.Advice
	}
	text = printable(text)
	if d.source != "" {
		line, blank, carets := d.excerpt()
		text += "\n\t" + line + "\n\t" + blank + carets
	}
	return text
}

// maxExcerpt is how many bytes of a line are shown before and after the place.
const maxExcerpt = 100

// excerpt returns the line around the place, and what leads to the carets below
// it.
func (d Diagnostic) excerpt() (line, blank, carets string) {
	at := min(d.Pos.Column-1, len(d.source))
	end := min(at+max(d.width, 1), len(d.source))
	from, to := 0, len(d.source)
	if at > maxExcerpt {
		from = runeStart(d.source, at-maxExcerpt)
	}
	if to-end > maxExcerpt {
		to = runeStart(d.source, end+maxExcerpt)
	}
	blank = strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, printable(d.source[from:at]))
	carets = strings.Repeat("^", max(1, utf8.RuneCountInString(d.source[at:min(end, to)])))
	return printable(d.source[from:to]), blank, carets
}

func runeStart(s string, i int) int {
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// printable keeps a source's control and format characters, such as those that
// turn the direction of text, away from the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}

// relative writes a path with slashes, relative to dir where both are below
// root.
func relative(root, dir, path string) string {
	below, err := filepath.Rel(root, path)
	if err == nil && filepath.IsLocal(below) {
		if rel, err := filepath.Rel(dir, path); err == nil {
			path = rel
		}
	}
	return filepath.ToSlash(path)
}

// A collector keeps diagnostics. None overwrites another.
type collector struct {
	fset   *token.FileSet
	source func(path string) []byte
	name   func(path string) string // of a file, as it is shown
	list   []Diagnostic

	warnings []Diagnostic
}

// report adds what is wrong from pos to end. Without an end it is the word at
// pos.
func (c *collector) report(pos, end token.Pos, rule, message, advice string) {
	c.list = append(c.list, c.diagnostic(pos, end, rule, message, advice))
}

// warn adds what does not keep the generator from its work.
func (c *collector) warn(pos, end token.Pos, rule, message, advice string) {
	c.warnings = append(c.warnings, c.diagnostic(pos, end, rule, message, advice))
}

func (c *collector) diagnostic(pos, end token.Pos, rule, message, advice string) Diagnostic {
	d := Diagnostic{Pos: c.fset.PositionFor(pos, false), Rule: rule, Message: message, Advice: advice}
	d.name = c.name(d.Pos.Filename)
	d.source = line(c.source(d.Pos.Filename), d.Pos)
	if end.IsValid() {
		d.width = int(end - pos)
	} else if at := d.Pos.Column - 1; at < len(d.source) {
		d.width = wordLen(d.source[at:])
	}
	return d
}

// line is the line of src that holds pos.
func line(src []byte, pos token.Position) string {
	start := pos.Offset - (pos.Column - 1)
	if start < 0 || start > len(src) {
		return ""
	}
	text, _, _ := bytes.Cut(src[start:], []byte("\n"))
	return strings.TrimRight(string(text), "\r")
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

// sorted returns the diagnostics by position, each once.
func sorted(list []Diagnostic) []Diagnostic {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(
			strings.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			strings.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(list, func(a, b Diagnostic) bool { return a.Pos == b.Pos && a.Message == b.Message })
}
