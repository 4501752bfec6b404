package emitgo

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// A decoding prints the body of a decode function.
type decoding struct {
	function
	d string // the decoder
}

var (
	decodeStencil      = stencil.Declaration(buildDecode)
	decodeFieldStencil = stencil.Statements(1, buildDecodeField)
	decodeCaseStencil  = stencil.Cases(2, buildDecodeCase)
)

// decode prints the function that decodes a struct.
func (w writer) decode(s *plan.Struct) {
	w.Scope()
	rest := decodeStencil.Begin(w.Sheet, codedOf(w.Holes(), s, s.Decode))
	for i, f := range s.Fields {
		h := w.Holes()
		field := fieldOf(h, s.Codec, f)
		if s.Codec.JSON() {
			w.Scope()
			field.head = h.Number(i)
			decodeCaseStencil.Print(w.Sheet, field)
		} else {
			decodeFieldStencil.Print(w.Sheet, field)
		}
	}
	w.End(rest)
}

// buildDecode prints the function around its fields.
func buildDecode(out *jen.Group, c coded) {
	w := &decoding{function{c.codec, map[string]int{}}, stencil.Local("d")}
	out.Func().Id(c.name).Params(w.coder("d", "Decoder", c)...).BlockFunc(func(g *jen.Group) {
		switch {
		case w.codec.JSON():
			w.object(g, c)
			return
		case w.codec == plan.Msgpack:
			g.Id(w.d).Dot("Struct").Call(jen.Id(c.count))
		}
		if !c.empty {
			g.Id(stencil.Body)
		}
	})
}

// object prints the loop over the names of a JSON object. Decoders declare variables before
// their loops, because Go copies the variables of a for statement in each iteration.
func (w *decoding) object(g *jen.Group, c coded) {
	o, names := stencil.Local("o"), jen.Nil()
	if c.names != "" {
		names = jen.Id(c.names)
	}
	g.Id(o).Op(":=").Id(w.d).Dot("Object").Call()
	g.For(jen.Id(w.d).Dot("Field").Call(jen.Op("&").Id(o), names)).BlockFunc(func(g *jen.Group) {
		if !c.empty {
			g.Switch(jen.Id(o).Dot("Index")).Block(jen.Case(jen.Id(stencil.Body)).Block())
		}
	})
}

func buildDecodeField(g *jen.Group, f field) {
	w := &decoding{function{f.codec, map[string]int{}}, stencil.Local("d")}
	w.value(g, f.variable(), f.Value, f.Max, 0)
}

// buildDecodeCase prints the case for a field of a JSON object.
func buildDecodeCase(g *jen.Group, f field) {
	g.Case(jen.Id(f.head)).BlockFunc(func(g *jen.Group) { buildDecodeField(g, f) })
}

// simple is the expression that decodes a value of a simple kind.
func (w *decoding) simple(v *plan.Value) string {
	return convert(v.From, fmt.Sprintf("%s.%s(%s)", w.d, methods[v.Kind], v.Bits))
}

// value prints the decoding of the value at a place, which is zero before. most bounds its
// length, unless it is 0.
func (w *decoding) value(g *jen.Group, at place, v *plan.Value, most int64, depth int) {
	switch v.Kind {
	case plan.ByteArray:
		if v.From != "" {
			g.Id(v.From).Call(jen.Id(at.whole()), jen.Id(w.d).Dot("ByteArray"))
			return
		}
		g.Id(w.d).Dot("ByteArray").Call(jen.Id(at.whole()))
	case plan.Text, plan.Binary:
		g.Id(w.d).Dot(methods[v.Kind]).Call(jen.Id(at.address))
	case plan.Custom:
		g.Id(bridgePackage).Dot("Decode").Call(jen.Id(w.d), jen.Id(at.address))
	case plan.Nested:
		g.Id(v.Struct.Decode).Call(jen.Id(w.d), jen.Id(at.address))
	case plan.Pointer:
		g.If(jen.Op("!").Id(w.d).Dot("Nil").Call()).BlockFunc(func(g *jen.Group) {
			g.Id(at.value).Op("=").Add(w.made(w.runtime("New", v.ElemType)))
			w.value(g, at.pointee(v.To), v.Elem, most, depth)
		})
	case plan.Slice:
		w.slice(g, at, v, most, depth)
	case plan.Array:
		s, i := w.fresh("s"), w.local("i", depth)
		g.Id(s).Op(":=").Id(w.d).Dot("Array").Call(jen.Lit(int(v.Len)))
		g.For(jen.Id(i).Op(":=").Lit(0), w.more(s), jen.Id(i).Op("++")).BlockFunc(func(g *jen.Group) {
			w.value(g, at.at(i), v.Elem, 0, depth+1)
		})
	case plan.Map:
		w.mapping(g, at, v, most, depth)
	default:
		g.Id(at.value).Op("=").Id(w.simple(v))
		w.max(g, "len("+at.value+")", most)
	}
}

