package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// foreignOf takes the plan of foreign tokens.
func foreignOf(h *stencil.Holes, f *plan.Foreign) *plan.Foreign {
	holes := &plan.Foreign{
		Package: h.Name(f.Package), Spec: h.Name(f.Spec), Args: stencil.List(h, f.Args, h.Value),
		Keys: param(h, f.Keys), Struct: structOf(h, f.Struct),
	}
	if h.Is(f.Lead != "") {
		holes.Lead = h.String(f.Lead)
	}
	holes.Gob, holes.Missing, holes.Zones = h.Is(f.Gob), h.Is(f.Missing), h.Is(f.Zones)
	holes.OwnJSON = h.Is(f.OwnJSON)
	if m := f.Moving; h.Is(m != nil) {
		holes.Moving = &plan.Moving{
			Open: h.Name(m.Open), Until: h.Name(m.Until), Date: stencil.List(h, m.Date, h.Value),
			Prefix: h.Value(m.Prefix), Time: h.Name(m.Time), Strings: h.Name(m.Strings),
		}
	}
	return holes
}

var (
	foreignSpecStencil = stencil.Declaration(buildForeignSpec)
	foreignMintStencil = stencil.Declaration(buildForeignMint)
	foreignOpenStencil = stencil.Declaration(buildForeignOpen)
	untilStencil       = stencil.Declaration(buildUntil)
	alsoStencil        = stencil.Declaration(buildAlso)
)

// foreign prints the variable and the methods of a foreign token.
func (w writer) foreign(t *plan.Token) {
	w.foreignSpec(t.Foreign)
	h := w.Holes()
	holes := token{Token: &plan.Token{
		Type: h.Type(t.Type), Methods: plan.Methods{Mint: h.Name(t.Mint), Open: h.Name(t.Open)},
		Foreign: foreignOf(h, t.Foreign),
	}}
	w.Comment(t.MintDoc)
	foreignMintStencil.Print(w.Sheet, holes)
	w.Comment(t.OpenDoc)
	foreignOpenStencil.Print(w.Sheet, holes)
}

func (w writer) foreignSpec(f *plan.Foreign) {
	w.Comment(f.SpecDoc)
	foreignSpecStencil.Print(w.Sheet, foreignOf(w.Holes(), f))
}

// also prints the variables and the function with which a native type accepts foreign
// tokens.
func (w writer) also(t *plan.Token) {
	if t.Also == nil {
		return
	}
	w.foreignSpec(t.Also)
	holes := holesOf(w.Holes(), t)
	w.Comment(t.Also.UntilDoc)
	untilStencil.Print(w.Sheet, holes)
	w.Comment(t.Also.OpenDoc)
	alsoStencil.Print(w.Sheet, holes)
}

