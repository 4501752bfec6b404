package model

import (
	"go/types"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// FindShapes sets the shapes of all types and of their former structs, and returns the
// problems that prevent the encoding of fields.
func (p *Package) FindShapes() (problems []diag.Diagnostic) {
	shape := func(named *types.Named, codecs []string) *Shape {
		if _, ok := named.Underlying().(*types.Struct); !ok {
			return nil // another rule reports it
		}
		s, wrong := RootShape(named, codecs)
		problems = append(problems, wrong...)
		return s
	}
	for _, t := range p.AllTypes() {
		var codecs []string
		for _, d := range t.Directives {
			codecs = append(codecs, d.Codecs()...)
		}
		t.Shape = shape(t.Named, codecs)
		for _, f := range t.Formers {
			f.Shape = shape(f.Named, codecs)
		}
	}
	return problems
}

// AllTypes returns the types of all files.
func (p *Package) AllTypes() (list []*Type) {
	for _, f := range p.Files {
		list = append(list, f.Types...)
	}
	return list
}

// Sent returns the fields of a struct that tokens contain: all fields except state.
func (s *Shape) Sent() (fields []*Field) {
	for _, f := range s.Fields {
		if !f.State {
			fields = append(fields, f)
		}
	}
	return fields
}
