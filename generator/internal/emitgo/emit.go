// Package emitgo prints planned files as Go source. It has one function for each
// section of the output, in the order of the output. Package plan makes all decisions.
//
// Most sections are stencils: jennifer builds them from plans with holes, in the functions
// that are called build, and package stencil fills the holes.
package emitgo

import (
	"strings"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// Emit returns the source of a file, formatted as by gofmt. The result depends only on the
// plan. An error is a bug of typeseal.
func Emit(f *plan.File) ([]byte, error) {
	return stencil.Print(func(hole string) string { return nameIn(f, hole) }, func(s *stencil.Sheet) { write(s, f) })
}

func write(s *stencil.Sheet, f *plan.File) {
	w := writer{f, s}
	Top(s, f)
	w.versionGuard()
	w.shapeGuard()
	for _, t := range f.Types {
		for _, token := range t.Tokens {
			w.token(token)
		}
	}
	for _, s := range f.Funcs {
		w.names(s)
		if s.Minted {
			w.encode(s)
		}
		w.decode(s)
	}
}

// A writer prints the sections of a file.
type writer struct {
	file *plan.File
	*stencil.Sheet
}

// token prints the variables, methods and functions of a token.
func (w writer) token(t *plan.Token) {
	if t.Foreign != nil {
		w.foreign(t)
		return
	}
	w.spec(t)
	w.methods(t)
	w.versions(t)
	w.also(t)
}

// The holes for the names of imported packages.
var (
	runtimePackage = stencil.Local("Runtime")
	codecPackage   = stencil.Local("Codec")
	bridgePackage  = stencil.Local("Bridge")
	contextPackage = stencil.Local("Context")
)

// compatPackage is the hole for the package of a foreign format.
func compatPackage(c plan.Codec) string { return stencil.Local("Compat" + string(c)) }

// nameIn returns the name that a file has for a hole.
func nameIn(f *plan.File, hole string) string {
	switch hole {
	case "Runtime":
		return f.Runtime
	case "Codec":
		return f.Codec
	case "Bridge":
		return f.Bridge
	case "Context":
		return f.Context
	}
	if codec, ok := strings.CutPrefix(hole, "Compat"); ok {
		return f.Compat[plan.Codec(codec)]
	}
	return f.Local(hole)
}
