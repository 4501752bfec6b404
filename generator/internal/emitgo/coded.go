package emitgo

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// A coded is the plan of the function that encodes or decodes a struct, without its fields.
type coded struct {
	codec                   plan.Codec
	name, typ, names, count string // names is empty for a struct without field names
	empty                   bool   // there are no fields
}

func codedOf(h *stencil.Holes, s *plan.Struct, name string) coded {
	c := coded{
		codec: plan.Codec(h.Word(string(s.Codec))), name: h.Name(name), typ: h.Type(s.Type), names: h.Name(s.Names),
		count: h.Number(len(s.Fields)), empty: h.Is(len(s.Fields) == 0),
	}
	if c.empty {
		h.Alone() // the names decide on how many lines gofmt prints a function without statements
	}
	return c
}

// A field is the plan of the code that encodes or decodes a field. head is the JSON text
// before it, or the number of its case.
type field struct {
	codec plan.Codec
	head  string
	*plan.Field
}

func fieldOf(h *stencil.Holes, codec plan.Codec, f *plan.Field) field {
	return field{codec: plan.Codec(h.Word(string(codec))), Field: &plan.Field{
		Selector: h.Selector(f.Selector), Max: h.Int(f.Max), Value: valueOf(h, f.Value),
	}}
}

func (f field) variable() place { return variable(stencil.Local("v") + "." + f.Selector) }

// valueOf takes the plan of a value.
func valueOf(h *stencil.Holes, v *plan.Value) *plan.Value {
	holes := &plan.Value{Kind: plan.Kind(h.Int(int64(v.Kind)))}
	if v.Kind.Simple() || v.Kind == plan.ByteArray {
		holes.To, holes.From, holes.Bits = h.Value(v.To), h.Value(v.From), h.Value(v.Bits)
		return holes
	}
	switch v.Kind {
	case plan.Text, plan.Binary, plan.Custom:
		holes.New = h.Value(v.New)
		return holes
	case plan.Nested:
		holes.Struct = structOf(h, v.Struct)
		return holes
	case plan.Map:
		holes.Key, holes.KeyType = valueOf(h, v.Key), h.Type(v.KeyType)
	}
	holes.To, holes.Zero, holes.ElemType = h.Value(v.To), h.Value(v.Zero), h.Type(v.ElemType)
	holes.Len, holes.Min, holes.Elem = h.Int(v.Len), int(h.Int(int64(v.Min))), valueOf(h, v.Elem)
	return holes
}

var namesStencil = stencil.Declaration(func(out *jen.Group, c [2]string) {
	out.Var().Id(c[0]).Op("=").Index().String().Values(jen.Id(c[1]))
})

// names prints the variable with the names of a struct's fields.
func (w writer) names(s *plan.Struct) {
	if s.Names == "" {
		return
	}
	wires := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		wires[i] = f.Wire
	}
	h := w.Holes()
	namesStencil.Print(w.Sheet, [2]string{h.Name(s.Names), h.Strings(wires)})
}

// A function prints the body of an encode or decode function, or a part of it.
type function struct {
	codec plan.Codec
	used  map[string]int // new locals by base
}

// local is a name for a loop inside depth other loops.
func (w *function) local(base string, depth int) string {
	return stencil.Local(stencil.Numbered(base, depth))
}

// fresh is a name that the body does not use yet.
func (w *function) fresh(base string) string {
	w.used[base]++
	return stencil.Fresh(base, w.used[base]-1)
}

// runtime is a function of package codec, with its type arguments.
func (w *function) runtime(name string, types ...string) string {
	name = codecPackage + "." + name
	if len(types) > 0 {
		name += "[" + strings.Join(types, ", ") + "]"
	}
	return name
}

// coder declares the parameters of a function: an encoder or decoder, and the struct.
func (w *function) coder(local, typ string, c coded) []jen.Code {
	name := codecPackage + ".Msgpack" + typ
	switch {
	case w.codec.JSON():
		name = codecPackage + ".JSON" + typ
	case w.codec.Fields():
		name = compatPackage(w.codec) + "." + typ
	}
	return []jen.Code{
		jen.Id(stencil.Local(local)).Op("*").Id(name),
		jen.Id(stencil.Local("v")).Op("*").Id(c.typ),
	}
}
