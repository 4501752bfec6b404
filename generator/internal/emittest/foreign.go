package emittest

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// A system is the plan of what describes another system's tokens. Its names are holes.
type system struct {
	pkg     string
	args    []string // of NewSpec
	keys    string   // variable with the keys, if a native type accepts the tokens
	time    string   // name of the package, if they are accepted until a date
	date    []string
	maxAge  string
	future  bool
	lead    string // literal of the first field, or empty
	fields  bool   // payloads are lists of fields
	gob     bool   // payloads are encoded by encoding/gob
	missing bool   // fields of JSON may be missing

	keysBy, newKeys string // names of functions, of package typesealtest and of pkg
}

func systemOf(h *stencil.Holes, f *plan.ForeignTest) *system {
	s := &system{
		pkg: h.Name(f.Package), args: stencil.List(h, f.Args, h.Value), keys: h.Name(f.Keys), time: h.Name(f.Time),
		date: stencil.List(h, f.Date, h.Value), maxAge: h.Value(f.MaxAge), future: h.Is(f.Future),
		fields: h.Is(f.Format.Fields), gob: h.Is(f.Gob), missing: h.Is(f.Missing),
		keysBy: h.Word(f.KeysBy), newKeys: h.Word(f.NewKeys),
	}
	if h.Is(f.Lead != "") {
		s.lead = h.String(f.Lead)
	}
	return s
}

// A foreignPlan is the plan of the variable that describes tokens of another system.
type foreignPlan struct {
	variable, typ, mint, open string
	*system
}

var foreignStencil = stencil.Declaration(buildForeign)

// foreign prints the variable that describes tokens of another system.
func foreign(s *stencil.Sheet, t *plan.Test) {
	s.Comment(t.VarDoc)
	h := s.Holes()
	foreignStencil.Print(s, foreignPlan{
		h.Name(t.Var), h.Name(t.Type), h.Name(t.Mint), h.Name(t.Open), systemOf(h, t.Foreign),
	})
}

func buildForeign(out *jen.Group, t foreignPlan) {
	keys := jen.Op("*").Id(t.pkg).Dot("Keys")
	out.Var().Id(t.variable).Op("=").Add(help("Foreign").Types(jen.Id(t.typ), keys)).ValuesFunc(func(g *jen.Group) {
		t.format(g)
		field(g, "Keys", jen.Id(t.pkg).Dot("NewKeys"))
		field(g, "Mint", jen.Id(t.typ).Dot(t.mint))
		field(g, "Open", jen.Parens(jen.Op("*").Id(t.typ)).Dot(t.open))
		field(g, t.payload(), t.spec().Dot("Mint"))
		g.Line()
	})
}

// also prints the description of the tokens of another system that a native type accepts.
func (s *system) also() jen.Code {
	return jen.Op("&").Add(help("Also")).ValuesFunc(func(g *jen.Group) {
		field(g, "Until", jen.Id(s.time).Dot("Date").Call(values(s.date)...))
		s.format(g)
		typ := jen.Index().Byte()
		if s.fields {
			typ = jen.Index().String()
		}
		if s.missing {
			field(g, "Missing", jen.True())
		}
		field(g, s.payload(), jen.Func().Params(id("payload").Add(typ)).Params(jen.String(), jen.Error()).Block(
			jen.Return(s.spec().Dot("Mint").Call(jen.Id(s.keys), id("payload"))),
		))
		g.Line()
	})
}

// format prints what both descriptions have.
func (s *system) format(g *jen.Group) {
	field(g, "MaxAge", jen.Id(s.maxAge))
	if s.future {
		field(g, "Future", jen.True())
	}
	if s.lead != "" {
		field(g, "Lead", jen.Id(s.lead))
	}
}

// payload is the name of the field that mints tokens.
func (s *system) payload() string {
	switch {
	case s.fields:
		return "Fields"
	case s.gob:
		return "Gob"
	}
	return "JSON"
}

// spec is a policy of the other system's tokens.
func (s *system) spec() *jen.Statement { return jen.Id(s.pkg).Dot("NewSpec").Call(values(s.args)...) }

func values(list []string) []jen.Code {
	code := make([]jen.Code, len(list))
	for i, v := range list {
		code[i] = jen.Id(v)
	}
	return code
}
