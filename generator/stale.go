package generator

import (
	"go/token"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// stale returns diagnostics for files that Commit would write or remove.
func (r *run) stale(paths []string) (list []Diagnostic) {
	directives := map[string]diag.Span{} // by output
	for _, p := range r.models {
		for f, output := range plan.Outputs(p) {
			directives[filepath.Join(p.Dir, output)] = f.Types[0].Directives[0].Span
		}
	}
	for _, path := range paths {
		name := filepath.Base(path)
		d := Diagnostic{Rule: "stale", Message: name + " is not up to date", Help: "run typeseal, which writes it"}
		if r.config.Tests {
			d.Help = "run typeseal --tests, which writes it"
		}
		switch at, known := directives[path]; {
		case known:
			d.Span = at
			list = append(list, r.found.Place(d))
			continue
		case strings.HasSuffix(name, plan.TestName(".go")):
			d.Message = "no directive of the types that " + name + " tests has the option tests"
			d.Help = "give the option --tests, or run typeseal without it, which removes the file"
		case name != lock.Name:
			d.Message, d.Help = "no directive generates "+name+" any more", "run typeseal, which removes it"
		}
		d.Position, d.EndColumn, d.Name = token.Position{Filename: path, Line: 1, Column: 1}, 1, r.found.Name(path)
		list = append(list, d)
	}
	return list
}
