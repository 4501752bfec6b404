package source

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// An index has a package's declarations by name, from syntax alone.
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

// load returns the package's index. It parses the files of dependencies, which were not
// parsed before.
func (p *Package) load() *index {
	if p.index != nil {
		return p.index
	}
	if !p.main {
		p.m.tree.Folder(p.Dir)
	}
	p.index = &index{decls: map[string][]decl{}, methods: map[string][]decl{}}
	for _, f := range p.Files {
		if f.Part != Built || f.Own {
			continue
		}
		f.parse(p.m)
		if f.AST != nil {
			p.index.file(f)
		}
	}
	// A method whose receiver is an alias belongs to the alias's type.
	for name, list := range p.index.methods {
		if target := p.index.target(name); target != name {
			p.index.methods[target] = append(p.index.methods[target], list...)
		}
	}
	return p.index
}

// Target returns the name of the type that a name in the package means. They differ if
// the name is an alias.
func (p *Package) Target(name string) string { return p.load().target(name) }

// target follows aliases within the package.
func (x *index) target(name string) string {
	for range len(x.decls) { // a cycle of aliases is a type error
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

// receiver returns the name of a method's type.
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

// Scope returns all names that the package's source declares at package level. Each has
// the position of its first declaration, or of the first one that is built. Excluded
// files and tests inside the package count too, so that output that is generated on one
// platform compiles on all others.
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

// Methods returns the methods that the package's source declares on a type, by name, with
// the positions of their names. Excluded files count too. The caller must not change the
// map.
func (p *Package) Methods(typ string) map[string]token.Pos {
	if p.methods != nil {
		return p.methods[typ]
	}
	x := p.load()
	p.methods = map[string]map[string]token.Pos{}
	for _, f := range p.Files {
		if f.AST == nil || f.AST.Name.Name != p.Name {
			continue
		}
		for _, d := range f.AST.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || d.Recv == nil {
				continue
			}
			of := x.target(receiver(d))
			if p.methods[of] == nil {
				p.methods[of] = map[string]token.Pos{}
			}
			if _, ok := p.methods[of][d.Name.Name]; !ok {
				p.methods[of][d.Name.Name] = d.Name.Pos()
			}
		}
	}
	return p.methods[typ]
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // a path that cannot be unquoted does not name a package
	return p
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// guess returns the name that a package with this import path most likely has.
func guess(importPath string) string {
	base := path.Base(importPath)
	if majorVersion.MatchString(base) && path.Dir(importPath) != "." {
		base = path.Base(path.Dir(importPath))
	}
	base, _, _ = strings.Cut(base, ".")
	return strings.TrimPrefix(base, "go-")
}
