package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// Words of generated code: a local variable, and a name of package typeseal.
func id(local string) *jen.Statement     { return jen.Id(stencil.Local(local)) }
func runtime(name string) *jen.Statement { return jen.Id(runtimePackage).Dot(name) }

// A token is the plan of a token's methods. Its names are holes, and it has nothing that
// the methods do not need.
type token struct {
	*plan.Token
	shares bool // a copy of the payload may share memory with it
}

// holesOf takes the plan of the methods.
func holesOf(h *stencil.Holes, t *plan.Token) token {
	holes := &plan.Token{
		Type: h.Type(t.Type), Spec: h.Name(t.Spec),
		Methods: plan.Methods{
			Mint: h.Name(t.Mint), Append: h.Name(t.Append), Open: h.Name(t.Open), Redeem: h.Name(t.Redeem),
		},
		MintKeys: param(h, t.MintKeys), OpenKeys: param(h, t.OpenKeys),
		RuntimeMint: h.Name(t.RuntimeMint), RuntimeOpen: h.Name(t.RuntimeOpen),
		Struct: structOf(h, t.Struct),
		State: stencil.List(h, t.State, func(s plan.State) plan.State {
			before, after := h.Around(s.Before, s.After)
			return plan.State{Before: before, Field: h.Selector(s.Field), After: after}
		}),
	}
	if v := t.Versions; h.Is(v != nil) {
		holes.Versions = &plan.Versions{Read: h.Name(v.Read), Write: h.Name(v.Write)}
	}
	if h.Is(t.Also != nil) {
		holes.Also = foreignOf(h, t.Also)
	}
	return token{holes, h.Is(t.Struct.Shares())}
}

// param takes a parameter. It is a local variable, whose name only the file changes.
func param(h *stencil.Holes, p plan.Param) plan.Param {
	return plan.Param{Name: h.Word(p.Name), Type: h.Type(p.Type)}
}

// structOf takes the functions of a struct.
func structOf(h *stencil.Holes, s *plan.Struct) *plan.Struct {
	return &plan.Struct{
		Codec: plan.Codec(h.Word(string(s.Codec))), Type: h.Type(s.Type),
		Encode: h.Name(s.Encode), Decode: h.Name(s.Decode),
	}
}

// A spec is the variable that holds the policy.
type spec struct {
	name   string
	policy []plan.Option
}

var specStencil = stencil.Declaration(buildSpec)

// spec prints the variable that holds the policy.
func (w writer) spec(t *plan.Token) {
	w.Comment(t.SpecDoc)
	h := w.Holes()
	specStencil.Print(w.Sheet, spec{h.Name(t.Spec), stencil.List(h, t.Policy, func(o plan.Option) plan.Option {
		return plan.Option{Name: h.Word(o.Name), Value: h.Value(o.Value)}
	})})
}

func buildSpec(out *jen.Group, s spec) {
	out.Var().Id(s.name).Op("=").Add(runtime("NewSpec")).Call(
		runtime("Policy").ValuesFunc(func(g *jen.Group) {
			for _, o := range s.policy {
				g.Line().Id(o.Name).Op(":").Id(o.Value)
			}
			g.Line()
		}),
	)
}

func keys(p plan.Param) *jen.Statement { return id(p.Name).Id(p.Type) }

func opts() *jen.Statement { return id("opts").Op("...").Add(runtime("Option")) }

var (
	mintStencil   = stencil.Declaration(buildMint)
	appendStencil = stencil.Declaration(buildAppend)
	openStencil   = stencil.Declaration(buildOpen)
	redeemStencil = stencil.Declaration(buildRedeem)
)

// methods prints Sign, AppendSign and Verify, or Seal, AppendSeal and Open. Tokens for
// single use have Peek and Redeem.
func (w writer) methods(t *plan.Token) {
	holes := holesOf(w.Holes(), t)
	w.Comment(t.MintDoc)
	mintStencil.Print(w.Sheet, holes)
	w.Comment(t.AppendDoc)
	appendStencil.Print(w.Sheet, holes)
	w.Comment(t.OpenDoc)
	openStencil.Print(w.Sheet, holes)
	if t.Redeem != "" {
		w.Comment(t.RedeemDoc)
		redeemStencil.Print(w.Sheet, holes)
	}
}

// buildMint prints Sign or Seal.
func buildMint(out *jen.Group, t token) {
	out.Func().Params(id("p").Id(t.Type)).Id(t.Mint).
		Params(keys(t.MintKeys), opts()).
		Params(jen.String(), jen.Error()).
		Block(append(encoded(t, jen.Lit("")), jen.Return(id("m").Dot("Text").Call()))...)
}

// buildAppend prints AppendSign or AppendSeal.
func buildAppend(out *jen.Group, t token) {
	out.Func().Params(id("p").Id(t.Type)).Id(t.Append).
		Params(id("dst").Index().Byte(), keys(t.MintKeys), opts()).
		Params(jen.Index().Byte(), jen.Error()).
		Block(append(encoded(t, id("dst")), jen.Return(id("m").Dot("AppendText").Call(id("dst"))))...)
}

// encoded prints the beginning of a token, and the encoding of the receiver as its
// payload. If that fails, the method returns failed and the error.
func encoded(t token, failed *jen.Statement) []jen.Code {
	lines := []jen.Code{
		jen.List(id("m"), id("err")).Op(":=").Id(t.Spec).Dot(t.RuntimeMint).Call(id(t.MintKeys.Name),
			id("opts").Op("...")),
		jen.If(id("err").Op("!=").Nil()).Block(jen.Return(failed, id("err"))),
	}
	if len(t.State) > 0 {
		lines = append(lines, id("m").Dot("State").Call(state(t, "p")...))
	}
	if t.Versions != nil && t.Versions.Write != "" {
		return append(lines, jen.Id(t.Versions.Write).Call(id("m"), jen.Op("&").Add(id("p"))))
	}
	return append(lines, jen.Id(t.Struct.Encode).Call(id("m").Dot(codecMethod(t.Struct)).Call(),
		jen.Op("&").Add(id("p"))))
}

// state lists the state fields of a local variable as strings.
func state(t token, local string) []jen.Code {
	values := make([]jen.Code, len(t.State))
	for i, s := range t.State {
		values[i] = jen.Id(s.Before + stencil.Local(local) + "." + s.Field + s.After)
	}
	return values
}

func codecMethod(s *plan.Struct) string {
	if s.Codec == plan.JSON {
		return "JSON"
	}
	return "Msgpack"
}
