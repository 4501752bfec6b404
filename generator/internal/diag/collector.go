package diag

import (
	"go/token"
	"path/filepath"
	"slices"
)

// A Collector keeps diagnostics. None overwrites another.
type Collector struct {
	Fset   *token.FileSet
	Source func(path string) []byte // returns the text of a file of the file set
	Name   func(path string) string // returns what a file is called in texts

	list  []Diagnostic
	texts map[string][]byte // of files that are not Go, by path
}

// Add adds diagnostics, and gives each its position and its line.
func (c *Collector) Add(list ...Diagnostic) {
	for _, d := range list {
		c.list = append(c.list, c.Place(d))
	}
}

// Place returns a diagnostic with its position and its line.
func (c *Collector) Place(d Diagnostic) Diagnostic {
	if !d.Pos.IsValid() {
		return d
	}
	d.Position = c.Fset.PositionFor(d.Pos, false)
	path := d.Position.Filename
	text, ok := c.texts[path]
	if !ok {
		text = c.Source(path)
	}
	d.excerpt = excerptAt(text, d.Position, d.Span)
	d.file = c.Name(path)
	return d
}

// Line returns the span of a line, counted from 1, of a file that is not Go.
func (c *Collector) Line(path string, text []byte, line int) Span {
	if c.texts == nil {
		c.texts = map[string][]byte{}
	}
	c.texts[path] = text
	f := c.Fset.AddFile(path, -1, len(text))
	if len(text) > 0 { // without any, the file set would have no line
		f.SetLinesForContent(text)
	}
	line = min(max(line, 1), f.LineCount())
	start, end := f.LineStart(line), token.Pos(f.Base()+f.Size())
	if line < f.LineCount() {
		end = f.LineStart(line+1) - 1
	}
	return Span{start, end}
}

// Errors returns what is wrong, by position, each once.
func (c *Collector) Errors() []Diagnostic { return c.sorted(false) }

// Warnings returns the warnings, by position, each once.
func (c *Collector) Warnings() []Diagnostic { return c.sorted(true) }

func (c *Collector) sorted(warnings bool) []Diagnostic {
	list := slices.DeleteFunc(slices.Clone(c.list), func(d Diagnostic) bool { return d.Warning != warnings })
	slices.SortStableFunc(list, compare)
	return slices.CompactFunc(list, func(a, b Diagnostic) bool {
		return a.Position == b.Position && a.Message == b.Message
	})
}

// Faulty reports whether something is wrong in a file of the folder dir, or
// anywhere if dir is empty.
func (c *Collector) Faulty(dir string) bool {
	return slices.ContainsFunc(c.list, func(d Diagnostic) bool {
		return !d.Warning && (dir == "" || filepath.Dir(d.Position.Filename) == dir)
	})
}
