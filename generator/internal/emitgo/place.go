package emitgo

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A place is a variable from which a value is encoded, or into which it is decoded: an
// addressable expression, and its address.
type place struct{ value, address string }

func variable(expr string) place { return place{expr, "&" + expr} }

// pointee is the variable to which a pointer points. to converts the address.
func (p place) pointee(to string) place { return place{"*" + p.value, convert(to, p.value)} }

// at is an element.
func (p place) at(index string) place { return variable(p.operand() + "[" + index + "]") }

// whole is an array as a slice.
func (p place) whole() string { return p.operand() + "[:]" }

func (p place) operand() string {
	if strings.HasPrefix(p.value, "*") {
		return "(" + p.value + ")"
	}
	return p.value
}

// convert adds a conversion to an expression. to may be empty.
func convert(to, expr string) string {
	if to == "" {
		return expr
	}
	return to + "(" + expr + ")"
}

// A function prints the body of an encode or decode function.
type function struct {
	*plan.File
	codec plan.Codec
	used  map[string]int // locals that are declared in the scope of the body
}

func (w *function) json() bool { return w.codec.JSON() }

// local is a name for a loop inside depth other loops.
func (w *function) local(base string, depth int) string {
	if depth > 0 {
		base += fmt.Sprint(depth + 1)
	}
	return w.Local(base)
}

// fresh is a name that the body does not use yet.
func (w *function) fresh(base string) string {
	w.used[base]++
	return w.local(base, w.used[base]-1)
}

// runtime is a function of package codec, with its type arguments.
func (w *function) runtime(name string, types ...string) string {
	name = w.Codec + "." + name
	if len(types) > 0 {
		name += "[" + strings.Join(types, ", ") + "]"
	}
	return name
}

// coder declares the parameters of a function: an encoder or decoder, and the struct.
func (w *function) coder(local, typ string, s *plan.Struct) []jen.Code {
	name := w.Codec + ".Msgpack" + typ
	switch {
	case w.json():
		name = w.Codec + ".JSON" + typ
	case w.codec.Fields():
		name = w.Compat[w.codec] + "." + typ
	}
	return []jen.Code{
		jen.Id(w.Local(local)).Op("*").Id(name),
		jen.Id(w.Local("v")).Op("*").Id(s.Type),
	}
}
