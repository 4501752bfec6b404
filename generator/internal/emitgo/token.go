package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A writer prints the code for one token.
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

// mint prints Sign and AppendSign, or Seal and AppendSeal.
func (w writer) mint(out *jen.File, t *plan.Token) {
	out.Line()
	comment(out, t.MintDoc)
	out.Func().Params(w.id("p").Id(t.Type)).Id(t.Mint).
		Params(w.keys(t.MintKeys), w.opts()).
		Params(jen.String(), jen.Error()).
		Block(append(w.encoded(t, jen.Lit("")),
			jen.Return(w.id("m").Dot("Text").Call()))...)
	out.Line()
	comment(out, t.AppendDoc)
	out.Func().Params(w.id("p").Id(t.Type)).Id(t.Append).
		Params(w.id("dst").Index().Byte(), w.keys(t.MintKeys), w.opts()).
		Params(jen.Index().Byte(), jen.Error()).
		Block(append(w.encoded(t, w.id("dst")),
			jen.Return(w.id("m").Dot("AppendText").Call(w.id("dst"))))...)
}

// encoded prints the beginning of a token, and the encoding of the receiver as its
// payload. If that fails, the method returns failed and the error.
func (w writer) encoded(t *plan.Token, failed *jen.Statement) []jen.Code {
	lines := []jen.Code{
		jen.List(w.id("m"), w.id("err")).Op(":=").Id(t.Spec).Dot(t.RuntimeMint).Call(w.id(t.MintKeys.Name),
			w.id("opts").Op("...")),
		jen.If(w.id("err").Op("!=").Nil()).Block(jen.Return(failed, w.id("err"))),
	}
	if len(t.State) > 0 {
		lines = append(lines, w.id("m").Dot("State").Call(w.state(t, "p")...))
	}
	if t.Versions != nil && t.Versions.Write != "" {
		return append(lines, jen.Id(t.Versions.Write).Call(w.id("m"), jen.Op("&").Add(w.id("p"))))
	}
	return append(lines, jen.Id(t.Struct.Encode).Call(w.id("m").Dot(codecMethod(t)).Call(), jen.Op("&").Add(w.id("p"))))
}

// state lists the state fields of a local variable as strings.
func (w writer) state(t *plan.Token, local string) []jen.Code {
	values := make([]jen.Code, len(t.State))
	for i, s := range t.State {
		values[i] = jen.Id(s.Before + w.Local(local) + "." + s.Field + s.After)
	}
	return values
}

func codecMethod(t *plan.Token) string {
	if t.Struct.Codec == plan.JSON {
		return "JSON"
	}
	return "Msgpack"
}
