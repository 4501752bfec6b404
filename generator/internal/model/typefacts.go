package model

import (
	"go/types"
	"strings"
)

// Importable reports whether the package with the path from may import pkg. It may not
// import commands, packages that are internal elsewhere, and vendored packages of the
// standard library.
func Importable(pkg *types.Package, from string) bool {
	path := pkg.Path()
	if pkg.Name() == "main" || strings.HasPrefix(path, "vendor/") {
		return false
	}
	i := strings.LastIndex("/"+path+"/", "/internal/")
	if i < 0 {
		return true
	}
	parent := "std"
	if i > 0 {
		parent = path[:i-1]
	}
	return from == parent || strings.HasPrefix(from, parent+"/")
}

// isNamed reports whether t is the named type pkg.name.
func isNamed(t types.Type, pkg, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Name() == name && obj.Pkg() != nil && obj.Pkg().Path() == pkg
}

// isTime reports whether st is the struct of time.Time, or of a type that is declared
// as time.Time.
func isTime(st *types.Struct) bool {
	names := [...]string{"wall", "ext", "loc"}
	if st.NumFields() != len(names) {
		return false
	}
	for i, name := range names {
		v := st.Field(i)
		if v.Name() != name || v.Pkg() == nil || v.Pkg().Path() != "time" {
			return false
		}
	}
	return true
}

// maxHolds is the depth beyond which holds reports true.
const maxHolds = 4 * MaxDepth

// holds reports whether a value of the type contains anything. A struct without fields
// does not. Neither does a struct whose fields all contain nothing.
func holds(t types.Type, depth int) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for v := range u.Fields() {
			if depth == 0 || v.Name() != "_" && holds(v.Type(), depth-1) {
				return true
			}
		}
		return false
	case *types.Array:
		return u.Len() > 0 && (depth == 0 || holds(u.Elem(), depth-1))
	}
	return true
}
