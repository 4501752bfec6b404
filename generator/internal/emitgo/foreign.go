package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// foreign prints the variable and the methods of a foreign token.
func (w writer) foreign(out *jen.File, t *plan.Token) {
	w.foreignSpec(out, t.Foreign)
	w.foreignMint(out, t)
	out.Line()
	comment(out, t.OpenDoc)
	out.Func().Params(w.id("p").Op("*").Id(t.Type)).Id(t.Open).
		Params(w.keys(t.Foreign.Keys), w.id("token").String()).
		Error().
		BlockFunc(func(g *jen.Group) {
			w.receiver(g)
			w.foreignOpening(g, t, t.Foreign)
		})
}

func (w writer) foreignSpec(out *jen.File, f *plan.Foreign) {
	out.Line()
	comment(out, f.SpecDoc)
	out.Var().Id(f.Spec).Op("=").Id(f.Package).Dot("NewSpec").CallFunc(func(g *jen.Group) {
		if len(f.Args) <= 2 {
			for _, a := range f.Args {
				g.Id(a)
			}
			return
		}
		for _, a := range f.Args {
			g.Line().Id(a)
		}
		g.Line()
	})
}

// coder is the encoder or decoder of a format: the one of package codec for JSON, and the
// one of the format's package for fields.
func (w writer) coder(f *plan.Foreign, name string) *jen.Statement {
	if f.Struct.Codec.JSON() {
		return jen.Id(w.Codec).Dot("JSON" + name)
	}
	return jen.Id(f.Package).Dot(name)
}

// foreignMint prints Sign or Seal.
func (w writer) foreignMint(out *jen.File, t *plan.Token) {
	f := t.Foreign
	out.Line()
	comment(out, t.MintDoc)
	out.Func().Params(w.id("p").Id(t.Type)).Id(t.Mint).
		Params(w.keys(f.Keys)).
		Params(jen.String(), jen.Error()).
		BlockFunc(func(g *jen.Group) {
			g.Var().Add(w.id("e")).Add(w.coder(f, "Encoder"))
			if f.Struct.Codec.JSON() { // one allocation is enough for most texts
				g.Add(w.id("e").Dot("Output").Dot("Reset").Call(jen.Make(jen.Index().Byte(), jen.Lit(0), jen.Lit(256))))
			}
			if f.Lead != "" {
				g.Add(w.id("e").Dot("String").Call(jen.Lit(f.Lead)))
			}
			g.Id(f.Struct.Encode).Call(jen.Op("&").Add(w.id("e")), jen.Op("&").Add(w.id("p")))
			g.If(w.id("err").Op(":=").Add(w.id("e")).Dot("Err").Call().Op(";").Add(w.id("err")).Op("!=").Nil()).
				Block(jen.Return(jen.Lit(""), w.runtime("Caused").Call(w.runtime("ErrMint"), w.id("err"))))
			payload := w.id("e").Dot("Fields").Call()
			if f.Struct.Codec.JSON() {
				payload = w.id("e").Dot("Output").Dot("Bytes").Call()
			}
			g.Return(jen.Id(f.Spec).Dot("Mint").Call(w.id("keys"), payload))
		})
}

// foreignOpening prints the body of Verify or Open, or of the function that opens foreign
// tokens for a native type.
func (w writer) foreignOpening(g *jen.Group, t *plan.Token, f *plan.Foreign) {
	if f == t.Also {
		w.try(g, w.id("ring").Dot("Serves").Call(jen.Id(t.Spec)))
	}
	opened := jen.List(w.id("o"), w.id("err"))
	g.Add(opened).Op(":=").Id(f.Spec).Dot("Open").Call(w.id("keys"), w.id("token"))
	g.If(w.id("err").Op("!=").Nil()).Block(jen.Return(w.id("err")))
	if f == t.Also {
		w.try(g, w.id("ring").Dot("Revoked").Call(jen.Id(t.Spec), w.id("o").Dot("IssuedAt")))
	}
	g.Var().Add(w.id("v")).Id(t.Type)
	g.Var().Add(w.id("d")).Add(w.coder(f, "Decoder"))
	g.Add(w.id("d").Dot("Reset").Call(w.id("o").Dot("Payload").Call()))
	if f.Lead != "" {
		g.Add(w.id("d").Dot("Lead").Call(jen.Lit(f.Lead)))
	}
	g.Id(f.Struct.Decode).Call(jen.Op("&").Add(w.id("d")), jen.Op("&").Add(w.id("v")))
	w.try(g, jen.Id(f.Package).Dot("Finish").Call(w.id("o"), jen.Op("&").Add(w.id("v")), w.id("d").Dot("End").Call()))
	g.Op("*").Add(w.id("p")).Op("=").Add(w.id("v"))
	g.Return(jen.Nil())
}

// also prints the variables and the function with which a native type accepts foreign
// tokens.
func (w writer) also(out *jen.File, t *plan.Token) {
	f := t.Also
	if f == nil {
		return
	}
	w.foreignSpec(out, f)
	date := make([]jen.Code, len(f.Date))
	for i, d := range f.Date {
		date[i] = jen.Id(d)
	}
	out.Line()
	comment(out, f.UntilDoc)
	out.Var().Id(f.Until).Op("=").Id(f.Time).Dot("Date").Call(date...)
	out.Line()
	comment(out, f.OpenDoc)
	out.Func().Id(f.Open).
		Params(w.id("p").Op("*").Id(t.Type), w.id("ring").Id(t.OpenKeys.Type), w.id("keys").Id(f.Keys.Type),
			w.id("token").String()).
		Error().
		BlockFunc(func(g *jen.Group) { w.foreignOpening(g, t, f) })
}

// divert prints the call of that function for tokens that are not native.
func (w writer) divert(g *jen.Group, t *plan.Token) {
	f := t.Also
	if f == nil {
		return
	}
	g.If(
		jen.Op("!").Id(f.Strings).Dot("HasPrefix").Call(w.id("token"), jen.Id(f.Prefix)).
			Op("&&").Len(w.id("opts")).Op("==").Lit(0).
			Op("&&").Id(f.Time).Dot("Now").Call().Dot("Before").Call(jen.Id(f.Until)),
	).Block(
		jen.Return(jen.Id(f.Open).Call(w.id("p"), w.id(t.OpenKeys.Name), w.id(f.Keys.Name), w.id("token"))),
	)
}
