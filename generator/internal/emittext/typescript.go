package emittext

import (
	"fmt"
	"go/token"
	"strings"
	"text/template"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/schema"
)

var scriptFuncs = template.FuncMap{
	"str":       scriptString,
	"property":  scriptProperty,
	"doc":       scriptDoc,
	"note":      note,
	"type":      scriptType,
	"shape":     scriptShapes.write,
	"form":      func(form string) string { return scriptForms[form].typ },
	"formShape": func(form string) string { return scriptForms[form].shape },
	"codec":     scriptCodec,
	"former":    scriptFormer,
}

var scriptShapes = shapes{
	byteArray: "byteArray", bytes: "bytes", list: "list", dict: "map",
	constant: func(name string) string { return name },
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

// A scriptForm is the type and the shape of a value of the state.
type scriptForm struct{ typ, shape string }

// scriptForms has the forms of states. In Go, text may be bytes.
var scriptForms = map[string]scriptForm{
	"text":    {"string | Uint8Array", "t.stateText"},
	"integer": {"bigint", "t.stateInteger"},
	"bool":    {"boolean", "t.bool"},
	"time":    {"t.Instant", "t.time"},
}

// scriptCodec writes the codec of tokens, or only its reader.
func scriptCodec(t *schema.Token, reader bool) string {
	codec, unpack := "t."+t.Codec, "/* @__PURE__ */ t.deflated("
	if reader {
		codec, unpack = codec+"Reader", "/* @__PURE__ */ t.inflated("
	}
	if t.Deflate {
		return unpack + codec + ")"
	}
	return codec
}

// scriptFormer returns the versions with other payloads than the one that callers see.
func scriptFormer(typ *schema.Type, t *schema.Token) (former []schema.Version) {
	for _, v := range t.Payloads {
		if v.Struct != typ.Payload {
			former = append(former, v)
		}
	}
	return former
}
