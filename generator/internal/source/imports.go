package source

import (
	"go/ast"
	"strings"
)

// importOf returns the import that a name in the file refers to. If that depends on the
// names of packages that are not known yet, it returns the imports of these packages.
func (w *walker) importOf(name string) (imp *ast.ImportSpec, wait []*ast.ImportSpec) {
	var missing *ast.ImportSpec
	for _, imp := range w.f.AST.Imports {
		switch q, known := w.lookup(imp); {
		case imp.Name != nil:
			if imp.Name.Name == name {
				if !known {
					return nil, []*ast.ImportSpec{imp}
				}
				return imp, nil
			}
		case !known && guess(importPath(imp)) == name:
			return nil, []*ast.ImportSpec{imp}
		case !known:
			wait = append(wait, imp)
		case q == nil || q.Name == "":
			if guess(importPath(imp)) == name {
				missing = imp
			}
		case q.Name == name:
			return imp, nil
		}
	}
	if missing != nil {
		return missing, nil
	}
	return nil, wait
}

func (w *walker) later(imp *ast.ImportSpec, then func()) {
	w.r.unknown = append(w.r.unknown, w.p.resolve(importPath(imp)))
	if then != nil {
		w.r.waiting = append(w.r.waiting, then)
	}
}

// lookup returns the package that an import names. It returns nil and true for a package
// without source, such as unsafe.
func (w *walker) lookup(imp *ast.ImportSpec) (q *Package, known bool) {
	path := importPath(imp)
	if path == "C" || path == "unsafe" || path == "" {
		return nil, true
	}
	q, known = w.r.m.world[w.p.resolve(path)]
	return q, known
}

// resolve returns the go command's path of an import. The standard library imports
// vendored packages, whose first element has a dot, by another path than the written one.
func (p *Package) resolve(path string) string {
	if first, _, _ := strings.Cut(path, "/"); p.std && strings.Contains(first, ".") {
		return "vendor/" + path
	}
	return path
}
