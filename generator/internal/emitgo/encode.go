package emitgo

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// An encoding prints the body of an encode function.
type encoding struct {
	function
	e string // the encoder
}

var (
	encodeStencil      = stencil.Declaration(buildEncode)
	encodeFieldStencil = stencil.Statements(1, buildEncodeField)
)

// encode prints the function that encodes a struct.
func (w writer) encode(s *plan.Struct) {
	w.Scope()
	rest := encodeStencil.Begin(w.Sheet, codedOf(w.Holes(), s, s.Encode))
	lead := "{"
	for _, f := range s.Fields {
		h := w.Holes()
		field := fieldOf(h, s.Codec, f)
		if s.Codec.JSON() {
			field.head = h.Raw(lead + `"` + f.Wire + `":`) // wire names need no escapes
			lead = ","
		}
		encodeFieldStencil.Print(w.Sheet, field)
	}
	w.End(rest)
}

// buildEncode prints the function around its fields.
func buildEncode(out *jen.Group, c coded) {
	w := &encoding{function{c.codec, map[string]int{}}, stencil.Local("e")}
	out.Func().Id(c.name).Params(w.coder("e", "Encoder", c)...).BlockFunc(func(g *jen.Group) {
		if w.codec == plan.Msgpack {
			g.Id(w.e).Dot("Array").Call(jen.Id(c.count))
		}
		end := "{}"
		if !c.empty {
			g.Id(stencil.Body)
			end = "}"
		}
		if w.codec.JSON() {
			w.call(g, stencil.Raw(end), "")
		}
	})
}

func buildEncodeField(g *jen.Group, f field) {
	w := &encoding{function{f.codec, map[string]int{}}, stencil.Local("e")}
	w.value(g, f.head, f.variable(), f.Value, f.Max, 0)
}

func (w *encoding) max(g *jen.Group, at place, most int64) {
	if most > 0 {
		w.call(g, "", "Max", "len("+at.value+")", fmt.Sprint(most))
	}
}

// call prints a call of the encoder. lead is a literal with the JSON text before it. Either
// may be empty.
func (w *encoding) call(g *jen.Group, lead, method string, args ...string) {
	line := jen.Id(w.e)
	if lead != "" {
		line.Dot("Raw").Call(jen.Id(lead))
	}
	if method != "" {
		line.Dot(method).ParamsFunc(func(g *jen.Group) {
			for _, a := range args {
				g.Id(a)
			}
		})
	}
	if lead != "" || method != "" {
		g.Add(line)
	}
}

// methods are the methods of encoders and decoders for kinds that need one call.
var methods = map[plan.Kind]string{
	plan.Bool: "Bool", plan.Int: "Int", plan.Uint: "Uint", plan.Float32: "Float32", plan.Float64: "Float64",
	plan.String: "String", plan.Bytes: "Bytes", plan.Time: "Time", plan.Text: "Text", plan.Binary: "Binary",
}

// value prints the encoding of the value at a place. most bounds its length, unless it
// is 0.
func (w *encoding) value(g *jen.Group, lead string, at place, v *plan.Value, most int64, depth int) {
	switch v.Kind {
	case plan.ByteArray:
		method := "Bytes"
		if w.codec.JSON() {
			method = "ByteArray"
		}
		w.call(g, lead, method, convert(v.To, at.whole()))
	case plan.Text, plan.Binary:
		w.call(g, lead, methods[v.Kind], at.address, v.New)
	case plan.Custom:
		g.Id(bridgePackage).Dot("Encode").Call(jen.Id(w.e), jen.Id(at.address), jen.Id(v.New))
	case plan.Nested:
		w.call(g, lead, "")
		g.Id(v.Struct.Encode).Call(jen.Id(w.e), jen.Id(at.address))
	case plan.Pointer:
		w.call(g, lead, "")
		g.If(jen.Id(at.value).Op("==").Nil()).BlockFunc(func(g *jen.Group) {
			w.call(g, "", "Nil")
		}).Else().BlockFunc(func(g *jen.Group) {
			w.weigh(g, v.Elem, "1", w.runtime("Weigh", v.ElemType))
			w.value(g, "", at.pointee(v.To), v.Elem, most, depth)
		})
	case plan.Slice, plan.Array:
		w.max(g, at, most)
		w.sequence(g, lead, at, v, depth)
	case plan.Map:
		w.max(g, at, most)
		w.mapping(g, lead, at, v, depth)
	case plan.Float32, plan.Float64:
		w.call(g, lead, w.codec.Floats()+methods[v.Kind], convert(v.To, at.value))
	default:
		w.max(g, at, most)
		w.call(g, lead, methods[v.Kind], convert(v.To, at.value))
	}
}

