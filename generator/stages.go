package generator

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A run is one pass through the stages, each of which adds what it finds.
type run struct {
	collector
	src   *source.Module
	units []*unit // packages that mention a directive, by import path

	locks    map[*lock.Type]*directive.Directive // what the types are now
	verdicts []Verdict
	notes    []string
}

// A unit is one package on its way. The model is nil until its types are known
// and stays nil where they cannot be.
type unit struct {
	pkg   *source.Package
	files []*annotated
	model *model.Package
}

// annotated is a file with what its directives are attached to.
type annotated struct {
	*source.File
	targets []directive.Target // annotated types
	formers []directive.Target // their former structs
	faults  []directive.Fault
}

// generated are the names of the methods that the file's types will get.
func (a *annotated) generated() map[string][]string {
	names := map[string][]string{}
	for _, t := range a.targets {
		typ := t.Spec.Name.Name
		for _, d := range t.Directives {
			names[typ] = append(names[typ], plan.MethodNames(d)...)
		}
	}
	return names
}

func newRun(src *source.Module, dir string) *run {
	name := func(path string) string { return relative(src.Dir, dir, path) }
	return &run{
		collector: collector{fset: src.Fset, source: src.Source, name: name},
		src:       src, locks: map[*lock.Type]*directive.Directive{},
	}
}

func (r *run) wanted() (list []*source.Package) {
	for _, p := range r.src.Packages {
		if p.Wanted {
			list = append(list, p)
		}
	}
	return list
}

// readDirectives reads the directives of the whole module, and reports what is
// wrong with them in the packages asked for.
func (r *run) readDirectives() {
	for _, p := range r.src.Packages {
		if !p.Mentions {
			continue
		}
		u := &unit{pkg: p}
		for _, f := range p.Files {
			if !f.Mentions {
				continue
			}
			a := &annotated{File: f}
			a.read()
			u.files = append(u.files, a)
			switch {
			case p.Nameless:
				r.nameless(p, a)
			case p.Wanted:
				r.reportFile(p, a)
			}
		}
		if !p.Nameless {
			r.units = append(r.units, u)
		}
	}
}

// reportFile reports what is wrong with a file before its types are known. If this
// build leaves the file out, nothing more is ever known of it. Files that no build
// makes part of a package, such as programs run by name, are not judged.
func (r *run) reportFile(p *source.Package, a *annotated) {
	left := a.Part == source.Excluded
	if left && r.ofNoPackage(p, a) {
		return
	}
	// The parser may have given up before it came to the directive.
	if a.Part == source.Built || !left && len(a.targets)+len(a.formers)+len(a.faults) > 0 {
		r.syntax(a.File)
	}
	for _, f := range a.faults {
		// What a directive stands above is unsure where the syntax is.
		if f.Rule != "placement" || len(a.Errors) == 0 {
			r.report(f.Pos, f.End, f.Rule, f.Message, f.Advice)
		}
	}
	if a.Part == source.Test || left && strings.HasSuffix(a.Name, "_test.go") {
		r.inTest(a)
	}
}

// ofNoPackage reports whether a file that this build leaves out is not part of the
// folder's package in any build, such as a program that is run by name.
func (r *run) ofNoPackage(p *source.Package, a *annotated) bool {
	return a.NeverBuilt(r.fset) || p.Name != "" && a.AST.Name.Name != p.Name
}

// nameless warns of the first directive of a file in a folder that no import path
// can name.
func (r *run) nameless(p *source.Package, a *annotated) {
	targets := slices.Concat(a.targets, a.formers)
	if !p.Wanted || len(targets) == 0 {
		return
	}
	rel, _ := filepath.Rel(p.Root, p.Dir)
	d := slices.Concat(targets[0].Directives, []*directive.Directive{targets[0].Former})[0]
	r.warn(d.Pos, d.End, "placement",
		fmt.Sprintf("the go command does not build the folder %+q, whose name cannot be part of an import path",
			filepath.ToSlash(rel)),
		"rename it, for example to letters and digits of ASCII")
}

// inTest refuses annotated types in a test file: outputs are not tests.
func (r *run) inTest(a *annotated) {
	for _, t := range a.targets {
		d := t.Directives[0]
		r.report(d.Pos, d.End, "placement", fmt.Sprintf("type %s is declared in a test file", t.Spec.Name.Name),
			"move it to a file that is part of the package; tests can use it there")
	}
	for _, t := range a.formers {
		r.report(t.Former.Pos, t.Former.End, "placement", fmt.Sprintf("former type %s is declared in a test file",
			t.Spec.Name.Name),
			"move it to a file that is part of the package")
	}
}

