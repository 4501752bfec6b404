package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// versions is the plan of the functions that decode all accepted versions and encode an
// older one.
type versions struct {
	typ    string
	newest *plan.Struct
	former []former
	*plan.Versions
}

// A former is an older version with its number as a literal.
type former struct {
	version string
	plan.Former
}

var (
	readStencil  = stencil.Declaration(buildRead)
	writeStencil = stencil.Declaration(buildWrite)
)

// versions prints the functions that decode all accepted versions and encode an older
// one.
func (w writer) versions(t *plan.Token) {
	v := t.Versions
	if v == nil {
		return
	}
	h := w.Holes()
	holes := versions{
		typ: h.Type(t.Type), newest: structOf(h, t.Struct),
		former: formersOf(h, v.Former),
		Versions: &plan.Versions{
			Read: h.Name(v.Read), Write: h.Name(v.Write), Down: stencil.List(h, v.Down, h.Word),
		},
	}
	if h.Is(v.Minted != nil) {
		holes.Minted = structOf(h, v.Minted)
	}
	w.Comment(v.ReadDoc)
	readStencil.Print(w.Sheet, holes)
	if v.Write != "" {
		w.Comment(v.WriteDoc)
		writeStencil.Print(w.Sheet, holes)
	}
}

func formersOf(h *stencil.Holes, list []plan.Former) []former {
	h.Int(int64(len(list)))
	formers := make([]former, len(list))
	for i, f := range list {
		formers[i] = former{h.Number(f.Version), plan.Former{
			Up: stencil.List(h, f.Up, h.Word), Struct: structOf(h, f.Struct),
		}}
	}
	return formers
}

// buildRead prints the function that decodes all accepted versions.
func buildRead(out *jen.Group, v versions) {
	out.Func().Id(v.Read).
		Params(id("o").Op("*").Add(runtime("Opening")), id("v").Op("*").Id(v.typ)).
		Params(id("err").Error()).
		BlockFunc(func(g *jen.Group) {
			g.Switch(id("o").Dot("Version").Call()).BlockFunc(func(g *jen.Group) {
				for _, f := range v.former {
					g.Case(jen.Id(f.version)).BlockFunc(func(g *jen.Group) { upgrade(g, f) })
				}
				g.Default().Block(jen.Id(v.newest.Decode).Call(decoder(v.newest), id("v")))
			})
			g.Return(id("err"))
		})
}

// upgrade prints the conversion of an older version to the newest.
func upgrade(g *jen.Group, f former) {
	g.Var().Add(id(f.Up[0])).Id(f.Struct.Type)
	g.Id(f.Struct.Decode).Call(decoder(f.Struct), jen.Op("&").Add(id(f.Up[0])))
	step := func(from string) *jen.Statement {
		return runtime("Upgraded").Call(id("o"), id(from).Dot("Upgrade"))
	}
	last := len(f.Up) - 1
	for i, next := range f.Up[1:] {
		g.List(id(next), id("err")).Op(":=").Add(step(f.Up[i]))
		g.If(id("err").Op("!=").Nil()).Block(jen.Return(id("err")))
	}
	g.List(jen.Op("*").Add(id("v")), id("err")).Op("=").Add(step(f.Up[last]))
	if last > 0 {
		g.Return(id("err")) // it hides the result of the function
	}
}

func decoder(s *plan.Struct) *jen.Statement {
	return id("o").Dot(codecMethod(s)).Call()
}

// buildWrite prints the function that encodes an older version.
func buildWrite(out *jen.Group, v versions) {
	out.Func().Id(v.Write).
		Params(id("m").Op("*").Add(runtime("Minting")), id("p").Op("*").Id(v.typ)).
		BlockFunc(func(g *jen.Group) {
			g.Add(id("e")).Op(":=").Add(id("m")).Dot(codecMethod(v.newest)).Call()
			from := "p"
			for _, next := range v.Down {
				g.List(id(next), id("err")).Op(":=").Add(id(from)).Dot("Downgrade").Call()
				g.If(id("err").Op("!=").Nil()).Block(id("e").Dot("Fail").Call(id("err")), jen.Return())
				from = next
			}
			g.Id(v.Minted.Encode).Call(id("e"), jen.Op("&").Add(id(from)))
		})
}
