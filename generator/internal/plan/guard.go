package plan

import (
	"go/types"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// guard records what every type that the shape reaches looks like now. Where one
// changes later, the generated file no longer compiles.
func (b *fileBuilder) guard(s *model.Shape) {
	t := types.Unalias(s.Type)
	if b.guarded[t] {
		return
	}
	b.guarded[t] = true
	if named, ok := t.(*types.Named); ok && !b.standard(named.Obj().Pkg()) {
		b.guardNamed(named, s)
	}
	for _, inner := range parts(s) {
		b.guard(inner)
	}
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

// guardNamed guards a declaration. Types with methods of their own may look as
// they like.
func (b *fileBuilder) guardNamed(t *types.Named, s *model.Shape) {
	switch s.Kind {
	case model.Text, model.Binary, model.Custom, model.Time:
	case model.Struct:
		st := t.Underlying().(*types.Struct)
		if b.open(t.Obj().Pkg(), st) {
			b.Structs = append(b.Structs, StructGuard{b.imports.typeText(t), b.guardFields(st)})
		}
	default:
		b.Forms = append(b.Forms, FormGuard{b.imports.typeText(t), b.imports.typeText(t.Underlying())})
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

// open reports whether this package can write the struct's literal: one of
// another package must have exported fields only, of types that can be named
// here. The model has checked the types of those that travel.
func (b *fileBuilder) open(owner *types.Package, st *types.Struct) bool {
	own := owner.Path() == b.imports.namespace.pkg.Path
	for v := range st.Fields() {
		if !own && (!v.Exported() || !b.writable(v.Type())) || invalid(v.Type()) {
			return false
		}
	}
	return true
}

// writable reports whether a field's type in another package's struct is surely
// one that this package can write: built from predeclared types and from
// exported ones of packages that it can import.
func (b *fileBuilder) writable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Alias:
		return b.exported(t.Obj()) && b.allWritable(t.TypeArgs())
	case *types.Named:
		return b.exported(t.Obj()) && b.allWritable(t.TypeArgs())
	case *types.Pointer:
		return b.writable(t.Elem())
	case *types.Slice:
		return b.writable(t.Elem())
	case *types.Array:
		return b.writable(t.Elem())
	case *types.Map:
		return b.writable(t.Key()) && b.writable(t.Elem())
	}
	return false
}

func (b *fileBuilder) exported(obj *types.TypeName) bool {
	return obj.Pkg() == nil || obj.Exported() && model.Importable(obj.Pkg(), b.imports.namespace.pkg.Path)
}

func (b *fileBuilder) allWritable(list *types.TypeList) bool {
	for t := range list.Types() {
		if !b.writable(t) {
			return false
		}
	}
	return true
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
