package plan

import (
	"go/types"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// guard records what every type that the shape reaches looks like now. Where one
// changes later, the generated file no longer compiles. What this package cannot
// write has no guard.
func (b *fileBuilder) guard(s *model.Shape) {
	t := types.Unalias(s.Type)
	if b.guarded[t] {
		return
	}
	b.guarded[t] = true
	if named, ok := t.(*types.Named); ok && !b.standard(named.Obj().Pkg()) {
		if spelled, ok := b.spell(s.Type); ok {
			b.guardNamed(spelled, s)
		}
	}
	for _, inner := range parts(s) {
		b.guard(inner)
	}
}

// spell returns t as a guard can write it, if it can. A guard also names fields
// that tokens leave out.
func (b *fileBuilder) spell(t types.Type) (types.Type, bool) {
	space := b.imports.namespace
	spelled, why := model.Speller{Own: space.pkg.Types, Taken: space.taken}.Spell(t)
	return spelled, why == "" && !invalid(t)
}

// parts are the shapes directly inside s.
func parts(s *model.Shape) []*model.Shape {
	inner := slices.Clone(s.Embeds)
	for _, f := range s.Fields {
		inner = append(inner, f.Shape)
	}
	if s.Key != nil {
		inner = append(inner, s.Key)
	}
	if s.Elem != nil {
		inner = append(inner, s.Elem)
	}
	return inner
}

// guardNamed guards a declaration, of a type named as t. Types with methods of
// their own may look as they like.
func (b *fileBuilder) guardNamed(t types.Type, s *model.Shape) {
	switch s.Kind {
	case model.Text, model.Binary, model.Custom, model.Time:
	case model.Struct:
		if fields, ok := b.spellFields(t.Underlying().(*types.Struct)); ok {
			b.Structs = append(b.Structs, StructGuard{b.imports.typeText(t), b.guardFields(fields)})
		}
	default:
		if form, ok := b.spell(t.Underlying()); ok {
			b.Forms = append(b.Forms, FormGuard{b.imports.typeText(t), b.imports.typeText(form)})
		}
	}
}

// standard reports whether a package belongs to the standard library, which does
// not change its types.
func (b *fileBuilder) standard(p *types.Package) bool {
	if p == nil {
		return true
	}
	first, _, _ := strings.Cut(p.Path(), "/")
	own, _, _ := strings.Cut(b.imports.namespace.pkg.Path, "/")
	return first != own && !strings.Contains(first, ".")
}

// spellFields returns a struct as its literal type can be written here, if it
// can: one that another package declares has exported fields only.
func (b *fileBuilder) spellFields(st *types.Struct) (*types.Struct, bool) {
	spelled, ok := b.spell(st)
	fields, _ := spelled.(*types.Struct)
	return fields, ok && b.vetted(st)
}

// invalid reports whether a type, or the element of one, did not type-check.
func invalid(t types.Type) bool {
	return strings.Contains(types.TypeString(t, nil), "invalid type")
}

func (b *fileBuilder) guardFields(st *types.Struct) []GuardField {
	fields := make([]GuardField, st.NumFields())
	for i := range fields {
		v := st.Field(i)
		fields[i] = GuardField{Name: v.Name(), Type: b.imports.typeText(v.Type()), Tag: st.Tag(i)}
		if v.Embedded() {
			fields[i].Name = ""
		}
	}
	return fields
}
