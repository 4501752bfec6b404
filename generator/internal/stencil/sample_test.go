package stencil_test

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// A sample is a plan with a part of each kind, to be printed in each place where gofmt could
// treat a hole differently.
type sample struct {
	name, typ, value, str, raw string
	strs                       string
	keys                       []string
	local                      string
	fresh                      [2]string
}

func sampleOf(h *stencil.Holes, s sample) sample {
	return sample{
		name: h.Name(s.name), typ: h.Type(s.typ), value: h.Value(s.value), str: h.String(s.str), raw: h.Raw(s.raw),
		strs: h.Strings([]string{s.str, s.raw}), keys: stencil.List(h, s.keys, h.Word),
		local: stencil.Local("v"), fresh: [2]string{stencil.Fresh("s", 0), stencil.Fresh("s", 1)},
	}
}

var declaration = stencil.Declaration(buildDeclaration)

func buildDeclaration(out *jen.Group, s sample) {
	local := jen.Id(s.local)
	out.Func().Params(local.Clone().Op("*").Id(s.typ)).Id("f").
		Params(jen.Id("a").Map(jen.String()).Id(s.typ), jen.Id("b").Op("...").Id(s.typ)).
		BlockFunc(func(g *jen.Group) {
			g.Var().Id("x").Op("=").Index().String().Values(jen.Id(s.strs))
			g.Id("y").Op(":=").Id("f").Index(jen.Id(s.typ)).
				Call(jen.Op("&").Add(local), jen.Id(s.value), jen.Id(s.str))
			g.If(jen.Id(s.name).Op("!=").Id("a").Op("&&").Len(jen.Id(s.value)).Op("==").Lit(0)).Block(
				jen.Return(jen.Id("g").Call(jen.Id(s.raw)).Dot("h").Call(), jen.Id(s.name)))
			g.Id("z").Op("=").Id("Policy").ValuesFunc(func(g *jen.Group) {
				for _, k := range s.keys {
					g.Line().Id(k).Op(":").Id(s.value)
				}
				g.Line()
			})
			g.Id(s.fresh[0]).Op(":=").Id(s.fresh[1]).Op("-").Id(s.name)
			g.For(jen.Id("i").Op(":=").Range().Id(s.name)).Block(jen.Id(s.name).Call(jen.Id("i")))
		})
}

var statements = stencil.Statements(1, func(g *jen.Group, s sample) {
	g.Id(s.name).Op("=").Id("f").Call(jen.Id(s.value), jen.Id(s.value))
	g.If(jen.Id(s.name)).Block(jen.Var().Id("x").Id(s.typ))
})

var cases = stencil.Cases(1, func(g *jen.Group, s sample) {
	g.Case(jen.Id(s.value)).Block(jen.Id(s.name).Op("=").Id(stencil.Fresh("s", 0)))
})

var function = stencil.Declaration(func(out *jen.Group, s sample) {
	out.Func().Id(s.name).Params().Block(
		jen.Id("f").Call(jen.Id(s.value)), jen.Id(stencil.Body), jen.Id("g").Call(jen.Id(s.value)))
})

var switching = stencil.Declaration(func(out *jen.Group, s sample) {
	out.Func().Id(s.name).Params().Block(jen.Switch(jen.Id(s.name)).Block(jen.Case(jen.Id(stencil.Body)).Block()))
})

var structs = stencil.Declaration(func(out *jen.Group, name string) {
	out.Type().Id(name).Struct(jen.Id(stencil.Body))
})

var header = stencil.File(func(s [2]string) *jen.File {
	file := jen.NewFile(s[0])
	file.HeaderComment("// Source: " + s[1])
	return file
})

// printSample prints all of these.
func printSample(s sample) ([]byte, error) {
	return stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
		h := sheet.Holes()
		header.Print(sheet, [2]string{h.Name("p"), h.Line(s.name + ".go")})
		declaration.Print(sheet, sampleOf(sheet.Holes(), s))
		sheet.Comment([]string{s.name + " is a function.", "", "It is called " + s.name + "."})
		rest := function.Begin(sheet, sampleOf(sheet.Holes(), s))
		statements.Print(sheet, sampleOf(sheet.Holes(), sample{name: "other", typ: "int", value: "1"}))
		sheet.End(rest)
		rest = switching.Begin(sheet, sampleOf(sheet.Holes(), s))
		for range 2 {
			cases.Print(sheet, sampleOf(sheet.Holes(), s))
		}
		sheet.End(rest)
	})
}
