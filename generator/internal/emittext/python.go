package emittext

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"github.com/typeseal/typeseal/generator/internal/schema"
)

var pythonFuncs = template.FuncMap{
	"str":     pythonString,
	"doc":     pythonDoc,
	"type":    pythonType,
	"shape":   pythonShape,
	"form":    pythonForm,
	"note":    pythonNote,
	"imports": pythonImports,
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
	case "string", "text":
		return "t.string(" + max + ")"
	case "bytes", "binary":
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
	return "t." + strings.ToUpper(v.Kind) // BOOL, TIME
}

// pythonForm writes the type of a value of the state. In Go, text may be bytes.
func pythonForm(form string) string {
	return map[string]string{"text": "str | bytes", "integer": "int", "bool": "bool", "time": "datetime"}[form]
}

// pythonNote says which Go type has methods that decide what a value may be.
func pythonNote(v *schema.Value) string {
	for ; v != nil; v = v.Of {
		switch v.Kind {
		case "text":
			return "Text of " + v.Go + ". Go refuses what its UnmarshalText refuses."
		case "binary":
			return "Bytes of " + v.Go + ". Go refuses what its UnmarshalBinary refuses."
		}
	}
	return ""
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
	abc := names("Callable", u.function, "Mapping", u.mapping, "Sequence", true)
	text := "from collections.abc import " + abc + "\nfrom dataclasses import dataclass\n"
	if times := names("datetime", u.time, "timedelta", !s.Readers); times != "" {
		text += "from datetime import " + times + "\n"
	}
	return text
}

// names joins the names that are used. Each name is followed by whether it is.
func names(list ...any) string {
	var used []string
	for i := 0; i < len(list); i += 2 {
		if list[i+1].(bool) {
			used = append(used, list[i].(string))
		}
	}
	return strings.Join(used, ", ")
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
