// Package modeltest builds models for tests from a few files, without a module and
// without the loader.
package modeltest

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// Module is the path of the archive's top package. A folder contains a package of that
// module. If the folder's first element has a dot, it contains the package with that
// path.
const Module = "example.com/app"

// Load type-checks an archive and returns the model of its top package, with the problems
// found. Tests and generated files are left out.
func Load(t testing.TB, archive *txtar.Archive) (*model.Package, []diag.Diagnostic) {
	t.Helper()
	w := world{fset: token.NewFileSet(), sources: map[string][]txtar.File{}, done: map[string]*types.Package{}}
	for _, f := range archive.Files {
		if isSource(f.Name) {
			w.sources[importPath(path.Dir(f.Name))] = append(w.sources[importPath(path.Dir(f.Name))], f)
		}
	}
	pkg, files, err := w.check(Module)
	if err != nil {
		t.Fatalf("type-check: %v", err)
	}
	m := &model.Package{Path: Module, Name: pkg.Name(), Fset: w.fset, Types: pkg, Scope: map[string]token.Pos{}}
	for _, name := range pkg.Scope().Names() {
		m.Scope[name] = pkg.Scope().Lookup(name).Pos()
	}
	var problems []diag.Diagnostic
	for i, f := range files {
		file, formers, wrong := modelFile(t, pkg, f)
		m.Formers = append(m.Formers, formers...)
		file.Name = path.Base(w.sources[Module][i].Name)
		problems = append(problems, wrong...)
		if len(file.Types) > 0 {
			m.Files = append(m.Files, file)
		}
	}
	m.Link()
	return m, problems
}

// isSource reports whether a file is read: tests and outputs are not.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") &&
		!strings.HasSuffix(name, "_typeseal.go")
}

func importPath(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	switch {
	case dir == ".":
		return Module
	case strings.Contains(first, "."):
		return dir
	}
	return Module + "/" + dir
}

func modelFile(t testing.TB, pkg *types.Package, f *ast.File) (*model.File, []*model.Former, []diag.Diagnostic) {
	targets, faults := directive.Read(f)
	if len(faults) > 0 {
		t.Fatalf("directives: %v", faults)
	}
	file := &model.File{}
	var formers []*model.Former
	var problems []diag.Diagnostic
	for _, target := range targets {
		named := pkg.Scope().Lookup(target.Spec.Name.Name).Type().(*types.Named)
		if d := target.Former; d != nil {
			shape, wrong := model.RootShape(named, []string{"msgpack", "json"})
			problems = append(problems, wrong...)
			formers = append(formers, &model.Former{
				Version: d.Version, Name: named.Obj().Name(), Pos: named.Obj().Pos(), Named: named, Directive: d,
				Shape: shape,
			})
			continue
		}
		codecs := map[string]bool{}
		for _, d := range target.Directives {
			for _, codec := range d.Codecs() {
				codecs[codec] = true
			}
		}
		shape, wrong := model.RootShape(named, slices.Sorted(maps.Keys(codecs)))
		problems = append(problems, wrong...)
		file.Types = append(file.Types, &model.Type{
			Name: named.Obj().Name(), Pos: named.Obj().Pos(), Named: named,
			Directives: target.Directives, Shape: shape,
		})
	}
	return file, formers, problems
}

// A world holds the packages of one archive.
type world struct {
	fset    *token.FileSet
	sources map[string][]txtar.File
	done    map[string]*types.Package
}

var standard = importer.Default()

// Import implements types.Importer.
func (w *world) Import(path string) (*types.Package, error) {
	if w.sources[path] == nil {
		return standard.Import(path)
	}
	if w.done[path] == nil {
		pkg, _, err := w.check(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		w.done[path] = pkg
	}
	return w.done[path], nil
}

func (w *world) check(path string) (*types.Package, []*ast.File, error) {
	var files []*ast.File
	for _, f := range w.sources[path] {
		parsed, err := parser.ParseFile(w.fset, f.Name, f.Data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, parsed)
	}
	config := types.Config{Importer: w}
	pkg, err := config.Check(path, w.fset, files, nil)
	return pkg, files, err
}