// made prints the call of a function that makes a value and counts its memory.
func (w *decoding) made(function string, args ...jen.Code) *jen.Statement {
	return jen.Id(function).Call(append([]jen.Code{jen.Op("&").Id(w.d).Dot("Input")}, args...)...)
}

func (w *decoding) more(s string) *jen.Statement {
	return jen.Id(w.d).Dot("More").Call(jen.Op("&").Id(s))
}

func (w *decoding) max(g *jen.Group, length string, most int64) {
	if most > 0 {
		g.Id(w.d).Dot("Max").Call(jen.Id(length), jen.Lit(int(most)))
	}
}

// slice prints a slice. Elements that are decoded in several steps are appended as zero
// values and decoded in place, so that they need no separate allocation.
func (w *decoding) slice(g *jen.Group, at place, v *plan.Value, most int64, depth int) {
	s, i := w.fresh("s"), w.local("i", depth)
	g.Id(s).Op(":=").Id(w.d).Dot("Slice").Call(jen.Lit(v.Min))
	w.max(g, s+".Len()", most)
	g.Id(at.value).Op("=").Add(w.made(w.runtime("Make", v.ElemType), jen.Id(s)))
	grow := func(elem string) *jen.Statement {
		return jen.Id(at.value).Op("=").Append(jen.Id(at.value), jen.Id(elem))
	}
	if v.Elem.Kind.Simple() {
		g.For(w.more(s)).Block(grow(w.simple(v.Elem)))
		return
	}
	g.For(jen.Id(i).Op(":=").Lit(0), w.more(s), jen.Id(i).Op("++")).BlockFunc(func(g *jen.Group) {
		g.Add(grow(v.Zero))
		w.value(g, at.at(i), v.Elem, 0, depth+1)
	})
}

// keyMethods are the methods that decode the key of a map.
var keyMethods = map[plan.Kind]string{plan.String: "Key", plan.Int: "IntKey", plan.Uint: "UintKey"}

// mapping prints a map. If a key is repeated, the map has fewer entries than the payload,
// and the decoder fails.
func (w *decoding) mapping(g *jen.Group, at place, v *plan.Value, most int64, depth int) {
	s, k := w.fresh("s"), w.local("k", depth)
	g.Id(s).Op(":=").Id(w.d).Dot("Map").Call(jen.Lit(v.Min))
	w.max(g, s+".Len()", most)
	g.Id(at.value).Op("=").Add(w.made(w.runtime("MakeMap", v.KeyType, v.ElemType), jen.Id(s)))
	g.For(w.more(s)).BlockFunc(func(g *jen.Group) {
		key := fmt.Sprintf("%s.%s(%s)", w.d, keyMethods[v.Key.Kind], v.Key.Bits)
		g.Id(k).Op(":=").Id(convert(v.Key.From, key))
		if v.Elem.Kind.Simple() {
			g.Id(at.at(k).value).Op("=").Id(w.simple(v.Elem))
			return
		}
		val := w.local("val", depth)
		g.Var().Id(val).Id(v.ElemType)
		w.value(g, variable(val), v.Elem, 0, depth+1)
		g.Id(at.at(k).value).Op("=").Id(val)
	})
	g.If(jen.Len(jen.Id(at.value)).Op("!=").Id(s).Dot("Len").Call()).Block(jen.Id(w.d).Dot("Fail").Call())
}
