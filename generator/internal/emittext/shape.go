package emittext

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/schema"
)

// shapes has the names of the functions of one runtime that describe values.
type shapes struct {
	byteArray, bytes, list, dict string

	constant func(name string) string // of the shape of a bool, a time or a number
}

// write writes the expression that describes a value with a bound, which is 0 if there is
// none.
func (s shapes) write(v *schema.Value, bound int64) string {
	max := ""
	if bound > 0 {
		max = strconv.FormatInt(bound, 10)
	}
	switch v.Kind {
	case "int", "uint", "float":
		return "t." + s.constant(v.Kind+strconv.Itoa(v.Bits))
	case "string", "text":
		return "t.string(" + max + ")"
	case "bytes", "binary":
		if v.Fixed {
			return fmt.Sprintf("t.%s(%d)", s.byteArray, v.Length)
		}
		return "t." + s.bytes + "(" + max + ")"
	case "nullable":
		return "t.nullable(" + s.write(v.Of, bound) + ")"
	case "list":
		return "t." + s.list + "(" + arguments(s.write(v.Of, 0), max) + ")"
	case "array":
		return fmt.Sprintf("t.array(%s, %d)", s.write(v.Of, 0), v.Length)
	case "map":
		return "t." + s.dict + "(" + arguments(s.write(v.Key, 0), s.write(v.Of, 0), max) + ")"
	case "struct":
		return v.Struct.Shape
	}
	return "t." + s.constant(v.Kind)
}

// arguments joins the arguments that are not empty.
func arguments(list ...string) string {
	var given []string
	for _, a := range list {
		if a != "" {
			given = append(given, a)
		}
	}
	return strings.Join(given, ", ")
}

// note says what the type of a field does not say: its bound, and the Go type whose methods
// decide which values Go accepts.
func note(v *schema.Value, bound int64) string {
	var notes []string
	if bound > 0 {
		notes = append(notes, fmt.Sprintf("At most %d %s.", bound, unit(v)))
	}
	for ; v != nil; v = v.Of {
		switch v.Kind {
		case "text":
			notes = append(notes, "Text of "+v.Go+". Go refuses what its UnmarshalText refuses.")
		case "binary":
			notes = append(notes, "Bytes of "+v.Go+". Go refuses what its UnmarshalBinary refuses.")
		}
	}
	return strings.Join(notes, " ")
}

// unit returns what the bound of a value counts.
func unit(v *schema.Value) string {
	switch v.Kind {
	case "nullable":
		return unit(v.Of)
	case "list":
		return "elements"
	case "map":
		return "entries"
	case "bytes", "binary":
		return "bytes"
	}
	return "bytes of UTF-8"
}
