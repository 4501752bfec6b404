package plan

import (
	"go/types"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// guard records the declaration of every type that a shape reaches. If a declaration
// changes later, the generated file no longer compiles. Types that this package cannot
// write have no guard.
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
	inner := slices.Clone(s.Embeds)
	for _, f := range s.Fields {
		inner = append(inner, f.Shape)
	}
	for _, part := range append(inner, s.Key, s.Elem) {
		if part != nil {
			b.guard(part)
		}
	}
}

// spell returns t as this package can write it, or false if it cannot. A guard also
// has the fields that tokens leave out.
func (b *fileBuilder) spell(t types.Type) (types.Type, bool) {
	space := b.imports.namespace
	spelled, why := model.Speller{Own: space.pkg.Types, Taken: space.taken}.Spell(t)
	faulty := strings.Contains(types.TypeString(t, nil), "invalid type")
	return spelled, why == "" && !faulty
}

// guardNamed guards the declaration of a named type. A type that encodes itself has no
// guard.
func (b *fileBuilder) guardNamed(t types.Type, s *model.Shape) {
	switch s.Kind {
	case model.Text, model.Binary, model.Custom, model.Time:
	case model.Struct:
		st := t.Underlying().(*types.Struct)
		if fields, ok := b.spell(st); ok && b.vetted(st) {
			guard := StructGuard{Type: b.imports.typeText(t)}
			for v := range fields.(*types.Struct).Fields() {
				field := GuardField{Type: b.imports.typeText(v.Type()), Tag: st.Tag(len(guard.Fields))}
				if !v.Embedded() {
					field.Name = v.Name()
				}
				guard.Fields = append(guard.Fields, field)
			}
			b.Structs = append(b.Structs, guard)
		}
	default:
		if form, ok := b.spell(t.Underlying()); ok {
			b.Forms = append(b.Forms, FormGuard{b.imports.typeText(t), b.imports.typeText(form)})
		}
	}
}

// standard reports whether a package belongs to the standard library, whose types do
// not change.
func (b *fileBuilder) standard(p *types.Package) bool {
	if p == nil {
		return true
	}
	first, _, _ := strings.Cut(p.Path(), "/")
	own, _, _ := strings.Cut(b.imports.namespace.pkg.Path, "/")
	return first != own && !strings.Contains(first, ".")
}
