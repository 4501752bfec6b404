package rules

import (
	"fmt"
	"go/types"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// gobHelp is the advice for types that encoding/gob cannot encode.
const gobHelp = "write also-codec=json if the other system used securecookie.JSONEncoder"

// gobsFit refuses payloads that encoding/gob cannot encode. The errors are at the directive,
// because it is what must change: the fields may be those of another package.
func gobsFit(d *directive.Directive, t *model.Type, report reporter) {
	if opaque(t.Shape.Type) {
		report(d.At["also"], fmt.Sprintf("encoding/gob cannot encode %s: none of its own fields is exported", t.Name),
			gobHelp)
	}
	gobFieldsFit(d, t.Shape, report)
}

// gobFieldsFit is gobsFit for the fields of a struct and of the structs inside it.
func gobFieldsFit(d *directive.Directive, s *model.Shape, report reporter) {
	for _, f := range s.Fields {
		end := f.Shape
		for end.Elem != nil {
			end = end.Elem
		}
		if end.Kind == model.Unsupported {
			continue // which another rule reports
		}
		if opaque(end.Type) {
			named := types.TypeString(end.Type, (*types.Package).Name)
			report(d.At["also"], fmt.Sprintf("field %s: encoding/gob cannot encode %s: "+
				"it has no exported field and no method UnmarshalBinary", pathOf(f), named), gobHelp)
		}
		gobFieldsFit(d, end, report)
	}
}

// opaque reports whether encoding/gob fails for a type: a struct of which it sees no field,
// and that does not encode itself. gob does not call MarshalText.
func opaque(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok || s.NumFields() == 0 {
		return false
	}
	for f := range s.Fields() {
		if f.Exported() {
			return false
		}
	}
	methods := types.NewMethodSet(types.NewPointer(t))
	return methods.Lookup(nil, "GobDecode") == nil && methods.Lookup(nil, "UnmarshalBinary") == nil
}
