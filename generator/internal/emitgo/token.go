package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A writer prints what belongs to one token.
type writer struct{ *plan.File }

func (w writer) id(local string) *jen.Statement { return jen.Id(w.Local(local)) }

func (w writer) runtime(name string) *jen.Statement { return jen.Id(w.Runtime).Dot(name) }

// spec prints the variable that holds the policy.
func (w writer) spec(out *jen.File, t *plan.Token) {
	out.Line()
	comment(out, t.SpecDoc)
	out.Var().Id(t.Spec).Op("=").Add(w.runtime("NewSpec")).Call(
		w.runtime("Policy").ValuesFunc(func(g *jen.Group) {
			for _, o := range t.Policy {
				g.Line().Id(o.Name).Op(":").Id(o.Value)
			}
			g.Line()
		}),
	)
}

func (w writer) keys(p plan.Param) *jen.Statement {
	return w.id(p.Name).Id(p.Type)
}

func (w writer) opts() *jen.Statement {
	return w.id("opts").Op("...").Add(w.runtime("Option"))
}

// mint prints Sign or Seal.
func (w writer) mint(out *jen.File, t *plan.Token) {
	out.Line()
	comment(out, t.MintDoc)
	out.Func().Params(w.id("p").Id(t.Type)).Id(t.Mint).
		Params(w.keys(t.MintKeys), w.opts()).
		Params(jen.String(), jen.Error()).
		Block(append(w.encoded(t, jen.Lit("")),
			jen.Return(w.id("m").Dot("Text").Call()))...)
}

// appendTo prints AppendSign or AppendSeal.
func (w writer) appendTo(out *jen.File, t *plan.Token) {
	out.Line()
	comment(out, t.AppendDoc)
	out.Func().Params(w.id("p").Id(t.Type)).Id(t.Append).
		Params(w.id("dst").Index().Byte(), w.keys(t.MintKeys), w.opts()).
		Params(jen.Index().Byte(), jen.Error()).
		Block(append(w.encoded(t, w.id("dst")),
			jen.Return(w.id("m").Dot("AppendText").Call(w.id("dst"))))...)
}

// encoded begins a token and encodes the receiver as its payload; on an error it
// returns failed with it.
func (w writer) encoded(t *plan.Token, failed *jen.Statement) []jen.Code {
	return []jen.Code{
		jen.List(w.id("m"), w.id("err")).Op(":=").Id(t.Spec).Dot(t.RuntimeMint).Call(w.id(t.MintKeys.Name), w.id("opts").Op("...")),
		jen.If(w.id("err").Op("!=").Nil()).Block(jen.Return(failed, w.id("err"))),
		jen.Id(t.Struct.Encode).Call(w.id("m").Dot(codecMethod(t)).Call(), jen.Op("&").Add(w.id("p"))),
	}
}

// open prints Verify or Open. The receiver is set last, so that every failure
// leaves it alone.
func (w writer) open(out *jen.File, t *plan.Token) {
	out.Line()
	comment(out, t.OpenDoc)
	fail := func() *jen.Statement { return jen.Block(jen.Return(w.id("err"))) }
	out.Func().Params(w.id("p").Op("*").Id(t.Type)).Id(t.Open).
		Params(w.keys(t.OpenKeys), w.id("token").String(), w.opts()).
		Error().
		Block(
			jen.List(w.id("o"), w.id("err")).Op(":=").Id(t.Spec).Dot(t.RuntimeOpen).Call(w.id(t.OpenKeys.Name), w.id("token"), w.id("opts").Op("...")),
			jen.If(w.id("err").Op("!=").Nil()).Add(fail()),
			jen.Var().Add(w.id("v")).Id(t.Type),
			jen.Id(t.Struct.Decode).Call(w.id("o").Dot(codecMethod(t)).Call(), jen.Op("&").Add(w.id("v"))),
			jen.If(w.id("err").Op(":=").Add(w.runtime("Finish")).Call(w.id("o"), jen.Op("&").Add(w.id("v"))).Op(";").Add(w.id("err")).Op("!=").Nil()).Add(fail()),
			jen.Op("*").Add(w.id("p")).Op("=").Add(w.id("v")),
			jen.Return(jen.Nil()),
		)
}

func codecMethod(t *plan.Token) string {
	if t.Struct.Codec == plan.JSON {
		return "JSON"
	}
	return "Msgpack"
}
