package source

import "go/ast"

// importOf finds the import that a name in the file stands for. Where packages
// have to be asked for their names first, it returns those.
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

// lookup returns the package that an import names; nil with known set for those
// that have no source.
func (w *walker) lookup(imp *ast.ImportSpec) (q *Package, known bool) {
	path := importPath(imp)
	if path == "C" || path == "unsafe" || path == "" {
		return nil, true
	}
	q, known = w.r.m.world[w.p.resolve(path)]
	return q, known
}

// resolve turns an import path as written into the go command's: the standard
// library has its own vendored packages.
func (p *Package) resolve(path string) string {
	if p.std && !isStd(path) {
		return "vendor/" + path
	}
	return path
}

// isStd reports whether the path's first element has no dot, as in the standard
// library and nowhere else that it imports from.
func isStd(path string) bool {
	for _, c := range path {
		if c == '/' {
			break
		}
		if c == '.' {
			return false
		}
	}
	return true
}
