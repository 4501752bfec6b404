package mint

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// maxExample is the size in bytes of the longest example. Arrays of arrays in a lock could
// have any size.
const maxExample = 1 << 20

// Example returns the payload of a type with zero values, as JSON on one line.
func Example(t *inspect.Type) (string, error) {
	if err := usable(t); err != nil {
		return "", err
	}
	var e codec.JSONEncoder
	zero(&e, "struct", t.PayloadFields(t.Mint))
	if e.Failed() {
		return "", fmt.Errorf("%s has arrays that are too large for an example", t.Name())
	}
	return string(e.Output.Bytes()), nil
}

// zero writes the zero value of a type.
func zero(e *codec.JSONEncoder, typ string, fields []generator.Field) {
	op, elem := typetext.Container(typ)
	_, isMap := typetext.Key(op)
	switch {
	case typ == "[]byte":
		e.String("")
	case elem == "byte":
		e.Bytes(make([]byte, typetext.Number(op)))
	case op == "*":
		e.Nil()
	case isMap:
		e.Raw("{}")
	case op != "":
		e.OpenArray()
		for i := range typetext.Number(op) {
			if len(e.Output.Bytes()) > maxExample {
				e.Fail(codec.ErrTooLarge)
			}
			if e.Failed() {
				return
			}
			e.Elem(i)
			zero(e, elem, fields)
		}
		e.CloseArray()
	case typ == "struct":
		e.OpenObject()
		for i, f := range fields {
			e.Key(i, f.Name)
			zero(e, f.Type, f.Fields)
		}
		e.CloseObject()
	default:
		zeroLeaf(e, typ)
	}
}

func zeroLeaf(e *codec.JSONEncoder, typ string) {
	switch typetext.Stem(typ) {
	case "bool":
		e.Bool(false)
	case "int", "uint", "float":
		e.Int(0)
	case "time":
		e.String("0001-01-01T00:00:00Z")
	case "custom":
		e.String(base64.StdEncoding.EncodeToString([]byte{0xc0})) // nil
	default:
		e.String("")
	}
}

// Legend returns rows with the path, the type and the form of each field, and of each state
// field.
func Legend(t *inspect.Type) [][]string {
	rows := legend("", t.PayloadFields(t.Mint))
	for _, f := range t.State {
		rows = append(rows, []string{"--state " + f.Go + "=VALUE", "state", stateForms[f.Type]})
	}
	return rows
}

func legend(path string, fields []generator.Field) (rows [][]string) {
	for _, f := range fields {
		typ := f.Type
		if f.Of != "" {
			typ += " (" + f.Of + ")"
		}
		name := join(path, f.Name)
		rows = append(rows, []string{name, typ, formOf(f)})
		if len(f.Fields) > 0 {
			rows = append(rows, legend(name+within(f.Type), f.Fields)...)
		}
	}
	return rows
}

// within is the part of a path between a field and the structs in it.
func within(typ string) string {
	op, elem := typetext.Container(typ)
	_, isMap := typetext.Key(op)
	switch {
	case op == "":
		return ""
	case op == "*":
		return within(elem)
	case isMap:
		return "[KEY]" + within(elem)
	}
	return fmt.Sprintf("[%s]", strings.Trim(op, "[]")) + within(elem)
}
