package plan

import (
	"slices"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// Methods are the names of the methods that a directive generates. Append is empty for a
// foreign format. Redeem is empty unless tokens are single-use. If it is set, Open is the
// method that checks a token without redeeming it.
type Methods struct{ Mint, Append, Open, Redeem string }

// methodsOf returns the methods that a directive generates.
func methodsOf(d *directive.Directive) Methods {
	m := Methods{Mint: "Sign", Append: "AppendSign", Open: "Verify"}
	if d.Verb == directive.Seal {
		m = Methods{Mint: "Seal", Append: "AppendSeal", Open: "Open"}
	}
	if d.Format != "" {
		m.Append = ""
	}
	if d.Once {
		m.Open, m.Redeem = "Peek", "Redeem"
	}
	return m
}

// MethodNames returns the names of the methods that a directive generates.
func MethodNames(d *directive.Directive) []string {
	m := methodsOf(d)
	return slices.DeleteFunc([]string{m.Mint, m.Append, m.Open, m.Redeem}, func(name string) bool { return name == "" })
}

// ByValue reports whether a generated method of this name has a value receiver,
// as the methods that mint have. The others have a pointer receiver.
func ByValue(method string) bool {
	return slices.Contains([]string{"Sign", "Seal", "AppendSign", "AppendSeal"}, method)
}
