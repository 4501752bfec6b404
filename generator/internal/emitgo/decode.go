package emitgo

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A decoding prints the body of a decode function.
type decoding struct {
	function
	d string // the decoder
}

// emitDecode prints the function that decodes a struct.
func emitDecode(out *jen.File, f *plan.File, s *plan.Struct) {
	w := &decoding{function{f, s.Codec, map[string]int{}}, f.Local("d")}
	out.Line()
	out.Func().Id(s.Decode).Params(w.coder("d", "Decoder", s)...).BlockFunc(func(g *jen.Group) {
		if w.json() {
			w.object(g, s)
			return
		}
		if w.codec == plan.Msgpack {
			g.Id(w.d).Dot("Struct").Call(jen.Lit(len(s.Fields)))
		}
		for _, f := range s.Fields {
			w.field(g, f)
		}
	})
}

// object prints the loop over the names of a JSON object. Decoders declare variables before
// their loops, because Go copies the variables of a for statement in each iteration.
func (w *decoding) object(g *jen.Group, s *plan.Struct) {
	o, names := w.Local("o"), jen.Nil()
	if s.Names != "" {
		names = jen.Id(s.Names)
	}
	g.Id(o).Op(":=").Id(w.d).Dot("Object").Call()
	g.For(jen.Id(w.d).Dot("Field").Call(jen.Op("&").Id(o), names)).BlockFunc(func(g *jen.Group) {
		if len(s.Fields) == 0 {
			return
		}
		g.Switch(jen.Id(o).Dot("Index")).BlockFunc(func(g *jen.Group) {
			for i, f := range s.Fields {
				g.Case(jen.Lit(i)).BlockFunc(func(g *jen.Group) {
					w.used = map[string]int{} // a case has its own scope
					w.field(g, f)
				})
			}
		})
	})
}

func (w *decoding) field(g *jen.Group, f *plan.Field) {
	w.value(g, variable(w.Local("v")+"."+f.Selector), f.Value, f.Max, 0)
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
		g.Id(w.Bridge).Dot("Decode").Call(jen.Id(w.d), jen.Id(at.address))
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
