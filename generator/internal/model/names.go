package model

import (
	"go/types"
	"strings"
)

// Importable reports whether a package with path from may import pkg: the rules
// for main, internal and the standard library's vendored packages.
func Importable(pkg *types.Package, from string) bool {
	path := pkg.Path()
	if pkg.Name() == "main" || strings.HasPrefix(path, "vendor/") {
		return false
	}
	parent, ok := internalParent(path)
	return !ok || from == parent || strings.HasPrefix(from, parent+"/")
}

// internalParent is the path above the last element "internal", where there is
// one.
func internalParent(path string) (string, bool) {
	if path == "internal" || strings.HasPrefix(path, "internal/") {
		return "std", true
	}
	if i := strings.LastIndex(path, "/internal/"); i >= 0 {
		return path[:i], true
	}
	return strings.CutSuffix(path, "/internal")
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

// isTime reports whether st is the struct beneath time.Time, as it is for a
// type declared as one. Its fields are package time's own, so no other struct
// is like it.
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
