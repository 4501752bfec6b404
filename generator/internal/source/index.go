package source

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// An index is a package's declarations by name, taken from syntax alone.
type index struct {
	decls   map[string][]decl
	methods map[string][]decl // by the name of the receiver's type
}

// A decl declares one package-level name.
type decl struct {
	file *File
	gen  *ast.GenDecl // nil for a func
	node ast.Node     // the spec, or the func
	from ast.Node     // for a constant without a value: the spec whose value it repeats
}

// load parses a dependency's files and indexes them; a package that was parsed
// already is only indexed.
func (p *Package) load(fset *token.FileSet) *index {
	if p.index != nil {
		return p.index
	}
	p.index = &index{decls: map[string][]decl{}, methods: map[string][]decl{}}
	for _, f := range p.Files {
		if f.Part != Built || f.Own {
			continue
		}
		if f.AST == nil {
			f.parse(fset)
		}
		if f.AST != nil {
			p.index.file(f)
		}
	}
	p.index.unalias()
	return p.index
}

// unalias gives methods whose receiver is an alias to the type that it stands
// for.
func (x *index) unalias() {
	for name, list := range x.methods {
		if target := x.target(name); target != name {
			x.methods[target] = append(x.methods[target], list...)
		}
	}
}

// Target is the type that a name of the package means: if the name is an alias,
// the type that the alias is for.
func (p *Package) Target(fset *token.FileSet, name string) string { return p.load(fset).target(name) }

// target follows aliases within the package.
func (x *index) target(name string) string {
	for range len(x.decls) { // a cycle of aliases is an error that others report
		ds := x.decls[name]
		if len(ds) == 0 {
			return name
		}
		spec, ok := ds[0].node.(*ast.TypeSpec)
		if !ok || !spec.Assign.IsValid() {
			return name
		}
		id, ok := ast.Unparen(spec.Type).(*ast.Ident)
		if !ok {
			return name
		}
		name = id.Name
	}
	return name
}

func (x *index) file(f *File) {
	for _, d := range f.AST.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil {
				base := receiver(d)
				x.methods[base] = append(x.methods[base], decl{file: f, node: d})
			} else if d.Name.Name != "init" {
				x.add(d.Name, decl{file: f, node: d})
			}
		case *ast.GenDecl:
			x.gen(f, d)
		}
	}
}

func (x *index) gen(f *File, d *ast.GenDecl) {
	var last ast.Node
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			x.add(s.Name, decl{file: f, gen: d, node: s})
		case *ast.ValueSpec:
			if s.Type != nil || s.Values != nil {
				last = s
			}
			for _, name := range s.Names {
				x.add(name, decl{file: f, gen: d, node: s, from: last})
			}
		}
	}
}

func (x *index) add(name *ast.Ident, d decl) {
	if name.Name != "_" {
		x.decls[name.Name] = append(x.decls[name.Name], d)
	}
}

// receiver is the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	if len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.ParenExpr:
			t = x.X
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// Scope holds every name that the package's source declares at package level,
// whatever the build: excluded files and tests inside the package count too, so
// that output made on one platform fits all others. A name has the position of
// its first declaration, one that is built before one that is not.
func (p *Package) Scope() map[string]token.Pos {
	scope := map[string]token.Pos{}
	for _, part := range []Part{Built, Test, Excluded} {
		for _, f := range p.Files {
			if f.Part != part || f.AST == nil || f.AST.Name.Name != p.Name {
				continue
			}
			for _, name := range declared(f.AST) {
				if _, ok := scope[name.Name]; !ok && name.Name != "_" {
					scope[name.Name] = name.Pos()
				}
			}
		}
	}
	return scope
}

func declared(f *ast.File) (names []*ast.Ident) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name != "init" {
				names = append(names, d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name)
				case *ast.ValueSpec:
					names = append(names, s.Names...)
				}
			}
		}
	}
	return names
}

// Methods holds the methods that the package's source declares on a type,
// whatever the build, by name, with the positions of their names. It must not be
// changed.
func (p *Package) Methods(fset *token.FileSet, typ string) map[string]token.Pos {
	if p.methods == nil {
		p.methods = p.allMethods(p.load(fset))
	}
	return p.methods[typ]
}

// allMethods collects the methods of all types at once.
func (p *Package) allMethods(x *index) map[string]map[string]token.Pos {
	all := map[string]map[string]token.Pos{}
	for _, f := range p.Files {
		if f.AST == nil || f.AST.Name.Name != p.Name {
			continue
		}
		for _, d := range f.AST.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || d.Recv == nil {
				continue
			}
			typ := x.target(receiver(d))
			if all[typ] == nil {
				all[typ] = map[string]token.Pos{}
			}
			if _, ok := all[typ][d.Name.Name]; !ok {
				all[typ][d.Name.Name] = d.Name.Pos()
			}
		}
	}
	return all
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // a bad one names no package
	return p
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// guess is the name that a package of this import path most likely has.
func guess(importPath string) string {
	base := path.Base(importPath)
	if majorVersion.MatchString(base) && path.Dir(importPath) != "." {
		base = path.Base(path.Dir(importPath))
	}
	base, _, _ = strings.Cut(base, ".")
	return strings.TrimPrefix(base, "go-")
}