// syntax reports a file's syntax errors, the first of each line: the others
// follow from it.
func (r *run) syntax(f *source.File) {
	last := 0
	for _, e := range f.Errors {
		pos := f.Pos(e)
		if line := r.fset.PositionFor(pos, false).Line; line != last {
			r.report(pos, token.NoPos, "syntax", e.Msg, "")
			last = line
		}
	}
}

// built returns the files with targets that get an output in this build.
func (u *unit) built() (list []*annotated) {
	for _, a := range u.files {
		if a.Part == source.Built && len(a.targets) > 0 {
			list = append(list, a)
		}
	}
	return list
}

// broken reports whether a file with targets has syntax errors, after which its
// types mean nothing.
func (u *unit) broken() bool {
	return slices.ContainsFunc(u.files, func(a *annotated) bool {
		return a.Part == source.Built && len(a.targets)+len(a.formers) > 0 && len(a.Errors) > 0
	})
}

// buildModels puts together the facts about each package's annotated types.
func (r *run) buildModels() {
	for _, u := range r.units {
		if !u.pkg.Wanted || u.pkg.Types == nil || u.broken() {
			continue
		}
		u.model = &model.Package{
			Path: u.pkg.Path, Name: u.pkg.Name, Dir: u.pkg.Dir,
			Scope: u.pkg.Scope(), Fset: r.fset, Types: u.pkg.Types,
		}
		for _, a := range u.built() {
			f := &model.File{Name: a.Name, Constraint: a.Constraint(r.fset)}
			for _, t := range a.targets {
				if typ := r.typ(u, t); typ != nil {
					f.Types = append(f.Types, typ)
				}
			}
			u.model.Files = append(u.model.Files, f)
		}
		r.linkFormers(u)
	}
}

func (r *run) typ(u *unit, t directive.Target) *model.Type {
	named := r.named(u, t)
	if named == nil {
		return nil
	}
	return &model.Type{
		Name: named.Obj().Name(), Pos: named.Obj().Pos(), Named: named,
		Directives: t.Directives, Methods: u.pkg.Methods(r.fset, named.Obj().Name()),
	}
}

// named returns nil for what did not type-check.
func (r *run) named(u *unit, t directive.Target) *types.Named {
	obj := u.pkg.Types.Scope().Lookup(t.Spec.Name.Name)
	// Places, because a file that was loaded twice has two ranges of token.Pos.
	if obj == nil || r.fset.PositionFor(obj.Pos(), false) != r.fset.PositionFor(t.Spec.Name.Pos(), false) {
		return nil // declared twice, which is reported
	}
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok || named.Underlying() == types.Typ[types.Invalid] {
		return nil
	}
	return named
}

// emit plans and prints the outputs, where nothing at all is wrong. Packages do
// not depend on each other, and printing takes most of a run's time.
func (r *run) emit() ([]File, error) {
	if len(r.list) > 0 {
		return nil, nil
	}
	files := make([][]File, len(r.units))
	errs := make([]error, len(r.units))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(r.units); i = int(next.Add(1)) - 1 {
				files[i], errs[i] = r.units[i].emit()
			}
		})
	}
	wg.Wait()
	all := slices.Concat(files...)
	slices.SortFunc(all, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return all, errors.Join(errs...)
}

func (u *unit) emit() (files []File, err error) {
	if u.model == nil {
		return nil, nil
	}
	for _, f := range plan.New(u.model) {
		text, err := emitgo.Emit(f)
		if err == nil && !bytes.HasPrefix(text, []byte(plan.Header+"\n")) {
			err = errors.New("the output has no header")
		}
		if err != nil {
			return nil, fmt.Errorf("printing %s for package %s: %w (a fault in typeseal: please report it)", f.Name,
				u.pkg.Path, err)
		}
		files = append(files, File{Path: filepath.Join(u.pkg.Dir, f.Name), Content: text, root: u.pkg.Root})
	}
	return files, nil
}

// orphans are our outputs beside which no source asks for them any more. One
// whose source is only excluded from this build, and still has directives, is
// another platform's.
func (r *run) orphans() (paths []string) {
	expected := map[string]bool{}
	for _, u := range r.units {
		for _, a := range u.files {
			if a.Part != source.Test && len(a.targets)+len(a.faults) > 0 {
				expected[filepath.Join(u.pkg.Dir, plan.OutputName(a.Name))] = true
			}
		}
	}
	for _, p := range r.wanted() {
		for _, f := range p.Files {
			if f.Unreadable {
				expected[filepath.Join(p.Dir, plan.OutputName(f.Name))] = true // nobody knows
			}
		}
		for _, f := range p.Files {
			if f.Own && strings.HasSuffix(f.Name, outputSuffix) && !expected[f.Path] {
				paths = append(paths, f.Path)
			}
		}
	}
	slices.Sort(paths)
	return paths
}

var outputSuffix = plan.OutputName(".go")
