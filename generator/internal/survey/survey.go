// Package survey builds the models of a module's packages. It reads the directives of all
// files, has the annotated types type-checked, and combines the results. It adds errors
// to a collector.
package survey

import (
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A Package is one package that mentions a directive: its model and its source.
type Package struct {
	*model.Package
	Source *source.Package
	Known  bool // it is from a former run, and nothing about it has changed
	files  []*file
}

// A file is a source file with the types that its directives annotate.
type file struct {
	*source.File
	targets []directive.Target // annotated types and former structs
	faults  []diag.Diagnostic
}

// Directives reads the directives of the whole module, and reports errors in the
// requested packages. The models that it returns have the facts in the syntax. Of the known
// packages, which are from a former run without findings, it returns those that are the
// same as they are.
func Directives(m *source.Module, known []*Package, found *diag.Collector) (list []*Package) {
	same := map[*source.Package]*Package{}
	for _, p := range known {
		p.Known = p.Source.Same
		same[p.Source] = p
	}
	for _, src := range m.Packages {
		if !src.Mentions {
			continue
		}
		if p := same[src]; p != nil && p.Known {
			list = append(list, p)
			continue
		}
		p := read(m, src)
		switch {
		case p.Wanted && src.Nameless:
			p.nameless(found)
		case p.Wanted:
			p.report(m, found)
		}
		if !src.Nameless {
			list = append(list, p)
		}
	}
	byPath := map[string]*Package{}
	for _, p := range list {
		byPath[p.Path] = p
	}
	for _, p := range list {
		if !p.Known {
			p.findStructs(m, byPath)
		}
	}
	return list
}

// read reads the directives of one package.
func read(m *source.Module, src *source.Package) *Package {
	p := &Package{Source: src, Package: &model.Package{
		Path: src.Path, Name: src.Name, Dir: src.Dir, Root: src.Root, Wanted: src.Wanted, Fset: m.Fset,
	}}
	src.Generated = map[string]map[string]bool{}
	for _, f := range src.Files {
		if !f.Mentions {
			continue
		}
		targets, faults := directive.Read(f.AST)
		p.files = append(p.files, &file{f, targets, faults})
	}
	for _, f := range p.files {
		if !f.isTest() {
			p.declare(m, f)
		}
	}
	return p
}

// declare adds the declarations of a file to the model.
func (p *Package) declare(m *source.Module, f *file) {
	offset := func(pos token.Pos) int { return m.Fset.PositionFor(pos, false).Offset }
	build := p.build(m, f)
	for _, t := range f.targets {
		d := &model.Declared{Target: t, File: f.Name, Build: build}
		p.Declared = append(p.Declared, d)
		if build == model.LeftOut {
			d.Constraint = f.Constraint(m.Fset)
		}
		if build != model.Built {
			continue
		}
		if len(f.Errors) == 0 {
			d.Text = string(f.Src[offset(t.Doc.Pos()):offset(t.Spec.End())])
		}
		methods := map[string]bool{}
		for _, name := range methodNames(t.Directives) {
			methods[name] = plan.ByValue(name)
		}
		p.Source.Generated[d.Name()] = methods
	}
}

// build says which builds include a file.
func (p *Package) build(m *source.Module, f *file) model.Build {
	switch {
	case f.Part == source.Built:
		return model.Built
	case f.NeverBuilt(m.Fset) || p.Name != "" && f.AST.Name.Name != p.Name:
		return model.Apart
	}
	return model.LeftOut
}

// isTest reports whether the file is a test file, in this build or in others.
func (f *file) isTest() bool { return f.Part == source.Test || strings.HasSuffix(f.Name, "_test.go") }

func methodNames(directives []*directive.Directive) (names []string) {
	for _, d := range directives {
		names = append(names, plan.MethodNames(d)...)
	}
	return names
}

// tested reports whether the file has tests: all files of types have, or those with the
// option tests.
func (f *file) tested(all bool) bool {
	return slices.ContainsFunc(f.targets, func(t directive.Target) bool {
		return slices.ContainsFunc(t.Directives, func(d *directive.Directive) bool { return plan.Tested(d, all) })
	})
}

func isOutput(name string) bool {
	return strings.HasSuffix(name, plan.OutputName(".go")) || strings.HasSuffix(name, plan.TestName(".go"))
}

// Orphans returns the outputs of the requested packages whose source no longer has a
// directive, by path. An output is kept if its source is only left out of this build, or
// if its source cannot be read.
func Orphans(m *source.Module, list []*Package) (paths []string) {
	kept := map[string]bool{}
	for _, p := range list {
		for _, f := range p.files {
			if f.Part != source.Test && len(f.targets)+len(f.faults) > 0 {
				kept[filepath.Join(p.Dir, plan.OutputName(f.Name))] = true
				kept[filepath.Join(p.Dir, plan.TestName(f.Name))] = f.tested(p.Tests) || len(f.faults) > 0
			}
		}
	}
	for _, p := range m.Packages {
		for _, f := range p.Files {
			switch {
			case f.Unreadable:
				kept[filepath.Join(p.Dir, plan.OutputName(f.Name))] = true
				kept[filepath.Join(p.Dir, plan.TestName(f.Name))] = true
			case p.Wanted && f.Own && isOutput(f.Name):
				paths = append(paths, f.Path)
			}
		}
	}
	slices.Sort(paths)
	return slices.DeleteFunc(paths, func(path string) bool { return kept[path] })
}
