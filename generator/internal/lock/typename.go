package lock

import "go/types"

// nameOf is the name of a type with its package path and its type arguments, such as
// example.com/app.Pair[net/netip.Addr]. Identical types have the same name, whatever aliases
// the source uses. The name is empty if the type has none.
func nameOf(t types.Type) string {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return types.TypeString(resolvedNamed(named), nil)
	}
	return ""
}

// resolved returns the type that t is identical to and that contains no alias. Functions,
// channels and interfaces, which no payload contains, are left as they are.
func resolved(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return types.NewPointer(resolved(t.Elem()))
	case *types.Slice:
		return types.NewSlice(resolved(t.Elem()))
	case *types.Array:
		return types.NewArray(resolved(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(resolved(t.Key()), resolved(t.Elem()))
	case *types.Struct:
		return resolvedStruct(t)
	case *types.Named:
		return resolvedNamed(t)
	default:
		return t
	}
}

func resolvedStruct(t *types.Struct) types.Type {
	var fields []*types.Var
	var tags []string
	for i := range t.NumFields() {
		f := t.Field(i)
		fields = append(fields, types.NewField(f.Pos(), f.Pkg(), f.Name(), resolved(f.Type()), f.Embedded()))
		tags = append(tags, t.Tag(i))
	}
	return types.NewStruct(fields, tags)
}

func resolvedNamed(t *types.Named) types.Type {
	var arguments []types.Type
	for a := range t.TypeArgs().Types() {
		arguments = append(arguments, resolved(a))
	}
	if arguments == nil {
		return t
	}
	if n, err := types.Instantiate(nil, t.Origin(), arguments, false); err == nil {
		return n
	}
	return t
}
