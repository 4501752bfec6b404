package emitgo

import (
	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// open prints Verify, Open or Peek.
func (w writer) open(out *jen.File, t *plan.Token) { w.opening(out, t, t.Open, t.OpenDoc) }

// redeem prints Redeem, if tokens are for single use.
func (w writer) redeem(out *jen.File, t *plan.Token) {
	if t.Redeem != "" {
		w.opening(out, t, t.Redeem, t.RedeemDoc)
	}
}

// opening prints a method that opens a token. Peek and Redeem end with the runtime's step
// of the same name. The receiver is set last: if a step fails, it is unchanged.
func (w writer) opening(out *jen.File, t *plan.Token, name string, doc []string) {
	once := t.Redeem != ""
	out.Line()
	comment(out, doc)
	out.Func().Params(w.id("p").Op("*").Id(t.Type)).Id(name).ParamsFunc(func(g *jen.Group) {
		if once {
			g.Add(w.id("ctx").Id(w.Context).Dot("Context"))
		}
		g.Add(w.keys(t.OpenKeys))
		if t.Also != nil {
			g.Add(w.keys(t.Also.Keys))
		}
		if once {
			g.Add(w.id("store").Add(w.runtime("Store")))
		}
		g.Add(w.id("token")).String()
		if len(t.State) > 0 {
			g.Add(w.id("load")).Func().Params(jen.Op("*").Id(t.Type)).Error()
		}
		g.Add(w.opts())
	}).Error().BlockFunc(func(g *jen.Group) {
		w.receiver(g)
		w.divert(g, t)
		w.decoded(g, t)
		w.fresh(g, t)
		if once {
			w.try(g, w.id("o").Dot(name).Call(w.id("ctx"), w.id("store"), w.id("opts").Op("...")))
		}
		g.Op("*").Add(w.id("p")).Op("=").Add(w.id("v"))
		g.Return(jen.Nil())
	})
}

// decoded prints the steps that open a token and decode its payload.
func (w writer) decoded(g *jen.Group, t *plan.Token) {
	if len(t.State) > 0 {
		g.If(w.id("load").Op("==").Nil()).Block(jen.Return(w.runtime("ErrNoLoad")))
	}
	g.List(w.id("o"), w.id("err")).Op(":=").Id(t.Spec).Dot(t.RuntimeOpen).Call(w.id(t.OpenKeys.Name),
		w.id("token"), w.id("opts").Op("..."))
	g.If(w.id("err").Op("!=").Nil()).Block(jen.Return(w.id("err")))
	w.into(g, t, "v")
	w.try(g, w.runtime("Decoded").Call(w.id("o"), jen.Op("&").Add(w.id("v"))))
}

// into prints a variable and the decoding of the payload into it.
func (w writer) into(g *jen.Group, t *plan.Token, name string) {
	g.Var().Add(w.id(name)).Id(t.Type)
	if t.Versions != nil {
		w.try(g, jen.Id(t.Versions.Read).Call(w.id("o"), jen.Op("&").Add(w.id(name))))
		return
	}
	g.Id(t.Struct.Decode).Call(w.decoder(t), jen.Op("&").Add(w.id(name)))
}

// receiver prints the check for a nil receiver. It comes first, so that no token is
// redeemed whose payload cannot be set.
func (w writer) receiver(g *jen.Group) {
	g.If(w.id("p").Op("==").Nil()).Block(jen.Return(w.runtime("ErrNoReceiver")))
}

// fresh prints the loading of the state into a copy of the payload, and its comparison.
// Only the state of the copy is kept. A payload with slices, maps or pointers is decoded
// again for the copy, because a plain copy would share their contents.
func (w writer) fresh(g *jen.Group, t *plan.Token) {
	if len(t.State) == 0 {
		return
	}
	if t.Struct.Shares() {
		w.into(g, t, "today")
	} else {
		g.Add(w.id("today")).Op(":=").Add(w.id("v"))
	}
	load := w.id("load").Call(jen.Op("&").Add(w.id("today")))
	g.If(w.id("err").Op(":=").Add(load).Op(";").Add(w.id("err")).Op("!=").Nil()).
		Block(jen.Return(w.id("o").Dot("NotLoaded").Call(w.id("err"))))
	w.try(g, w.id("o").Dot("Fresh").Call(w.state(t, "today")...))
	for _, s := range t.State {
		g.Id(w.Local("v") + "." + s.Field).Op("=").Id(w.Local("today") + "." + s.Field)
	}
}

// try prints a call, and a return if the call fails.
func (w writer) try(g *jen.Group, call *jen.Statement) {
	g.If(w.id("err").Op(":=").Add(call).Op(";").Add(w.id("err")).Op("!=").Nil()).
		Block(jen.Return(w.id("err")))
}
