package source

import (
	"context"
	"go/ast"
	"go/types"
	"slices"
)

// methods are the methods that determine how a value is encoded and whether it may be
// copied. Other methods are reached only if an interface or an expression in a reached
// declaration needs them.
var methods = []string{
	"MarshalText", "UnmarshalText", "AppendText", "MarshalBinary", "UnmarshalBinary", "AppendBinary",
	"MarshalJSON", "UnmarshalJSON", "EncodeMsgpack", "DecodeMsgpack", "MarshalMsgpack", "UnmarshalMsgpack",
	"GobEncode", "GobDecode",
	"IsZero", "Lock", "Unlock", "String", "Error",
}

// A reach collects the declarations that the given types need, in all packages.
type reach struct {
	ctx  context.Context
	m    *Module
	done map[*Package]map[string]bool

	methods map[string]bool // names of methods that are needed

	// shadowed are types with fields that methods may hide. The names of all their
	// methods are needed.
	shadowed map[*Package]map[string]bool

	specs   map[ast.Node]bool // specs and funcs that are needed
	imports map[*ast.ImportSpec]bool
	queue   []func() // what is left to do
	waiting []func() // work to do when the packages in unknown are known
	unknown []string // import paths to look up
	errs    []types.Error
}

// run empties the queue. It looks up unknown packages in rounds, with one go command for
// each round.
func (r *reach) run() error {
	for len(r.queue) > 0 || len(r.waiting) > 0 {
		if len(r.queue) == 0 {
			if err := r.m.find(r.ctx, r.unknown); err != nil {
				return err
			}
			r.queue, r.waiting, r.unknown = r.waiting, nil, nil
		}
		next := r.queue[len(r.queue)-1]
		r.queue = r.queue[:len(r.queue)-1]
		next()
	}
	return nil
}

// find adds packages to the world. It adds one that does not exist as broken, so that it
// is looked up only once.
func (m *Module) find(ctx context.Context, paths []string) error {
	slices.Sort(paths)
	paths = slices.Compact(paths)
	found, err := m.list(ctx, m.Dir, paths...)
	if err != nil {
		return err
	}
	for _, l := range found {
		if m.world[l.ImportPath] == nil {
			m.world[l.ImportPath] = m.newPackage(l)
		}
	}
	for _, path := range paths {
		if m.world[path] == nil {
			m.world[path] = &Package{m: m, Path: path, broken: "package not found"}
		}
	}
	return nil
}

// name marks the declarations of one name, and queues what they refer to.
func (r *reach) name(p *Package, name string) {
	if r.done[p] == nil {
		r.done[p] = map[string]bool{}
	}
	if r.done[p][name] {
		return
	}
	r.done[p][name] = true
	x := p.load()
	for _, d := range x.decls[name] {
		r.mark(p, d)
		if _, ok := d.node.(*ast.TypeSpec); !ok {
			continue
		}
		for _, m := range x.methods[name] {
			if r.methods[m.node.(*ast.FuncDecl).Name.Name] {
				r.mark(p, m)
			}
		}
	}
}

// conversions are the methods that convert a root to its other versions.
var conversions = []string{"Upgrade", "Downgrade"}

// root marks a root and its conversions.
func (r *reach) root(p *Package, name string) {
	r.name(p, name)
	for _, m := range p.load().methods[name] {
		if slices.Contains(conversions, m.node.(*ast.FuncDecl).Name.Name) {
			r.mark(p, m)
		}
	}
}

// method marks the methods of one name as needed, also on types that were reached
// before.
func (r *reach) method(name string) {
	if r.methods[name] {
		return
	}
	r.methods[name] = true
	for _, p := range sorted(r.done) {
		for typ := range r.done[p] {
			for _, m := range p.load().methods[typ] {
				if m.node.(*ast.FuncDecl).Name.Name == name {
					r.mark(p, m)
				}
			}
		}
	}
}

func (r *reach) mark(p *Package, d decl) {
	r.specs[d.node] = true
	r.queue = append(r.queue, func() {
		w := walker{r: r, p: p, f: d.file}
		w.declaration(d)
	})
}

