package generator

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// promoted warns of structs that get generated methods from an annotated struct
// that they embed: these methods take the fields of the embedded struct alone. It
// looks at packages that have directives, and only at their syntax.
func (r *run) promoted() {
	e := embeddings{run: r, types: map[lock.GoType]*embedder{}, structs: map[*unit][]*embedder{}}
	for _, u := range r.units {
		e.add(u)
	}
	for _, u := range r.units {
		if !u.pkg.Wanted {
			continue
		}
		for _, s := range e.structs[u] {
			e.check(s)
		}
	}
}

// An embedder is one struct type, and what is known of its methods.
type embedder struct {
	unit   *unit
	file   *annotated
	name   string // "" for one without
	fields *ast.FieldList
	own    []string // names of its fields, of its own methods and of generated ones
	gets   []string // the generated ones of them, in order
	busy   bool
}

type embeddings struct {
	*run
	types   map[lock.GoType]*embedder
	structs map[*unit][]*embedder // in source order
}

func (e *embeddings) add(u *unit) {
	for _, a := range u.files {
		if a.Part != source.Built || len(a.Errors) > 0 {
			continue
		}
		generated := a.generated()
		var named *ast.TypeSpec
		ast.Inspect(a.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				named = n
			case *ast.StructType:
				s := &embedder{unit: u, file: a, fields: n.Fields}
				if named != nil && named.Type == n {
					s.name = named.Name.Name
					s.gets = generated[s.name]
					e.describe(s)
				}
				e.structs[u] = append(e.structs[u], s)
			}
			return true
		})
	}
}

// describe adds what is known of a struct with a name.
func (e *embeddings) describe(s *embedder) {
	for name := range s.unit.pkg.Methods(e.fset, s.name) {
		s.own = append(s.own, name)
	}
	s.own = append(s.own, s.gets...)
	e.types[lock.GoType{Package: s.unit.pkg.Path, Name: s.name}] = s
}

// check warns of each embedded field that brings generated methods to a struct
// with further fields.
func (e *embeddings) check(s *embedder) {
	if s.fields.NumFields() < 2 {
		return
	}
	for _, f := range s.fields.List {
		from := e.embedded(s, f)
		if from == nil {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(from.gets), func(name string) bool { return !e.promotes(s, name) })
		if len(names) == 0 {
			continue
		}
		outer := "the struct"
		if s.name != "" {
			outer = "type " + s.name
		}
		e.warn(f.Type.Pos(), f.Type.End(), "promoted",
			fmt.Sprintf("%s gets %s from %s, for the fields of %s alone", outer, strings.Join(names, ", "),
				from.name, from.name),
			"give the field a name; to share fields, embed a struct without a directive")
	}
}

// promotes reports whether a struct gets a method of this name from exactly one
// of the structs that it embeds.
func (e *embeddings) promotes(s *embedder, method string) bool {
	count := 0
	for _, f := range s.fields.List {
		for _, name := range f.Names {
			if name.Name == method {
				return false
			}
		}
		if from := e.embedded(s, f); from != nil && slices.Contains(e.methods(from), method) {
			count++
		}
	}
	return count == 1 && !slices.Contains(s.own, method)
}

// methods are the generated methods that a type has, its own and promoted ones.
func (e *embeddings) methods(s *embedder) []string {
	list := slices.Clone(s.gets)
	if s.busy { // it embeds itself, which does not compile
		return list
	}
	s.busy = true
	defer func() { s.busy = false }()
	for _, f := range s.fields.List {
		if from := e.embedded(s, f); from != nil {
			for _, name := range e.methods(from) {
				if !slices.Contains(list, name) && e.promotes(s, name) {
					list = append(list, name)
				}
			}
		}
	}
	return list
}

// embedded is the struct that a field embeds, nil if it is not known.
func (e *embeddings) embedded(s *embedder, f *ast.Field) *embedder {
	if len(f.Names) > 0 {
		return nil
	}
	t := ast.Unparen(f.Type)
	if star, ok := t.(*ast.StarExpr); ok {
		t = ast.Unparen(star.X)
	}
	switch t := t.(type) {
	case *ast.Ident:
		return e.types[lock.GoType{Package: s.unit.pkg.Path, Name: s.unit.pkg.Target(e.fset, t.Name)}]
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok {
			return e.imported(s.file, x.Name, t.Sel.Name)
		}
	}
	return nil
}

// imported finds a type of another package by the name of its import.
func (e *embeddings) imported(a *annotated, name, typ string) *embedder {
	for _, imp := range a.AST.Imports {
		path, _ := strconv.Unquote(imp.Path.Value)
		i := slices.IndexFunc(e.units, func(u *unit) bool { return u.pkg.Path == path })
		if i < 0 {
			continue
		}
		p := e.units[i].pkg
		if imp.Name == nil && p.Name == name || imp.Name != nil && imp.Name.Name == name {
			return e.types[lock.GoType{Package: path, Name: p.Target(e.fset, typ)}]
		}
	}
	return nil
}
