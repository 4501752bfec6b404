package emittext

import (
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/typeseal/typeseal/generator/internal/schema"
)

var pythonFuncs = template.FuncMap{
	"str":     pythonString,
	"doc":     pythonDoc,
	"type":    pythonType,
	"shape":   pythonShapes.write,
	"form":    pythonForm,
	"note":    note,
	"imports": pythonImports,
}

var pythonShapes = shapes{
	byteArray: "byte_array", bytes: "bytes_", list: "list_", dict: "map_", constant: strings.ToUpper,
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

// pythonForm writes the type of a value of the state. In Go, text may be bytes.
func pythonForm(form string) string {
	return map[string]string{"text": "str | bytes", "integer": "int", "bool": "bool", "time": "datetime"}[form]
}

// pythonImports writes the imports of what the types of s need from Python.
func pythonImports(s *schema.Schema) string {
	var u uses
	for _, s := range s.Structs {
		for _, f := range s.Fields {
			u.value(f.Value)
		}
	}
	for _, t := range s.Types {
		u.typ(t, s.Readers)
	}
	abc := names(map[string]bool{"Callable": u.function, "Mapping": u.mapping, "Sequence": true})
	text := "from collections.abc import " + abc + "\nfrom dataclasses import dataclass\n"
	if times := names(map[string]bool{"datetime": u.time, "timedelta": !s.Readers}); times != "" {
		text += "from datetime import " + times + "\n"
	}
	return text
}

// names joins the names that are used.
func names(used map[string]bool) string {
	maps.DeleteFunc(used, func(_ string, is bool) bool { return !is })
	return strings.Join(slices.Sorted(maps.Keys(used)), ", ")
}

// uses says which types of Python's library the types of a schema need.
type uses struct{ function, mapping, time bool }

func (u *uses) value(v *schema.Value) {
	if v == nil {
		return
	}
	u.mapping = u.mapping || v.Kind == "map"
	u.time = u.time || v.Kind == "time"
	u.value(v.Key)
	u.value(v.Of)
}

func (u *uses) typ(t *schema.Type, readers bool) {
	for _, s := range t.State {
		u.time = u.time || s.Form == "time"
		u.function = true
	}
	for _, token := range t.Tokens {
		u.function = u.function || len(token.Upgrades) > 0 || !readers && len(token.Downgrades) > 0
	}
}