// A walker follows the names in one declaration.
type walker struct {
	r      *reach
	p      *Package
	f      *File
	hidden []string // type parameters
}

func (w *walker) declaration(d decl) {
	switch n := d.node.(type) {
	case *ast.TypeSpec:
		w.shadows(n)
		w.typeParams(n.TypeParams)
		w.walk(n.Type)
	case *ast.ValueSpec:
		w.walk(n)
		if d.from != nil && d.from != d.node {
			w.walk(d.from)
		}
	case *ast.FuncDecl:
		w.receiver(n.Recv)
		w.typeParams(n.Type.TypeParams)
		w.walk(n.Type)
	}
}

func (w *walker) typeParams(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		for _, name := range f.Names {
			w.hidden = append(w.hidden, name.Name)
		}
	}
	w.walk(list)
}

// receiver follows the name of the receiver's type, which may be an alias. It hides the
// names that a generic method gives to the type's parameters.
func (w *walker) receiver(list *ast.FieldList) {
	if list == nil {
		return
	}
	first := true
	ast.Inspect(list.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if first {
				w.ident(id)
			} else {
				w.hidden = append(w.hidden, id.Name)
			}
			first = false
		}
		return true
	})
}

func (w *walker) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.InterfaceType:
			for _, f := range n.Methods.List {
				for _, name := range f.Names {
					w.r.method(name.Name)
				}
			}
		case *ast.Field: // not its names, which are declared here
			w.walk(n.Type)
			return false
		case *ast.FuncLit: // bodies are not checked
			w.walk(n.Type)
			return false
		case *ast.ValueSpec:
			if n.Type != nil {
				w.walk(n.Type)
			}
			for _, v := range n.Values {
				w.walk(v)
			}
			return false
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				w.selector(x, n.Sel)
				return false
			}
			w.r.method(n.Sel.Name)
			w.walk(n.X)
			return false
		case *ast.Ident:
			w.ident(n)
		}
		return true
	})
}

func (w *walker) ident(id *ast.Ident) {
	if slices.Contains(w.hidden, id.Name) {
		return
	}
	if _, ok := w.p.load().decls[id.Name]; ok {
		w.r.name(w.p, id.Name)
		return
	}
	if types.Universe.Lookup(id.Name) == nil {
		w.dotted(id)
	}
}

// dotted looks up a name in the packages that the file imports with a dot.
func (w *walker) dotted(id *ast.Ident) {
	for _, imp := range w.f.AST.Imports {
		if imp.Name == nil || imp.Name.Name != "." {
			continue
		}
		q, known := w.lookup(imp)
		if !known {
			w.later(imp, func() { w.ident(id) })
			return
		}
		w.r.imports[imp] = true
		if q != nil && q.load().decls[id.Name] != nil {
			w.r.name(q, id.Name)
			return
		}
	}
}

// selector follows x.sel if x is an import, and x alone otherwise.
func (w *walker) selector(x, sel *ast.Ident) {
	if _, ok := w.p.load().decls[x.Name]; ok || slices.Contains(w.hidden, x.Name) {
		w.r.method(sel.Name)
		w.ident(x)
		return
	}
	imp, wait := w.importOf(x.Name)
	switch {
	case wait != nil:
		for _, imp := range wait {
			w.later(imp, nil)
		}
		w.r.waiting = append(w.r.waiting, func() { w.selector(x, sel) })
	case imp == nil:
		w.ident(x)
	default:
		w.r.imports[imp] = true
		if importPath(imp) == "C" && w.p.main {
			w.r.errs = append(w.r.errs, types.Error{
				Fset: w.r.m.Fset, Pos: x.Pos(),
				Msg: "C." + sel.Name + " is a cgo type, which tokens cannot contain; write a Go type, such as int32",
			})
		}
		if q, _ := w.lookup(imp); q != nil {
			w.r.name(q, sel.Name)
		}
	}
}
