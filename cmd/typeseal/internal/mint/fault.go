package mint

import (
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
)

// Faults says what is wrong with a payload, one sentence for each place. The sentences show
// the names of fields, but no values, because those may be secret.
type Faults []string

// Error implements error.
func (f Faults) Error() string { return strings.Join(f, "\n") }

// add adds a sentence about a place in the payload, such as from.agents[2].
func (f *Faults) add(path, format string, args ...any) {
	if path == "" {
		path = "the payload"
	}
	*f = append(*f, path+" "+fmt.Sprintf(format, args...))
}

// forms says what to write in JSON for a leaf.
var forms = map[string]string{
	"bool":   "true or false",
	"string": "a string",
	"text":   "a string, as MarshalText writes it",
	"binary": "a string of base64",
	"custom": "a string of base64 of msgpack",
	"time":   "a time such as \"2026-11-22T10:00:00Z\"",
	"struct": "an object",
}

// form says what to write in JSON for a type.
func form(typ string) string {
	op, rest := typetext.Container(typ)
	_, isMap := typetext.Key(op)
	switch {
	case typ == "[]byte":
		return "a string of base64"
	case rest == "byte":
		return fmt.Sprintf("a string of base64 of %d bytes", typetext.Number(op))
	case op == "*":
		return form(rest) + ", or null"
	case isMap:
		return "an object"
	case op == "[]":
		return "an array"
	case op != "":
		return fmt.Sprintf("an array of %d elements", typetext.Number(op))
	}
	if text, ok := forms[typ]; ok {
		return text
	}
	return "a number of type " + typ
}

// formOf says what to write in JSON for a field.
func formOf(f generator.Field) string { return form(f.Type) + bound(f, ", at most ") }

// bound names the bound of a field after a text, or is empty.
func bound(f generator.Field, before string) string {
	if f.Max == 0 {
		return ""
	}
	return fmt.Sprintf("%s%d %s", before, f.Max, unit(f.Type))
}

// unit is what the bound of a field of a type counts.
func unit(typ string) string {
	op, rest := typetext.Container(strings.TrimPrefix(typ, "*"))
	_, isMap := typetext.Key(op)
	switch {
	case isMap:
		return "entries"
	case op != "" && rest != "byte":
		return "elements"
	}
	return "bytes"
}
