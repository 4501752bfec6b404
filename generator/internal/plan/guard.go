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
	for _, embedded := range s.Embeds {
		b.guard(embedded)
	}
	for _, f := range s.Fields {
		b.guard(f.Shape)
	}
	if s.Key != nil {
		b.guard(s.Key)
	}
	if s.Elem != nil {
		b.guard(s.Elem)
	}
}

// spell returns t as this package can write it, or false if it cannot. A guard also
// has the fields that tokens leave out.
func (b *fileBuilder) spell(t types.Type) (types.Type, bool) {
	space := b.imports.namespace
	spelled, why := model.Speller{Own: space.pkg.Types, Taken: space.taken}.Spell(t)
	return spelled, why == "" && !faulty(t)
}

// faulty reports whether the text of a type has a part that could not be type-checked.
func faulty(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return t.Kind() == types.Invalid
	case interface{ TypeArgs() *types.TypeList }: // its declaration is not part of its text
		return slices.ContainsFunc(slices.Collect(t.TypeArgs().Types()), faulty)
	case *types.Map:
		return faulty(t.Key()) || faulty(t.Elem())
	case interface{ Elem() types.Type }:
		return faulty(t.Elem())
	case *types.Struct:
		for v := range t.Fields() {
			if faulty(v.Type()) {
				return true
			}
		}
		return false
	}
	return strings.Contains(types.TypeString(t, nil), "invalid type") // signatures and interfaces
}

// guardNamed guards the declaration of a named type. A type that encodes itself has no
// guard.
func (b *fileBuilder) guardNamed(t types.Type, s *model.Shape) {
	switch s.Kind {
	case model.Text, model.Binary, model.Custom, model.Time:
	case model.Struct:
		st := t.Underlying().(*types.Struct)
		if fields, ok := b.spell(st); ok && b.vetted(st) {
			guard := StructGuard{Type: b.imports.typeText(t), Fields: make([]GuardField, 0, st.NumFields())}
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