func buildForeignSpec(out *jen.Group, f *plan.Foreign) {
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
func coder(f *plan.Foreign, name string) *jen.Statement {
	if f.Struct.Codec.JSON() {
		return jen.Id(codecPackage).Dot("JSON" + name)
	}
	return jen.Id(f.Package).Dot(name)
}

// buildForeignMint prints Sign or Seal.
func buildForeignMint(out *jen.Group, t token) {
	f := t.Foreign
	out.Func().Params(id("p").Id(t.Type)).Id(t.Mint).
		Params(keys(f.Keys)).
		Params(jen.String(), jen.Error()).
		BlockFunc(func(g *jen.Group) {
			g.Var().Add(id("e")).Add(coder(f, "Encoder"))
			if f.Struct.Codec.JSON() { // one allocation is enough for most texts
				g.Add(id("e").Dot("Output").Dot("Reset").Call(jen.Make(jen.Index().Byte(), jen.Lit(0), jen.Lit(256))))
			}
			if f.Lead != "" {
				g.Add(id("e").Dot("String").Call(jen.Id(f.Lead)))
			}
			g.Id(f.Struct.Encode).Call(jen.Op("&").Add(id("e")), jen.Op("&").Add(id("p")))
			g.If(id("err").Op(":=").Add(id("e")).Dot("Err").Call().Op(";").Add(id("err")).Op("!=").Nil()).
				Block(jen.Return(jen.Lit(""), runtime("Caused").Call(runtime("ErrMint"), id("err"))))
			payload := id("e").Dot("Fields").Call()
			if f.Struct.Codec.JSON() {
				payload = id("e").Dot("Output").Dot("Bytes").Call()
			}
			g.Return(jen.Id(f.Spec).Dot("Mint").Call(id("keys"), payload))
		})
}

// buildForeignOpen prints Verify or Open.
func buildForeignOpen(out *jen.Group, t token) {
	out.Func().Params(id("p").Op("*").Id(t.Type)).Id(t.Open).
		Params(keys(t.Foreign.Keys), id("token").String()).
		Error().
		BlockFunc(func(g *jen.Group) {
			receiver(g)
			foreignOpening(g, t, t.Foreign)
		})
}

// foreignOpening prints the body of Verify or Open, or of the function that opens foreign
// tokens for a native type.
func foreignOpening(g *jen.Group, t token, f *plan.Foreign) {
	if f == t.Also {
		try(g, id("ring").Dot("Serves").Call(jen.Id(t.Spec)))
	}
	opened := jen.List(id("o"), id("err"))
	g.Add(opened).Op(":=").Id(f.Spec).Dot("Open").Call(id("keys"), id("token"))
	g.If(id("err").Op("!=").Nil()).Block(jen.Return(id("err")))
	if f == t.Also {
		try(g, id("ring").Dot("Revoked").Call(jen.Id(t.Spec), id("o").Dot("IssuedAt")))
	}
	if f.Gob {
		gobOpening(g, t, f)
		return
	}
	g.Var().Add(id("v")).Id(t.Type)
	g.Var().Add(id("d")).Add(coder(f, "Decoder"))
	g.Add(id("d").Dot("Reset").Call(id("o").Dot("Payload").Call()))
	if f.Missing {
		g.Add(id("d").Dot("AllowMissing").Call())
	}
	if f.Zones {
		g.Add(id("d").Dot("AllowZones").Call())
	}
	if f.OwnJSON {
		g.Add(id("d").Dot("AllowMethods").Call())
	}
	if f.Lead != "" {
		g.Add(id("d").Dot("Lead").Call(jen.Id(f.Lead)))
	}
	g.Id(f.Struct.Decode).Call(jen.Op("&").Add(id("d")), jen.Op("&").Add(id("v")))
	try(g, jen.Id(f.Package).Dot("Finish").Call(id("o"), jen.Op("&").Add(id("v")), id("d").Dot("End").Call()))
	g.Op("*").Add(id("p")).Op("=").Add(id("v"))
	g.Return(jen.Nil())
}

// gobOpening prints the decoding of a gob. It is encoded and decoded again as a native
// payload, so that it has only the fields of one, with their bounds.
func gobOpening(g *jen.Group, t token, f *plan.Foreign) {
	codec := func(name string) *jen.Statement { return jen.Id(codecPackage).Dot(codecMethod(f.Struct) + name) }
	g.List(jen.Var().Add(id("gob"), jen.Op(","), id("v"))).Id(t.Type)
	g.Add(id("ok")).Op(":=").Id(f.Package).Dot("DecodeGob").Call(id("o"), jen.Op("&").Add(id("gob")))
	g.If(id("ok")).BlockFunc(func(g *jen.Group) {
		g.Var().Add(id("e")).Add(codec("Encoder"))
		g.Id(f.Struct.Encode).Call(jen.Op("&").Add(id("e")), jen.Op("&").Add(id("gob")))
		g.Var().Add(id("d")).Add(codec("Decoder"))
		g.Add(id("d").Dot("Reset").Call(id("e").Dot("Output").Dot("Bytes").Call()))
		g.Id(f.Struct.Decode).Call(jen.Op("&").Add(id("d")), jen.Op("&").Add(id("v")))
		g.Add(id("ok")).Op("=").Add(id("e").Dot("Err").Call()).Op("==").Nil().Op("&&").Add(id("d").Dot("End").Call())
	})
	try(g, jen.Id(f.Package).Dot("Finish").Call(id("o"), jen.Op("&").Add(id("v")), id("ok")))
	g.Op("*").Add(id("p")).Op("=").Add(id("v"))
	g.Return(jen.Nil())
}

// buildUntil prints the variable that ends the acceptance of foreign tokens.
func buildUntil(out *jen.Group, t token) {
	date := make([]jen.Code, len(t.Also.Date))
	for i, d := range t.Also.Date {
		date[i] = jen.Id(d)
	}
	out.Var().Id(t.Also.Until).Op("=").Id(t.Also.Time).Dot("Date").Call(date...)
}

// buildAlso prints the function that opens foreign tokens.
func buildAlso(out *jen.Group, t token) {
	out.Func().Id(t.Also.Open).
		Params(id("p").Op("*").Id(t.Type), id("ring").Id(t.OpenKeys.Type), id("keys").Id(t.Also.Keys.Type),
			id("token").String()).
		Error().
		BlockFunc(func(g *jen.Group) { foreignOpening(g, t, t.Also) })
}

// divert prints the call of that function for tokens that are not native.
func divert(g *jen.Group, t token) {
	f := t.Also
	if f == nil {
		return
	}
	g.If(
		jen.Op("!").Id(f.Strings).Dot("HasPrefix").Call(id("token"), jen.Id(f.Prefix)).
			Op("&&").Len(id("opts")).Op("==").Lit(0).
			Op("&&").Id(f.Time).Dot("Now").Call().Dot("Before").Call(jen.Id(f.Until)),
	).Block(
		jen.Return(jen.Id(f.Open).Call(id("p"), id(t.OpenKeys.Name), id(f.Keys.Name), id("token"))),
	)
}
