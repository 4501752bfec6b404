package source

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// Check type-checks the given names of each package, and sets Package.Types. It returns
// the type errors in the declarations that these names reach, and the syntax errors of
// the packages that declare them. It returns an error if the go command fails.
func (m *Module) Check(ctx context.Context, roots map[*Package][]string) ([]diag.Diagnostic, error) {
	if len(roots) == 0 {
		return nil, nil
	}
	errs, err := m.typeErrors(ctx, roots)
	if err != nil {
		return nil, err
	}
	var list []diag.Diagnostic
	for _, e := range errs {
		p := m.packageAt(e.Pos)
		if m.willBeGenerated(e.Msg, p) {
			continue
		}
		list = append(list, diag.Diagnostic{
			Span: diag.Span{Pos: e.Pos}, Rule: "types", Message: e.Msg, Help: m.undefined(p, e.Msg),
		})
		for _, f := range p.Files { // a syntax error may have hidden a declaration
			if f.Part == Built && !f.Own {
				list = append(list, f.Errors...)
			}
		}
	}
	return list, nil
}

func (m *Module) typeErrors(ctx context.Context, roots map[*Package][]string) ([]types.Error, error) {
	r, err := m.reach(ctx, roots)
	if err != nil {
		return nil, err
	}
	errs, strange := append(mixed(roots), r.errs...), false
	for _, p := range sorted(r.done) {
		m.check(p, r)
	}
	for _, p := range sorted(r.done) {
		errs = append(errs, p.errs...)
		// A dependency most likely compiles, so an error in it is probably caused by the
		// pruning.
		strange = strange || len(p.errs) > 0 && !p.main
	}
	if strange {
		if full, err := m.full(ctx, roots, r); err == nil {
			return append(append(mixed(roots), r.errs...), full...), nil
		}
	}
	return errs, nil
}

// mixed returns an error for each file whose package clause names another package.
func mixed(roots map[*Package][]string) (errs []types.Error) {
	for _, p := range sorted(roots) {
		for _, f := range p.Files {
			if f.Part != Built || f.Own {
				continue
			}
			if name := f.AST.Name; name.Name != p.Name && name.Name != "" {
				message := fmt.Sprintf("package %s in a directory of package %s", name.Name, p.Name)
				errs = append(errs, types.Error{Pos: name.Pos(), Msg: message})
			}
		}
	}
	return errs
}

func (m *Module) reach(ctx context.Context, roots map[*Package][]string) (*reach, error) {
	r := &reach{
		ctx: ctx, m: m,
		done: map[*Package]map[string]bool{}, shadowed: map[*Package]map[string]bool{}, methods: map[string]bool{},
		specs: map[ast.Node]bool{}, imports: map[*ast.ImportSpec]bool{},
	}
	for _, name := range methods {
		r.methods[name] = true
	}
	for _, p := range sorted(roots) {
		for _, name := range roots[p] {
			r.root(p, name)
		}
	}
	err := r.run()
	m.needed(r)
	return r, err
}

func sorted[V any](set map[*Package]V) []*Package {
	var list []*Package
	for p := range set {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *Package) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// check type-checks the reached declarations of a package, after the packages that it
// imports.
func (m *Module) check(p *Package, r *reach) {
	if p.Types != nil {
		return
	}
	p.checking = true
	defer func() { p.checking = false }()
	keep := r.ranges(p)
	config := types.Config{
		Importer:         importer{m, p, r},
		GoVersion:        languageVersion(p.goVersion),
		Sizes:            types.SizesFor("gc", m.Settings["GOARCH"]),
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) && keep.holds(e.Pos) {
				p.errs = m.addError(p.errs, e)
			}
		},
	}
	// config.Error has received the errors.
	p.Types, _ = config.Check(p.Path, m.Fset, r.prune(p), nil)
}

// addError appends an error to errs. If the error begins with a tab, it explains the last
// one and is joined to it.
func (m *Module) addError(errs []types.Error, e types.Error) []types.Error {
	if !strings.HasPrefix(e.Msg, "\t") {
		return append(errs, e)
	}
	if len(errs) == 0 {
		return errs
	}
	switch last := &errs[len(errs)-1]; {
	case strings.HasPrefix(e.Msg, "\tother declaration of"):
		at := m.Fset.PositionFor(e.Pos, false)
		last.Msg += fmt.Sprintf(" (it is declared at %s:%d too)", filepath.Base(at.Filename), at.Line)
	case strings.HasSuffix(last.Msg, ":"): // the rest of its sentence
		last.Msg += " " + strings.TrimSpace(e.Msg)
	}
	return errs
}

