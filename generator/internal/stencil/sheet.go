package stencil

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"text/tabwriter"
)

// A Sheet collects the code of one file.
type Sheet struct {
	name   func(base string) string
	locals [][]string // by base, the names of its variables, as far as they are known
	used   []int      // by base, how many new variables the scope has
	holes  Holes
	text   []byte
	beside bool // the last line is a comment that belongs to the next declaration
	err    error

	columns tabwriter.Writer
	row     []byte // what columns is given
}

// sheets are used again, because their buffers have the right size.
var sheets = sync.Pool{New: func() any { return new(Sheet) }}

// Print returns the code that write prints. name returns the file's name for a [Local]. An
// error is a fault of the program that builds the code.
func Print(name func(base string) string, write func(*Sheet)) ([]byte, error) {
	s := sheets.Get().(*Sheet)
	s.name = name
	write(s)
	text, err := bytes.Clone(s.text), s.err
	*s = Sheet{locals: s.locals[:0], used: s.used[:0], holes: s.holes, text: s.text[:0], row: s.row}
	clear(s.holes.names)
	sheets.Put(s)
	if err != nil {
		return nil, err
	}
	return text, nil
}

// Holes returns the holes for the next plan. An earlier plan cannot be printed anymore.
func (s *Sheet) Holes() *Holes {
	s.holes.reset()
	return &s.holes
}

// Scope begins a scope, in which a [Fresh] variable may have the name of an earlier one.
func (s *Sheet) Scope() { clear(s.used) }

// Rest is the code after a body.
type Rest struct {
	code  *pattern
	names []string
}

// End prints the code after a body.
func (s *Sheet) End(rest Rest) {
	if rest.code != nil {
		s.fill(rest.code, rest.names)
	}
}

func (s *Sheet) rest(p *pattern) Rest {
	if p == nil {
		return Rest{}
	}
	return Rest{p, slices.Clone(s.holes.names)} // plans of the body have other names
}

func (s *Sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// separate prints an empty line before a declaration, or before its comment.
func (s *Sheet) separate() {
	if !s.beside && len(s.text) > 0 {
		s.text = append(s.text, '\n')
	}
	s.beside = false
}

// fill prints a pattern.
func (s *Sheet) fill(p *pattern, names []string) {
	for i := range p.parts {
		part := &p.parts[i]
		s.text = append(s.text, part.text...)
		switch h := &part.hole; {
		case h.name >= 0:
			s.text = append(s.text, names[h.name]...)
		case h.fresh >= 0:
			s.text = append(s.text, s.local(h.base, s.count(h.base)+h.fresh)...)
		case h.base >= 0:
			s.text = append(s.text, s.local(h.base, 0)...)
		}
	}
	for _, b := range p.fresh {
		s.count(b)
		s.used[b]++
	}
}

// count returns how many new variables with a base the scope has.
func (s *Sheet) count(b base) int {
	for len(s.used) <= int(b) {
		s.used = append(s.used, 0)
	}
	return s.used[b]
}

// local returns the name of the nth variable with a base.
func (s *Sheet) local(b base, n int) string {
	for len(s.locals) <= int(b) {
		s.locals = append(s.locals, nil)
	}
	for len(s.locals[b]) <= n {
		name := s.name(Numbered(b.String(), len(s.locals[b])))
		if !whole(name, scanIdentifier) {
			s.fail(fmt.Errorf("generated code cannot have the name %q for %s", name, b))
		}
		s.locals[b] = append(s.locals[b], name)
	}
	return s.locals[b][n]
}

// Numbered returns base for 0, and base with the number 2 for 1.
func Numbered(base string, n int) string {
	if n == 0 {
		return base
	}
	return fmt.Sprint(base, n+1)
}
