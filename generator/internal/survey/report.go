package survey

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// report adds the errors in the package that do not depend on types. For a file that this
// build leaves out, only these errors are known. Files that no build includes are not
// checked.
func (p *Package) report(m *source.Module, found *diag.Collector) {
	for _, f := range p.files {
		build := p.build(m, f)
		if build == model.Apart && f.Part == source.Excluded {
			continue
		}
		// The parser may have given up before it came to the directive.
		if build == model.Built || f.Part == source.Test && len(f.targets)+len(f.faults) > 0 {
			found.Add(f.Errors...)
		}
		for _, d := range f.faults {
			// After a syntax error, it is unclear which declaration a directive
			// annotates.
			if d.Rule != "placement" || len(f.Errors) == 0 {
				found.Add(d)
			}
		}
		switch {
		case f.isTest():
			f.refuse(found)
		case build == model.LeftOut && len(f.faults) == 0 && len(f.targets) > 0:
			p.outputMissing(m, f, found)
		}
	}
}

// refuse reports the annotated types of a test file: outputs are not tests.
func (f *file) refuse(found *diag.Collector) {
	for _, t := range f.targets {
		d := diag.Diagnostic{
			Span: directives(t)[0].Span, Rule: "placement",
			Message: fmt.Sprintf("type %s is declared in a test file", t.Spec.Name.Name),
			Help:    "move it to a file that is part of the package; tests can use it there",
		}
		if t.Former != nil {
			d.Message, d.Help = "former "+d.Message, "move it to a file that is part of the package"
		}
		found.Add(d)
	}
}

func directives(t directive.Target) []*directive.Directive {
	if t.Former != nil {
		return []*directive.Directive{t.Former}
	}
	return t.Directives
}

// outputMissing warns about a file that this build leaves out and that has no output: its
// types have no methods in the builds that include it. Only those builds can check
// whether an existing output is up to date.
func (p *Package) outputMissing(m *source.Module, f *file, found *diag.Collector) {
	output := plan.OutputName(f.Name)
	i := slices.IndexFunc(f.targets, func(t directive.Target) bool { return t.Former == nil })
	if i < 0 || slices.ContainsFunc(p.Source.Files, func(f *source.File) bool { return f.Name == output }) {
		return
	}
	found.Add(diag.Diagnostic{
		Span: f.targets[i].Directives[0].Span, Rule: "build", Warning: true,
		Message: fmt.Sprintf("this build leaves out %s, and there is no %s", f.Name, output),
		Help:    fmt.Sprintf("run typeseal in a build that has it: %s", f.Constraint(m.Fset)),
	})
}

// nameless warns about the first directive of each file in a folder that an import path
// cannot name.
func (p *Package) nameless(found *diag.Collector) {
	rel, _ := filepath.Rel(p.Root, p.Dir) // both are absolute, one below the other
	for _, f := range p.files {
		if len(f.targets) == 0 {
			continue
		}
		found.Add(diag.Diagnostic{
			Span: directives(f.targets[0])[0].Span, Rule: "placement", Warning: true,
			Message: fmt.Sprintf("the go command does not build the folder %+q: its name cannot be part of an import "+
				"path",
				filepath.ToSlash(rel)),
			Help: "rename it, for example to ASCII letters and digits",
		})
	}
}
