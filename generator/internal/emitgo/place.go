package emitgo

import "strings"

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
