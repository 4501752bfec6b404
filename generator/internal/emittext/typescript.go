package emittext

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"
	"text/template"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/schema"
)

var scriptFuncs = template.FuncMap{
	"str":      scriptString,
	"property": scriptProperty,
	"doc":      scriptDoc,
	"type":     scriptType,
	"shape":    scriptShape,
}

// scriptString writes a string literal.
func scriptString(text string) string { return quote(text, `\u%04x`, `\u{%x}`) }

// quote writes a literal in double quotes. small is the form of an escape below U+10000.
func quote(text, small, large string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, small, r)
		default:
			fmt.Fprintf(&b, large, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// scriptProperty writes the name of a property, in quotes if it is not an identifier.
func scriptProperty(name string) string {
	if token.IsIdentifier(name) || token.IsKeyword(name) {
		return name
	}
	return scriptString(name)
}

// scriptDoc writes text in a comment, which it cannot end.
func scriptDoc(text string) string { return strings.ReplaceAll(printable(text), "*/", "*\\/") }

// printable replaces what is not printable.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// scriptType writes the type of a value.
func scriptType(v *schema.Value) string {
	switch v.Kind {
	case "bool":
		return "boolean"
	case "int", "uint":
		if v.Bits == 64 {
			return "bigint"
		}
		return "number"
	case "float":
		return "number"
	case "string", "text":
		return "string"
	case "bytes", "binary":
		return "Uint8Array"
	case "time":
		return "t.Instant"
	case "nullable":
		return scriptType(v.Of) + " | null"
	case "list", "array":
		if v.Of.Kind == "nullable" || v.Of.Kind == "list" || v.Of.Kind == "array" {
			return "readonly (" + scriptType(v.Of) + ")[]"
		}
		return "readonly " + scriptType(v.Of) + "[]"
	case "map":
		return "ReadonlyMap<" + scriptType(v.Key) + ", " + scriptType(v.Of) + ">"
	}
	return v.Struct.Name
}

// scriptShape writes the expression that describes a value with a bound, which is 0 if
// there is none.
func scriptShape(v *schema.Value, bound int64) string {
	max := ""
	if bound > 0 {
		max = strconv.FormatInt(bound, 10)
	}
	switch v.Kind {
	case "int", "uint", "float":
		return "t." + v.Kind + strconv.Itoa(v.Bits)
	case "string":
		return "t.string(" + max + ")"
	case "bytes":
		if v.Fixed {
			return fmt.Sprintf("t.byteArray(%d)", v.Length)
		}
		return "t.bytes(" + max + ")"
	case "nullable":
		return "t.nullable(" + scriptShape(v.Of, bound) + ")"
	case "list":
		return "t.list(" + arguments(scriptShape(v.Of, 0), max) + ")"
	case "array":
		return fmt.Sprintf("t.array(%s, %d)", scriptShape(v.Of, 0), v.Length)
	case "map":
		return "t.map(" + arguments(scriptShape(v.Key, 0), scriptShape(v.Of, 0), max) + ")"
	case "struct":
		return v.Struct.Shape
	}
	return "t." + v.Kind // bool, time, text, binary
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