// languageVersion returns the module's Go version, or an empty string if it is newer
// than the type checker, which would then refuse the whole package.
func languageVersion(v string) string {
	if v == "" || version.Compare("go"+v, runtime.Version()) > 0 {
		return ""
	}
	return "go" + v
}

// An importer resolves the imports of one package.
type importer struct {
	m *Module
	p *Package
	r *reach
}

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	q := i.m.world[i.p.resolve(path)]
	switch {
	case q == nil:
		return nil, errors.New("package not found")
	case q.broken != "" && q.Name == "":
		return nil, errors.New(q.broken)
	case q.checking:
		return nil, fmt.Errorf("import cycle through %s", path)
	}
	i.m.check(q, i.r)
	return q.Types, nil
}

// prune returns a package's files with only the declarations that are reached. Their
// nodes come from the parser, so that positions stay the same.
func (r *reach) prune(p *Package) []*ast.File {
	var files []*ast.File
	for _, f := range p.Files {
		if f.AST == nil || f.Part != Built || f.Own {
			continue
		}
		if decls := r.decls(p, f.AST); len(decls) > 0 {
			files = append(files, &ast.File{
				Package: f.AST.Package, Name: ast.NewIdent(p.Name), Decls: decls,
				FileStart: f.AST.FileStart, FileEnd: f.AST.FileEnd, GoVersion: f.AST.GoVersion,
			})
		}
	}
	if files == nil {
		files = append(files, &ast.File{Name: ast.NewIdent(p.Name)}) // only the package's name is needed
	}
	return files
}

func (r *reach) decls(p *Package, f *ast.File) []ast.Decl {
	var decls []ast.Decl
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			switch {
			case r.specs[d]:
				decls = append(decls, d)
			case d.Recv != nil && r.shadowed[p][p.index.target(receiver(d))]:
				typ := &ast.FuncType{Func: d.Type.Func, Params: &ast.FieldList{}} // only the name is needed
				decls = append(decls, &ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: typ, Body: d.Body})
			}
		case *ast.GenDecl:
			if specs := r.needed(d); len(specs) > 0 {
				pruned := *d
				pruned.Specs = specs
				decls = append(decls, &pruned)
			}
		}
	}
	return decls
}

// needed returns the specs of a declaration that are reached. If one constant is reached,
// it returns all of them, because iota counts them.
func (r *reach) needed(d *ast.GenDecl) []ast.Spec {
	var specs []ast.Spec
	for _, s := range d.Specs {
		if imp, ok := s.(*ast.ImportSpec); ok && r.imports[imp] || r.specs[s] {
			if d.Tok == token.CONST {
				return d.Specs
			}
			specs = append(specs, s)
		}
	}
	return specs
}

// A span is a part of a file, by offsets.
type span struct {
	path       string
	start, end int
}

type spans struct {
	fset *token.FileSet
	list []span
}

// ranges returns the parts of a package's files in which errors are reported.
func (r *reach) ranges(p *Package) spans {
	s := spans{fset: r.m.Fset}
	for _, f := range p.Files {
		if f.AST == nil || f.Part != Built || f.Own {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if r.specs[n] {
					s.add(n.Pos(), n.Type.End())
				}
				return false
			case *ast.ImportSpec:
				if r.imports[n] {
					s.add(n.Pos(), n.End())
				}
				return false
			case ast.Spec:
				if r.specs[n] {
					s.add(n.Pos(), n.End())
				}
				return false
			}
			return true
		})
	}
	return s
}

func (s *spans) add(pos, end token.Pos) {
	from := s.fset.PositionFor(pos, false)
	s.list = append(s.list, span{from.Filename, from.Offset, from.Offset + int(end-pos)})
}

func (s *spans) holds(pos token.Pos) bool {
	at := s.fset.PositionFor(pos, false)
	return slices.ContainsFunc(s.list, func(x span) bool {
		return filepath.Clean(x.path) == filepath.Clean(at.Filename) && x.start <= at.Offset && at.Offset <= x.end
	})
}
