package source

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"

	"golang.org/x/tools/go/packages"
)

// fullMode loads all packages from source, dependencies too, so that no compiled package
// is needed.
const fullMode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
	packages.NeedModule | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedTypesSizes

// full type-checks the packages and everything that they import, with go/packages. It is
// slow. It is used if checking pruned syntax gives an error in a dependency. It returns
// the errors in the reached declarations.
func (m *Module) full(ctx context.Context, roots map[*Package][]string, r *reach) ([]types.Error, error) {
	m.unseen = true
	var paths []string
	for _, p := range sorted(roots) {
		paths = append(paths, p.Path)
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: fullMode, Context: ctx, Dir: m.Dir, Fset: m.Fset, BuildFlags: []string{"-buildvcs=false"},
		Env:       append(os.Environ(), "GOPACKAGESDRIVER=off"),
		ParseFile: m.parseBodiless,
	}, paths...)
	if err != nil {
		return nil, err
	}
	keep := spans{fset: m.Fset}
	for p := range r.done {
		keep.list = append(keep.list, r.ranges(p).list...)
	}
	var errs []types.Error
	packages.Visit(pkgs, nil, func(pkg *packages.Package) {
		for _, e := range pkg.TypeErrors {
			if keep.holds(e.Pos) {
				errs = m.addError(errs, e)
			}
		}
	})
	for _, pkg := range pkgs {
		if p := m.world[pkg.PkgPath]; p != nil {
			p.Types = pkg.Types
		}
	}
	return errs, nil
}

// parseBodiless parses a file without function bodies. Of the generator's own output it
// parses only the package clause.
func (m *Module) parseBodiless(fset *token.FileSet, path string, src []byte) (*ast.File, error) {
	mode := parser.SkipObjectResolution
	if IsOwn(src, m.config.Header) {
		mode |= parser.PackageClauseOnly
	}
	f, err := parser.ParseFile(fset, path, src, mode)
	if f != nil {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Body != nil {
				d.Body = &ast.BlockStmt{Lbrace: d.Body.Lbrace, Rbrace: d.Body.Rbrace}
			}
		}
	}
	return f, err
}
