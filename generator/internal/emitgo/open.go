package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// buildOpen prints Verify, Open or Peek.
func buildOpen(out *jen.Group, t token) { opening(out, t, t.Open, "Peek") }

// buildRedeem prints Redeem.
func buildRedeem(out *jen.Group, t token) { opening(out, t, t.Redeem, "Redeem") }

// opening prints a method that opens a token. Peek and Redeem end with the runtime's step
// of the same name. The receiver is set last: if a step fails, it is unchanged.
func opening(out *jen.Group, t token, name, step string) {
	once := t.Redeem != ""
	out.Func().Params(id("p").Op("*").Id(t.Type)).Id(name).ParamsFunc(func(g *jen.Group) {
		if once {
			g.Add(id("ctx").Id(contextPackage).Dot("Context"))
		}
		g.Add(keys(t.OpenKeys))
		if t.Also != nil {
			g.Add(keys(t.Also.Keys))
		}
		if once {
			g.Add(id("store").Add(runtime("Store")))
		}
		g.Add(id("token")).String()
		if len(t.State) > 0 {
			g.Add(id("load")).Func().Params(jen.Op("*").Id(t.Type)).Error()
		}
		g.Add(opts())
	}).Error().BlockFunc(func(g *jen.Group) {
		receiver(g)
		divert(g, t)
		decoded(g, t)
		fresh(g, t)
		if once {
			try(g, id("o").Dot(step).Call(id("ctx"), id("store"), id("opts").Op("...")))
		}
		g.Op("*").Add(id("p")).Op("=").Add(id("v"))
		g.Return(jen.Nil())
	})
}

// decoded prints the steps that open a token and decode its payload.
func decoded(g *jen.Group, t token) {
	if len(t.State) > 0 {
		g.If(id("load").Op("==").Nil()).Block(jen.Return(runtime("ErrNoLoad")))
	}
	g.List(id("o"), id("err")).Op(":=").Id(t.Spec).Dot(t.RuntimeOpen).Call(id(t.OpenKeys.Name),
		id("token"), id("opts").Op("..."))
	g.If(id("err").Op("!=").Nil()).Block(jen.Return(id("err")))
	into(g, t, "v")
	try(g, runtime("Decoded").Call(id("o"), jen.Op("&").Add(id("v"))))
}

// into prints a variable and the decoding of the payload into it.
func into(g *jen.Group, t token, name string) {
	g.Var().Add(id(name)).Id(t.Type)
	if t.Versions != nil {
		try(g, jen.Id(t.Versions.Read).Call(id("o"), jen.Op("&").Add(id(name))))
		return
	}
	g.Id(t.Struct.Decode).Call(decoder(t.Struct), jen.Op("&").Add(id(name)))
}

// receiver prints the check for a nil receiver. It comes first, so that no token is
// redeemed whose payload cannot be set.
func receiver(g *jen.Group) {
	g.If(id("p").Op("==").Nil()).Block(jen.Return(runtime("ErrNoReceiver")))
}

// fresh prints the loading of the state into a copy of the payload, and its comparison.
// Only the state of the copy is kept. A payload with slices, maps or pointers is decoded
// again for the copy, because a plain copy would share their contents.
func fresh(g *jen.Group, t token) {
	if len(t.State) == 0 {
		return
	}
	if t.shares {
		into(g, t, "today")
	} else {
		g.Add(id("today")).Op(":=").Add(id("v"))
	}
	load := id("load").Call(jen.Op("&").Add(id("today")))
	g.If(id("err").Op(":=").Add(load).Op(";").Add(id("err")).Op("!=").Nil()).
		Block(jen.Return(id("o").Dot("NotLoaded").Call(id("err"))))
	try(g, id("o").Dot("Fresh").Call(state(t, "today")...))
	for _, s := range t.State {
		g.Id(stencil.Local("v") + "." + s.Field).Op("=").Id(stencil.Local("today") + "." + s.Field)
	}
}

// try prints a call, and a return if the call fails.
func try(g *jen.Group, call *jen.Statement) {
	g.If(id("err").Op(":=").Add(call).Op(";").Add(id("err")).Op("!=").Nil()).
		Block(jen.Return(id("err")))
}