// weigh prints a call that counts the memory of n elements in a decoder. Simple elements
// are not counted, because they take nearly as much space in the payload.
func (w *encoding) weigh(g *jen.Group, elem *plan.Value, n, function string) {
	if !elem.Kind.Simple() {
		g.Id(function).Call(jen.Op("&").Id(w.e).Dot("Output"), jen.Id(n))
	}
}

func (w *encoding) sequence(g *jen.Group, lead string, at place, v *plan.Value, depth int) {
	if v.Kind == plan.Slice {
		w.weigh(g, v.Elem, "len("+at.value+")", w.runtime("Weigh", v.ElemType))
	}
	i := w.local("i", depth)
	loop := jen.For(jen.Id(i).Op(":=").Range().Id(at.value))
	if !w.codec.JSON() {
		length := "len(" + at.value + ")"
		if v.Kind == plan.Array {
			length = fmt.Sprint(v.Len)
		}
		w.call(g, "", "Array", length)
		g.Add(loop).BlockFunc(func(g *jen.Group) { w.value(g, "", at.at(i), v.Elem, 0, depth+1) })
		return
	}
	w.call(g, lead, "OpenArray")
	g.Add(loop).BlockFunc(func(g *jen.Group) {
		w.call(g, "", "Elem", i)
		w.value(g, "", at.at(i), v.Elem, 0, depth+1)
	})
	w.call(g, "", "CloseArray")
}

// A keyed has the methods that collect, encode and release the keys of a map.
type keyed struct{ collect, write, release string }

func (w *encoding) keyed(key plan.Kind) keyed {
	switch {
	case key == plan.String && w.codec.JSON():
		return keyed{"StringKeys", "Key", "ReleaseStrings"}
	case key == plan.String:
		return keyed{"StringKeys", "String", "ReleaseStrings"}
	case key == plan.Int && w.codec.JSON():
		return keyed{"JSONIntKeys", "IntKey", "ReleaseInts"}
	case key == plan.Int:
		return keyed{"IntKeys", "Int", "ReleaseInts"}
	case w.codec.JSON():
		return keyed{"JSONUintKeys", "UintKey", "ReleaseUints"}
	}
	return keyed{"UintKeys", "Uint", "ReleaseUints"}
}

// mapping prints the entries of a map in the order of their keys.
func (w *encoding) mapping(g *jen.Group, lead string, at place, v *plan.Value, depth int) {
	names := w.keyed(v.Key.Kind)
	keys, i, k := w.fresh("keys"), w.local("i", depth), w.local("k", depth)
	g.Id(keys).Op(":=").Id(w.runtime(names.collect)).Call(jen.Op("&").Id(w.e).Dot("Output"), jen.Id(at.value))
	w.weigh(g, v.Elem, "len("+keys+")", w.runtime("WeighMap", v.KeyType, v.ElemType))
	index, write := jen.Id("_"), []string{k}
	if w.codec.JSON() {
		index, write = jen.Id(i), []string{i, k}
		w.call(g, lead, "OpenObject")
	} else {
		w.call(g, "", "Map", "len("+keys+")")
	}
	g.For(jen.List(index, jen.Id(k)).Op(":=").Range().Id(keys)).BlockFunc(func(g *jen.Group) {
		w.call(g, "", names.write, write...)
		elem := at.at(convert(v.Key.From, k))
		if !v.Elem.Kind.Simple() { // values in a map have no address
			val := w.local("val", depth)
			g.Id(val).Op(":=").Id(elem.value)
			elem = variable(val)
		}
		w.value(g, "", elem, v.Elem, 0, depth+1)
	})
	if w.codec.JSON() {
		w.call(g, "", "CloseObject")
	}
	w.call(g, "", names.release, keys)
}
