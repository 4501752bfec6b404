// Package stencil prints generated Go of which most is alike.
//
// A [Stencil] is a function that builds code with jennifer. For each shape that the code
// can have, the function is called once, and go/format formats the result once. The names
// in that code are holes. To print the code again, only the holes are filled.
//
// This gives the text that go/format would give, because gofmt prints what is in a hole as
// it is, and its width decides nothing. Package stencil checks what it puts into holes. All
// other code has been parsed by go/format. So code that cannot be parsed, or to which a name
// has added something, is an error and is not printed.
//
// A program prints a file by [Print]. For each piece of code, it takes the names out of a
// plan by means of [Sheet.Holes], and prints the rest of the plan with a stencil:
//
//	var method = stencil.Declaration(func(out *jen.Group, name string) {
//		out.Func().Params(jen.Id(stencil.Local("p")).Id(name)).Id("M").Params().Block()
//	})
//
//	sheet.Comment([]string{"M does nothing."})
//	method.Print(sheet, sheet.Holes().Name(t.Name))
package stencil

import (
	"sync"

	"github.com/dave/jennifer/jen"
)

// A Stencil prints code that is built from plans of type P. The plans must have been made
// by means of [Sheet.Holes], and build must depend only on them.
type Stencil[P any] struct {
	build    func(P) *jen.File
	frame    frame
	declares bool // an empty line is before the code

	mu    sync.RWMutex
	known map[string]*divided
}

// divided is a pattern before and after its body. The second is nil if it has none.
type divided struct{ before, after *pattern }

// most is how many patterns a stencil remembers.
const most = 2000

// File returns the stencil of the beginning of a file, with the package clause.
func File[P any](build func(P) *jen.File) *Stencil[P] {
	return &Stencil[P]{build: build, known: map[string]*divided{}}
}

// Declaration returns the stencil of a declaration. Sheet prints an empty line before it.
func Declaration[P any](build func(*jen.Group, P)) *Stencil[P] {
	s := File(func(plan P) *jen.File {
		out := jen.NewFile("p")
		build(out.Group, plan)
		return out
	})
	s.frame, s.declares = frame{head: 2}, true
	return s
}

// Statements returns the stencil of statements that have the given number of tabs.
func Statements[P any](tabs int, build func(*jen.Group, P)) *Stencil[P] {
	s := Declaration(func(out *jen.Group, plan P) {
		out.Func().Id("_").Params().BlockFunc(func(g *jen.Group) { build(g, plan) })
	})
	s.frame, s.declares = frame{head: 3, tail: 1, indent: tabs - 1}, false
	return s
}

// Cases returns the stencil of cases of a switch statement.
func Cases[P any](tabs int, build func(*jen.Group, P)) *Stencil[P] {
	s := Statements(tabs, func(out *jen.Group, plan P) {
		out.Switch().BlockFunc(func(g *jen.Group) { build(g, plan) })
	})
	s.frame.head, s.frame.tail = 4, 2
	return s
}

// Variables returns the stencil of variables in a declaration with parentheses, without
// the first few lines.
func Variables[P any](without int, build func(*jen.Group, P)) *Stencil[P] {
	s := Declaration(func(out *jen.Group, plan P) {
		out.Var().DefsFunc(func(g *jen.Group) { build(g, plan) })
	})
	s.frame, s.declares = frame{head: 3 + without, tail: 1}, false
	return s
}

// Print prints the code for a plan.
func (s *Stencil[P]) Print(sheet *Sheet, plan P) {
	sheet.End(s.Begin(sheet, plan))
}

// Begin prints the code before [Body]. The result is for [Sheet.End].
func (s *Stencil[P]) Begin(sheet *Sheet, plan P) Rest {
	if s.declares {
		sheet.separate()
	}
	p, err := s.pattern(sheet, plan)
	if err == nil && Doubt && !sheet.holes.alone {
		err = s.doubt(sheet, plan, p)
	}
	if err != nil {
		sheet.fail(err)
		return Rest{}
	}
	sheet.fill(p.before, sheet.holes.names)
	return sheet.rest(p.after)
}

// pattern returns the pattern for a plan.
func (s *Stencil[P]) pattern(sheet *Sheet, plan P) (*divided, error) {
	h := &sheet.holes
	s.mu.RLock()
	p := s.known[string(h.key)]
	s.mu.RUnlock()
	if p != nil && !h.alone || h.err != nil {
		return p, h.err
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	raw, err := render(s.build(plan))
	if err != nil {
		return nil, err
	}
	if h.alone {
		return s.alone(sheet, string(raw))
	}
	if p, err = s.divide(raw, cut); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= most {
		clear(s.known)
	}
	s.known[string(h.key)] = p
	return p, nil
}

// alone formats code with its names.
func (s *Stencil[P]) alone(sheet *Sheet, raw string) (*divided, error) {
	p, err := cut(raw)
	if err != nil {
		return nil, err
	}
	filled := &Sheet{name: sheet.name, used: sheet.used}
	filled.fill(p, sheet.holes.names)
	sheet.used = filled.used
	if filled.err != nil {
		return nil, filled.err
	}
	return s.divide(filled.text, func(code string) (*pattern, error) {
		return &pattern{parts: []part{{code, noHole}}}, nil
	})
}

// divide formats code, divides it at the body, and makes patterns.
func (s *Stencil[P]) divide(raw []byte, cut func(string) (*pattern, error)) (*divided, error) {
	code, err := s.frame.format(raw)
	if err != nil {
		return nil, err
	}
	before, after, err := divide(code)
	if err != nil {
		return nil, err
	}
	var d divided
	if d.before, err = cut(before); err == nil && after != "" {
		d.after, err = cut(after)
	}
	return &d, err
}
