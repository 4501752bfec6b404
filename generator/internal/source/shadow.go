package source

import (
	"go/ast"
	"go/token"
)

// shadows marks a type that embeds a struct which other packages cannot name. They select
// the struct's fields as the type's own fields. That fails if the type has a method of
// the same name, its own or of another embedded type. A type that is declared as another
// type may be such a type too.
func (w *walker) shadows(spec *ast.TypeSpec) {
	st, ok := spec.Type.(*ast.StructType)
	if !ok {
		w.shadow(spec.Name)
		w.shadow(spec.Type)
		return
	}
	var embedded []ast.Expr
	hides := false
	for _, f := range st.Fields.List {
		if len(f.Names) == 0 {
			id, _ := typeName(f.Type).(*ast.Ident)
			embedded, hides = append(embedded, f.Type), hides || id != nil && !token.IsExported(id.Name)
		}
	}
	if hides {
		for _, t := range append(embedded, spec.Name) {
			w.shadow(t)
		}
	}
}

// shadow marks the type that an expression names, in any package.
func (w *walker) shadow(t ast.Expr) {
	switch name := typeName(t).(type) {
	case *ast.Ident:
		w.r.shadow(w.p, name.Name)
	case *ast.SelectorExpr:
		x, ok := name.X.(*ast.Ident)
		if !ok {
			return
		}
		imp, wait := w.importOf(x.Name)
		for _, imp := range wait {
			w.later(imp, nil)
		}
		if wait != nil {
			w.r.waiting = append(w.r.waiting, func() { w.shadow(t) })
		} else if imp != nil {
			if q, _ := w.lookup(imp); q != nil {
				w.r.shadow(q, name.Sel.Name)
			}
		}
	}
}

func (r *reach) shadow(p *Package, name string) {
	if r.shadowed[p] == nil {
		r.shadowed[p] = map[string]bool{}
	}
	r.shadowed[p][p.load().target(name)] = true
}

// typeName returns the name in a type expression, without pointers and type arguments.
func typeName(t ast.Expr) ast.Expr {
	switch x := t.(type) {
	case *ast.ParenExpr:
		return typeName(x.X)
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.IndexExpr:
		return typeName(x.X)
	case *ast.IndexListExpr:
		return typeName(x.X)
	}
	return t
}
