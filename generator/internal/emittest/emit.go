// Package emittest prints the planned tests of generated methods. A test describes the
// tokens of a directive for the runtime's package typesealtest, which does the work.
package emittest

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// Emit returns the source of a file of tests, formatted as by gofmt. The result depends
// only on the plan. An error is a bug of typeseal.
func Emit(f *plan.File) ([]byte, error) {
	return stencil.Print(func(hole string) string { return nameIn(f, hole) }, func(s *stencil.Sheet) {
		emitgo.Top(s, f)
		for _, t := range f.Tests {
			functions(s, t)
			if t.Foreign != nil {
				foreign(s, t)
			} else {
				token(s, t)
			}
		}
		if f.Distinct != "" {
			distinct(s, f)
		}
	})
}

// The holes for the names of imported packages.
var (
	runtimePackage = stencil.Local("Runtime")
	testingPackage = stencil.Local("Testing")
	helpPackage    = stencil.Local("TestHelp")
)

// nameIn returns the name that a file has for a hole.
func nameIn(f *plan.File, hole string) string {
	switch hole {
	case "Runtime":
		return f.Runtime
	case "Testing":
		return f.Testing
	case "TestHelp":
		return f.TestHelp
	}
	return f.Local(hole)
}

func id(local string) *jen.Statement { return jen.Id(stencil.Local(local)) }

// help is a name in package typesealtest.
func help(name string) *jen.Statement { return jen.Id(helpPackage).Dot(name) }

// pointer is the parameter of a function of package testing.
func pointer(local, typ string) *jen.Statement { return id(local).Op("*").Id(testingPackage).Dot(typ) }

// names are the names of a test's variable and functions.
type names struct{ variable, test, fuzz string }

var (
	testStencil     = stencil.Declaration(buildTest)
	fuzzStencil     = stencil.Declaration(buildFuzz)
	distinctStencil = stencil.Declaration(buildDistinct)
)

// functions prints the functions that go test runs.
func functions(s *stencil.Sheet, t *plan.Test) {
	h := s.Holes()
	n := names{h.Name(t.Var), h.Name(t.Test), h.Name(t.Fuzz)}
	s.Comment(t.TestDoc)
	testStencil.Print(s, n)
	fuzzStencil.Print(s, n)
}

func buildTest(out *jen.Group, n names) {
	out.Func().Id(n.test).Params(pointer("t", "T")).Block(jen.Id(n.variable).Dot("Test").Call(id("t")))
}

func buildFuzz(out *jen.Group, n names) {
	out.Func().Id(n.fuzz).Params(pointer("f", "F")).Block(jen.Id(n.variable).Dot("Fuzz").Call(id("f")))
}

// distinctPlan is the plan of the function that opens the tokens of each type as those of the
// others.
type distinctPlan struct {
	name      string
	variables []string
}

func distinct(s *stencil.Sheet, f *plan.File) {
	variables := make([]string, len(f.Tests))
	for i, t := range f.Tests {
		variables[i] = t.Var
	}
	h := s.Holes()
	distinctStencil.Print(s, distinctPlan{h.Name(f.Distinct), stencil.List(h, variables, h.Name)})
}

func buildDistinct(out *jen.Group, d distinctPlan) {
	out.Func().Id(d.name).Params(pointer("t", "T")).Block(
		help("Distinct").CallFunc(func(g *jen.Group) {
			g.Add(id("t"))
			for _, v := range d.variables {
				g.Op("&").Id(v)
			}
		}),
	)
}

// field prints a field of a composite literal in a line of its own.
func field(g *jen.Group, name string, value jen.Code) { g.Line().Id(name).Op(":").Add(value) }
