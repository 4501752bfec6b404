package diag

import (
	"bytes"
	"go/token"
	"path/filepath"
	"slices"
)

// A Collector collects diagnostics. It adds the place and the line of the source to each.
type Collector struct {
	Fset   *token.FileSet
	Source func(path string) []byte // returns the text of a file of the file set
	Name   func(path string) string // returns the name of a file in messages

	list   []Diagnostic
	faulty map[string]bool        // folders with errors; the empty name if there are any
	texts  map[string][]byte      // of the files that diagnostics are in, by path
	files  map[string]*token.File // that Line has added, by path
}

// Add adds diagnostics.
func (c *Collector) Add(list ...Diagnostic) {
	for _, d := range list {
		d = c.Place(d)
		c.list = append(c.list, d)
		if !d.Warning {
			if c.faulty == nil {
				c.faulty = map[string]bool{}
			}
			c.faulty[""], c.faulty[filepath.Dir(d.Position.Filename)] = true, true
		}
	}
}

// Place returns a diagnostic with its Position, EndColumn, Name and Source, and with its
// message in one line.
func (c *Collector) Place(d Diagnostic) Diagnostic {
	d.Message = oneLine(d.Message)
	if !d.Pos.IsValid() {
		return d
	}
	d.Position = c.Fset.PositionFor(d.Pos, false)
	path := d.Position.Filename
	text, ok := c.texts[path]
	if !ok {
		text = c.Source(path)
		c.keep(path, text)
	}
	d.Source = lineOf(text, d.Position)
	if text != nil { // the parser's end of the file is after the last line's end
		d.Position.Column = min(d.Position.Column, len(d.Source)+1)
	}
	d.EndColumn = endColumn(d.Source, d.Position.Column, d.Span)
	d.Name = c.Name(path)
	return d
}

// keep keeps the text of a file, which is looked up once.
func (c *Collector) keep(path string, text []byte) {
	if c.texts == nil {
		c.texts = map[string][]byte{}
	}
	c.texts[path] = text
}

// Line returns the span of a line of a file that is not Go. Lines count from 1.
func (c *Collector) Line(path string, text []byte, line int) Span {
	f := c.files[path]
	if f == nil || !bytes.Equal(c.texts[path], text) {
		f = c.Fset.AddFile(path, -1, len(text))
		if len(text) > 0 { // the file set has no lines for an empty text
			f.SetLinesForContent(text)
		}
		if c.files == nil {
			c.files = map[string]*token.File{}
		}
		c.files[path] = f
		c.keep(path, text)
	}
	line = min(max(line, 1), f.LineCount())
	start, end := f.LineStart(line), token.Pos(f.Base()+f.Size())
	if line < f.LineCount() {
		end = f.LineStart(line+1) - 1
	}
	return Span{start, end}
}

// Errors returns the diagnostics that are not warnings, by position and without
// duplicates.
func (c *Collector) Errors() []Diagnostic { return c.sorted(false) }

// Warnings returns the warnings, by position and without duplicates.
func (c *Collector) Warnings() []Diagnostic { return c.sorted(true) }

func (c *Collector) sorted(warnings bool) []Diagnostic {
	list := slices.DeleteFunc(slices.Clone(c.list), func(d Diagnostic) bool { return d.Warning != warnings })
	slices.SortStableFunc(list, compare)
	return slices.CompactFunc(list, func(a, b Diagnostic) bool {
		return a.Position == b.Position && a.Message == b.Message
	})
}

// Faulty reports whether a file in the folder dir has a diagnostic that is not a
// warning. An empty dir means any folder.
func (c *Collector) Faulty(dir string) bool { return c.faulty[dir] }
