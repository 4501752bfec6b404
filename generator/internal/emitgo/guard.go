package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

var versionGuardStencil = stencil.Declaration(buildVersionGuard)

// versionGuard prints constants that do not compile if the runtime is too new or too old
// for the file.
func (w writer) versionGuard() {
	w.Holes()
	versionGuardStencil.Print(w.Sheet, struct{}{})
}

func buildVersionGuard(out *jen.Group, _ struct{}) {
	out.Comment("These lines fail to compile if this file and the typeseal runtime do not match.")
	out.Comment("To fix it, update github.com/typeseal/typeseal and run")
	out.Comment("//\n//\t" + command)
	generation := jen.Lit(plan.Generation)
	oldest, newest := runtime("OldestGenerated"), runtime("NewestGenerated")
	out.Const().Defs(
		jen.Id("_").Op("=").Id("uint").Call(generation.Clone().Op("-").Add(oldest)),
		jen.Id("_").Op("=").Id("uint").Call(newest.Op("-").Add(generation)),
	)
}

var (
	shapeGuardStencil = stencil.Declaration(buildShapeGuard)
	guardsStencil     = stencil.Variables(0, buildGuards)

	// gofmt prints forms that follow an empty struct in columns, like that struct.
	besideStencil = stencil.Variables(1, func(g *jen.Group, forms guards) {
		structGuard{typ: "T"}.build(g)
		buildGuards(g, forms)
	})
)

// shapeGuard prints variables that do not compile if a type has changed.
func (w writer) shapeGuard() {
	structs, forms := w.file.Structs, w.file.Forms
	if len(structs)+len(forms) == 0 {
		return
	}
	w.Holes()
	rest := shapeGuardStencil.Begin(w.Sheet, struct{}{})
	for _, g := range structs {
		w.structGuard(g)
	}
	if n := len(structs); n > 0 && len(forms) > 0 && len(structs[n-1].Fields) == 0 {
		besideStencil.Print(w.Sheet, holesOfForms(w.Holes(), forms))
	} else {
		for i := range forms {
			guardsStencil.Print(w.Sheet, holesOfForms(w.Holes(), forms[i:i+1]))
		}
	}
	w.End(rest)
}

func buildShapeGuard(out *jen.Group, _ struct{}) {
	out.Comment("These lines fail to compile if a type has changed since this file was generated.")
	out.Comment("To fix it, run")
	out.Comment("//\n//\t" + command)
	out.Var().Defs(jen.Id(stencil.Body).Int())
}

// structGuard prints the declaration of a struct. If all its fields are simple, they are
// the body of a stencil.
func (w writer) structGuard(s plan.StructGuard) {
	fields := make([]stencil.Field, len(s.Fields))
	for i, f := range s.Fields {
		fields[i] = stencil.Field{Name: f.Name, Type: stencil.Spaced(f.Type)}
		if f.Tag != "" {
			fields[i].Tag = stencil.Raw(f.Tag)
		}
	}
	h := w.Holes()
	g := guards{structs: []structGuard{{typ: h.Type(s.Type)}}}
	if h.Is(len(fields) > 0 && stencil.Simple(fields)) {
		g.structs[0].fields = []stencil.Field{{Type: stencil.Body}}
		rest := guardsStencil.Begin(w.Sheet, g)
		w.Fields(2, fields)
		w.End(rest)
		return
	}
	g.structs[0].fields = stencil.List(h, fields, func(f stencil.Field) stencil.Field {
		return stencil.Field{Name: h.Word(f.Name), Type: h.Expression(f.Type), Tag: h.Text(f.Tag)}
	})
	guardsStencil.Print(w.Sheet, g)
}

func holesOfForms(h *stencil.Holes, forms []plan.FormGuard) guards {
	return guards{forms: stencil.List(h, forms, func(f plan.FormGuard) plan.FormGuard {
		return plan.FormGuard{Type: h.Type(f.Type), Form: h.Type(f.Form)}
	})}
}

// guards are variables of the shape guard.
type guards struct {
	structs []structGuard
	forms   []plan.FormGuard
}

type structGuard struct {
	typ    string
	fields []stencil.Field
}

func (s structGuard) build(g *jen.Group) {
	g.Id("_").StructFunc(func(g *jen.Group) {
		for _, f := range s.fields {
			line := jen.Id(f.Type)
			if f.Name != "" {
				line = jen.Id(f.Name).Id(f.Type)
			}
			if f.Tag != "" {
				line.Id(f.Tag)
			}
			g.Add(line)
		}
	}).Op("=").Id(s.typ).Values()
}

func buildGuards(g *jen.Group, list guards) {
	for _, s := range list.structs {
		s.build(g)
	}
	for _, f := range list.forms {
		typed := jen.Parens(jen.Op("*").Id(f.Type)).Parens(jen.Nil())
		g.Id("_").Op("=").Parens(jen.Op("*").Id(f.Form)).Parens(typed)
	}
}
