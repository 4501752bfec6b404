package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// versions prints the functions that decode all accepted versions and encode an older
// one.
func (w writer) versions(out *jen.File, t *plan.Token) {
	if t.Versions == nil {
		return
	}
	out.Line()
	comment(out, t.Versions.ReadDoc)
	out.Func().Id(t.Versions.Read).
		Params(w.id("o").Op("*").Add(w.runtime("Opening")), w.id("v").Op("*").Id(t.Type)).
		Params(w.id("err").Error()).
		BlockFunc(func(g *jen.Group) {
			g.Switch(w.id("o").Dot("Version").Call()).BlockFunc(func(g *jen.Group) {
				for _, f := range t.Versions.Former {
					g.Case(jen.Lit(f.Version)).BlockFunc(func(g *jen.Group) { w.upgrade(g, t, f) })
				}
				g.Default().Block(jen.Id(t.Struct.Decode).Call(w.decoder(t), w.id("v")))
			})
			g.Return(w.id("err"))
		})
	if t.Versions.Write != "" {
		w.write(out, t)
	}
}

// upgrade prints the conversion of an older version to the newest.
func (w writer) upgrade(g *jen.Group, t *plan.Token, f plan.Former) {
	g.Var().Add(w.id(f.Up[0])).Id(f.Struct.Type)
	g.Id(f.Struct.Decode).Call(w.decoder(t), jen.Op("&").Add(w.id(f.Up[0])))
	step := func(from string) *jen.Statement {
		return w.runtime("Upgraded").Call(w.id("o"), w.id(from).Dot("Upgrade"))
	}
	last := len(f.Up) - 1
	for i, next := range f.Up[1:] {
		g.List(w.id(next), w.id("err")).Op(":=").Add(step(f.Up[i]))
		g.If(w.id("err").Op("!=").Nil()).Block(jen.Return(w.id("err")))
	}
	g.List(jen.Op("*").Add(w.id("v")), w.id("err")).Op("=").Add(step(f.Up[last]))
	if last > 0 {
		g.Return(w.id("err")) // it hides the result of the function
	}
}

func (w writer) decoder(t *plan.Token) *jen.Statement {
	return w.id("o").Dot(codecMethod(t)).Call()
}

// write prints the function that encodes an older version.
func (w writer) write(out *jen.File, t *plan.Token) {
	v := t.Versions
	out.Line()
	comment(out, v.WriteDoc)
	out.Func().Id(v.Write).
		Params(w.id("m").Op("*").Add(w.runtime("Minting")), w.id("p").Op("*").Id(t.Type)).
		BlockFunc(func(g *jen.Group) {
			g.Add(w.id("e")).Op(":=").Add(w.id("m")).Dot(codecMethod(t)).Call()
			from := "p"
			for _, next := range v.Down {
				g.List(w.id(next), w.id("err")).Op(":=").Add(w.id(from)).Dot("Downgrade").Call()
				g.If(w.id("err").Op("!=").Nil()).Block(w.id("e").Dot("Fail").Call(w.id("err")), jen.Return())
				from = next
			}
			g.Id(v.Minted.Encode).Call(w.id("e"), jen.Op("&").Add(w.id(from)))
		})
}
