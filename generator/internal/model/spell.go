package model

import (
	"go/types"
	"slices"
)

// A Speller determines how a package can write a type. If it cannot write the name of
// an alias, it writes the type that the alias stands for.
type Speller struct {
	Own *types.Package

	// Taken are the names that the package declares. They hide predeclared names.
	Taken map[string]bool
}

// Spell returns t, or a type identical to it, in names that the package can write. If
// there is no such type, why is the end of a sentence that begins with t.
func (s Speller) Spell(t types.Type) (spelled types.Type, why string) {
	switch t := t.(type) {
	case *types.Basic:
		if s.Taken[t.Name()] && t.Kind() != types.UnsafePointer {
			return t, "is hidden by a name of this package"
		}
		return t, ""
	case *types.Alias:
		args, why := s.named(t.Obj(), t.TypeArgs())
		if why == "" {
			return instance(t, t.Origin(), t.TypeArgs(), args), ""
		}
		if plain, hidden := s.Spell(t.Rhs()); hidden == "" {
			return plain, ""
		}
		return t, why
	case *types.Named:
		args, why := s.named(t.Obj(), t.TypeArgs())
		if why != "" {
			return t, why
		}
		return instance(t, t.Origin(), t.TypeArgs(), args), ""
	}
	return s.unnamed(t)
}

func (s Speller) own(p *types.Package) bool { return p != nil && p.Path() == s.Own.Path() }

// named spells the type arguments of a named type. If the name cannot be written, why
// gives the reason.
func (s Speller) named(obj *types.TypeName, list *types.TypeList) (args []types.Type, why string) {
	switch pkg := obj.Pkg(); {
	case pkg == nil:
		if s.Taken[obj.Name()] {
			return nil, "is hidden by a name of this package"
		}
	case s.own(pkg):
	case !obj.Exported():
		return nil, "is not exported by its package"
	case !Importable(pkg, s.Own.Path()):
		return nil, "belongs to a package that cannot be imported here"
	}
	for arg := range list.Types() {
		spelled, why := s.Spell(arg)
		if why != "" {
			return nil, "has a type argument that " + why
		}
		args = append(args, spelled)
	}
	return args, ""
}

// instance returns t with other spellings of its type arguments.
func instance(t, origin types.Type, was *types.TypeList, args []types.Type) types.Type {
	for i, arg := range args {
		if arg != was.At(i) {
			if same, err := types.Instantiate(nil, origin, args, false); err == nil {
				return same
			}
		}
	}
	return t
}

// unnamed spells the parts of a type without a name.
func (s Speller) unnamed(t types.Type) (spelled types.Type, why string) {
	switch t := t.(type) {
	case *types.Pointer:
		return s.around(t, t.Elem(), func(elem types.Type) types.Type { return types.NewPointer(elem) })
	case *types.Slice:
		return s.around(t, t.Elem(), func(elem types.Type) types.Type { return types.NewSlice(elem) })
	case *types.Array:
		return s.around(t, t.Elem(), func(elem types.Type) types.Type { return types.NewArray(elem, t.Len()) })
	case *types.Chan:
		return s.around(t, t.Elem(), func(elem types.Type) types.Type { return types.NewChan(t.Dir(), elem) })
	case *types.Map:
		key, why := s.Spell(t.Key())
		elem, also := s.Spell(t.Elem())
		switch {
		case why != "":
			return t, "has keys of a type that " + why
		case key == t.Key():
			return s.around(t, t.Elem(), func(elem types.Type) types.Type { return types.NewMap(key, elem) })
		case also != "":
			return t, inside + also
		}
		return types.NewMap(key, elem), ""
	case *types.Struct:
		return s.structure(t)
	case *types.Signature:
		return s.signature(t)
	case *types.Interface:
		return t, s.iface(t)
	}
	return t, "has no name that can be written here"
}

const inside = "has elements of a type that "

// around spells a type with one element type.
func (s Speller) around(t, elem types.Type, build func(elem types.Type) types.Type) (spelled types.Type, why string) {
	inner, why := s.Spell(elem)
	switch {
	case why != "":
		return t, inside + why
	case inner == elem:
		return t, ""
	}
	return build(inner), ""
}

// structure spells a struct without a name. A struct of another package can be written
// only if all its fields are exported, even those that tokens leave out.
func (s Speller) structure(t *types.Struct) (spelled types.Type, why string) {
	var fields []*types.Var
	for i := range t.NumFields() {
		v := t.Field(i)
		if !v.Exported() && !s.own(v.Pkg()) {
			return t, "has unexported fields of another package"
		}
		inner, why := s.Spell(v.Type())
		if why != "" {
			return t, "has a field " + v.Name() + " of a type that " + why
		}
		if inner == v.Type() {
			continue
		}
		if v.Embedded() { // its name would change
			return t, "embeds a type that is not exported by its package"
		}
		if fields == nil {
			fields = slices.Collect(t.Fields())
		}
		fields[i] = types.NewField(v.Pos(), v.Pkg(), v.Name(), inner, false)
	}
	if fields == nil {
		return t, ""
	}
	tags := make([]string, len(fields))
	for i := range tags {
		tags[i] = t.Tag(i)
	}
	return types.NewStruct(fields, tags), ""
}

func (s Speller) signature(t *types.Signature) (spelled types.Type, why string) {
	params, why := s.tuple(t.Params())
	results, also := s.tuple(t.Results())
	switch {
	case why != "":
		return t, "has a parameter of a type that " + why
	case also != "":
		return t, "has a result of a type that " + also
	case params == t.Params() && results == t.Results():
		return t, ""
	}
	return types.NewSignatureType(nil, nil, nil, params, results, t.Variadic()), ""
}

func (s Speller) tuple(t *types.Tuple) (spelled *types.Tuple, why string) {
	vars, changed := make([]*types.Var, t.Len()), false
	for i := range vars {
		v := t.At(i)
		inner, why := s.Spell(v.Type())
		if why != "" {
			return t, why
		}
		vars[i] = v
		if inner != v.Type() {
			vars[i], changed = types.NewParam(v.Pos(), v.Pkg(), v.Name(), inner), true
		}
	}
	if !changed {
		return t, ""
	}
	return types.NewTuple(vars...), ""
}

// iface gives the reason why an interface without a name cannot be written.
func (s Speller) iface(t *types.Interface) string {
	for m := range t.ExplicitMethods() {
		if !m.Exported() && !s.own(m.Pkg()) {
			return "has unexported methods of another package"
		}
		if same, why := s.signature(m.Signature()); why != "" || same != m.Signature() {
			return "has a method " + m.Name() + " of a type that cannot be written here"
		}
	}
	for e := range t.EmbeddedTypes() {
		if same, why := s.Spell(e); why != "" || same != e {
			return "embeds an interface that cannot be written here"
		}
	}
	return ""
}
