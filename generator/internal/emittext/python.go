package emittext

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"github.com/typeseal/typeseal/generator/internal/schema"
)

var pythonFuncs = template.FuncMap{
	"str":   pythonString,
	"doc":   pythonDoc,
	"type":  pythonType,
	"shape": pythonShape,
}

// pythonString writes a string literal.
func pythonString(text string) string { return quote(text, `\u%04x`, `\U%08x`) }

// pythonDoc writes text in a docstring or a comment, which it cannot end.
func pythonDoc(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `'`).Replace(printable(text))
}

// pythonType writes the type of a value.
func pythonType(v *schema.Value) string {
	switch v.Kind {
	case "bool", "float", "int":
		return v.Kind
	case "uint":
		return "int"
	case "string", "text":
		return "str"
	case "bytes", "binary":
		return "bytes"
	case "time":
		return "datetime"
	case "nullable":
		return pythonType(v.Of) + " | None"
	case "list", "array":
		return "Sequence[" + pythonType(v.Of) + "]"
	case "map":
		return "Mapping[" + pythonType(v.Key) + ", " + pythonType(v.Of) + "]"
	}
	return v.Struct.Name
}

// pythonShape writes the expression that describes a value with a bound, which is 0 if
// there is none.
func pythonShape(v *schema.Value, bound int64) string {
	max := ""
	if bound > 0 {
		max = strconv.FormatInt(bound, 10)
	}
	switch v.Kind {
	case "int", "uint", "float":
		return "t." + strings.ToUpper(v.Kind) + strconv.Itoa(v.Bits)
	case "string":
		return "t.string(" + max + ")"
	case "bytes":
		if v.Fixed {
			return fmt.Sprintf("t.byte_array(%d)", v.Length)
		}
		return "t.bytes_(" + max + ")"
	case "nullable":
		return "t.nullable(" + pythonShape(v.Of, bound) + ")"
	case "list":
		return "t.list_(" + arguments(pythonShape(v.Of, 0), max) + ")"
	case "array":
		return fmt.Sprintf("t.array(%s, %d)", pythonShape(v.Of, 0), v.Length)
	case "map":
		return "t.map_(" + arguments(pythonShape(v.Key, 0), pythonShape(v.Of, 0), max) + ")"
	case "struct":
		return v.Struct.Shape
	}
	return "t." + strings.ToUpper(v.Kind) // BOOL, TIME, TEXT, BINARY
}
