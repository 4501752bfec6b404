package emittest

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// A tokenPlan is the plan of the variable that describes native tokens. Its names are holes.
type tokenPlan struct {
	variable, typ      string
	policy             []plan.Option
	methods            plan.Methods
	mintKeys, openKeys string // fields of Call
	state              bool
	custom             string
	versions           []plan.Former
	down               []string
	also               *system
}

var (
	keysStencil  = stencil.Declaration(buildKeys)
	tokenStencil = stencil.Declaration(buildToken)
)

// token prints the variable that describes native tokens.
func token(s *stencil.Sheet, t *plan.Test) {
	if t.Also != nil {
		h := s.Holes()
		keysStencil.Print(s, system{
			keys: h.Name(t.Also.Keys), pkg: h.Name(t.Also.Package),
			keysBy: h.Word(t.Also.KeysBy), newKeys: h.Word(t.Also.NewKeys),
		})
	}
	s.Comment(t.VarDoc)
	h := s.Holes()
	p := tokenPlan{
		variable: h.Name(t.Var), typ: h.Name(t.Type),
		policy: stencil.List(h, t.Policy, func(o plan.Option) plan.Option {
			return plan.Option{Name: h.Word(o.Name), Value: h.Value(o.Value)}
		}),
		methods: plan.Methods{
			Mint: h.Name(t.Mint), Append: h.Name(t.Append), Open: h.Name(t.Open), Redeem: h.Name(t.Redeem),
		},
		mintKeys: "Keys", openKeys: "Keys",
		state: h.Is(len(t.State) > 0), custom: h.Selector(t.Custom),
	}
	if h.Is(t.RuntimeMint == "MintPublic") {
		p.mintKeys, p.openKeys = "SigningKey", "PublicKeys"
	}
	if v := t.Versions; h.Is(v != nil) {
		p.versions = stencil.List(h, v.Former, func(f plan.Former) plan.Former {
			return plan.Former{
				Version: int(h.Int(int64(f.Version))), Up: stencil.List(h, f.Up, h.Word),
				Struct: &plan.Struct{Type: h.Type(f.Struct.Type)},
			}
		})
		p.down = stencil.List(h, v.Down, h.Word)
	}
	if h.Is(t.Also != nil) {
		p.also = systemOf(h, t.Also)
	}
	tokenStencil.Print(s, p)
}

func buildKeys(out *jen.Group, f system) {
	out.Var().Id(f.keys).Op("=").Add(help(f.keysBy)).Call(jen.Id(f.pkg).Dot(f.newKeys))
}

func buildToken(out *jen.Group, t tokenPlan) {
	out.Var().Id(t.variable).Op("=").Add(help("Token").Types(jen.Id(t.typ))).ValuesFunc(func(g *jen.Group) {
		field(g, "Policy", jen.Id(runtimePackage).Dot("Policy").ValuesFunc(func(g *jen.Group) {
			for _, o := range t.policy {
				field(g, o.Name, jen.Id(o.Value))
			}
			g.Line()
		}))
		field(g, "Mint", t.mint())
		field(g, "Append", t.append())
		field(g, "Open", t.open(t.methods.Open))
		if t.methods.Redeem != "" {
			field(g, "Redeem", t.open(t.methods.Redeem))
		}
		if t.custom != "" {
			field(g, "Custom", jen.Id(t.custom))
		}
		t.older(g)
		if t.also != nil {
			field(g, "Also", t.also.also())
		}
		g.Line()
	})
}

// call is an argument that the test gives.
func call(name string) *jen.Statement { return id("c").Dot(name) }

func callParam() *jen.Statement { return id("c").Add(help("Call")) }

func (t tokenPlan) mint() jen.Code {
	return jen.Func().Params(id("p").Id(t.typ), callParam()).Params(jen.String(), jen.Error()).Block(
		jen.Return(id("p").Dot(t.methods.Mint).Call(call(t.mintKeys), call("Options").Op("..."))),
	)
}

func (t tokenPlan) append() jen.Code {
	return jen.Func().Params(id("p").Id(t.typ), id("dst").Index().Byte(), callParam()).
		Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Return(id("p").Dot(t.methods.Append).Call(id("dst"), call(t.mintKeys), call("Options").Op("..."))),
	)
}

// open prints a function that calls Verify, Open, Peek or Redeem. The arguments are in the
// order of the generated method's parameters.
func (t tokenPlan) open(method string) jen.Code {
	return jen.Func().Params(id("p").Op("*").Id(t.typ), callParam()).Error().Block(
		jen.Return(id("p").Dot(method).CallFunc(func(g *jen.Group) {
			once := t.methods.Redeem != ""
			if once {
				g.Add(call("Context"))
			}
			g.Add(call(t.openKeys))
			if t.also != nil {
				g.Id(t.also.keys)
			}
			if once {
				g.Add(call("Store"))
			}
			g.Add(call("Token"))
			if t.state {
				g.Add(help("Load").Types(jen.Id(t.typ)).Call(id("c")))
			}
			g.Add(call("Options").Op("..."))
		})),
	)
}

// older prints how payloads of older versions are converted.
func (t tokenPlan) older(g *jen.Group) {
	if len(t.versions) == 0 {
		return
	}
	field(g, "Versions", jen.Index().Add(help("Version").Types(jen.Id(t.typ))).ValuesFunc(func(g *jen.Group) {
		for _, v := range t.versions {
			g.Line().Add(help("Former")).Call(jen.Lit(v.Version), t.upgrade(v))
		}
		g.Line()
	}))
	if len(t.down) > 0 {
		field(g, "Downgrade", t.downgrade())
	}
}

func (t tokenPlan) upgrade(f plan.Former) jen.Code {
	last := len(f.Up) - 1
	results := []jen.Code{jen.Id(t.typ), jen.Error()}
	if last > 0 {
		results = []jen.Code{id("v").Id(t.typ), id("err").Error()}
	}
	return jen.Func().Params(jen.Id(f.Up[0]).Id(f.Struct.Type)).Params(results...).BlockFunc(func(g *jen.Group) {
		for i, next := range f.Up[1:] {
			g.List(jen.Id(next), id("err")).Op(":=").Id(f.Up[i]).Dot("Upgrade").Call()
			g.If(id("err").Op("!=").Nil()).Block(jen.Return(id("v"), id("err")))
		}
		g.Return(jen.Id(f.Up[last]).Dot("Upgrade").Call())
	})
}

func (t tokenPlan) downgrade() jen.Code {
	return jen.Func().Params(id("p").Id(t.typ)).Params(jen.Any(), jen.Error()).BlockFunc(func(g *jen.Group) {
		from, last := id("p"), len(t.down)-1
		for _, next := range t.down[:last] {
			g.List(jen.Id(next), id("err")).Op(":=").Add(from).Dot("Downgrade").Call()
			g.If(id("err").Op("!=").Nil()).Block(jen.Return(jen.Nil(), id("err")))
			from = jen.Id(next)
		}
		g.Return(from.Dot("Downgrade").Call())
	})
}
