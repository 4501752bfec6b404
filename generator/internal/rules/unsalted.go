package rules

import (
	"fmt"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// An unsalted is a type that accepts tokens of another system without a salt.
type unsalted struct {
	at      diag.Span // of the option that names the format
	typ     *model.Type
	pkg     *model.Package
	format  *contract.Format
	missing bool // fields may be missing
}

// purposesDiffer warns of two types of a module that accept the same token of a system whose
// tokens have no salt. Only their fields, and the issuer and the audience of JWTs, can tell
// such tokens apart.
func purposesDiffer(all []*model.Package, where func(diag.Span) string) (found []diag.Diagnostic) {
	seen := map[string][]unsalted{}
	for _, p := range all {
		for _, t := range p.AllTypes() {
			for _, d := range t.Directives {
				u, space := unsaltedOf(p, t, d)
				if space == "" || t.Shape == nil {
					continue
				}
				if i := slices.IndexFunc(seen[space], u.shares); i >= 0 && p.Wanted {
					found = append(found, u.warning(seen[space][i], where))
				}
				seen[space] = append(seen[space], u)
			}
		}
	}
	return found
}

// unsaltedOf describes the foreign tokens of a directive. All types of a space accept tokens
// with the same parameters. It is empty if the tokens have a salt or are native.
func unsaltedOf(p *model.Package, t *model.Type, d *directive.Directive) (u unsalted, space string) {
	u = unsalted{at: d.At["format"], typ: t, pkg: p, format: d.Foreign()}
	salt, parameters := d.Salt, d.Parameters
	if a := d.Also; a != nil {
		u.at, u.format, u.missing = d.At["also"], contract.Foreign(a.Format), a.Missing
		salt, parameters = a.Salt, a.Parameters
	}
	if u.format == nil || salt != "" {
		return u, ""
	}
	space = fmt.Sprintf("%s %s %s", p.Root, u.format.Name, u.format.Verbs[string(d.Verb)])
	for _, w := range parameters.Words(u.format) {
		if !w.Default {
			space += " " + w.Name + "=" + w.Value
		}
	}
	return u, space
}

// shares reports whether some token is accepted as both types.
func (u unsalted) shares(other unsalted) bool {
	if u.typ == other.typ {
		return false
	}
	own, others := u.typ.Shape.Sent(), other.typ.Shape.Sent()
	if u.format.Fields {
		return len(own) == len(others)
	}
	return (u.missing || within(own, others)) && (other.missing || within(others, own))
}

// within reports whether each field is also one of the others, with a value that JSON writes
// alike.
func within(fields, others []*model.Field) bool {
	return !slices.ContainsFunc(fields, func(f *model.Field) bool {
		return !slices.ContainsFunc(others, func(o *model.Field) bool {
			return o.Wire == f.Wire && written(o.Shape) == written(f.Shape)
		})
	})
}

// written is a kind that JSON writes as it writes a shape.
func written(s *model.Shape) model.Kind {
	for s.Kind == model.Pointer {
		s = s.Elem
	}
	switch s.Kind {
	case model.Uint, model.Float:
		return model.Int
	case model.Bytes, model.Time, model.Text, model.Binary, model.Custom:
		return model.String
	case model.Array, model.ByteArray:
		return model.Slice
	case model.Map:
		return model.Struct
	}
	return s.Kind
}

func (u unsalted) warning(other unsalted, where func(diag.Span) string) diag.Diagnostic {
	return diag.Diagnostic{
		Span: u.at, Rule: "salt", Warning: true, Unsure: true,
		Message: fmt.Sprintf("a %s token for %s.%s may also be accepted as %s, if both have the same secret",
			u.format.Name, other.pkg.Name, other.typ.Name, u.typ.Name),
		Help: fmt.Sprintf("%s; the other type is at %s", apart(u.format), where(other.at)),
	}
}

// apart says how tokens of a format for two purposes can be told apart.
func apart(f *contract.Format) string {
	switch {
	case f.Claims:
		return "give each an also-audience of its own, or a field that the other does not have"
	case f.Salt == contract.FieldSalt:
		return "give each a salt, which is the first field of its tokens"
	}
	return "give each a field that the other does not have"
}
