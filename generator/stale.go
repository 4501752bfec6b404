package generator

import (
	"go/token"
	"path/filepath"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// stale returns diagnostics for files that Commit would write or remove.
func (r *run) stale(paths []string) (list []Diagnostic) {
	directives := map[string]diag.Span{} // by output
	for _, p := range r.models {
		for _, f := range p.Files {
			directives[filepath.Join(p.Dir, plan.OutputName(f.Name))] = f.Types[0].Directives[0].Span
		}
	}
	for _, path := range paths {
		name := filepath.Base(path)
		d := Diagnostic{Rule: "stale", Message: name + " is not up to date", Help: "run typeseal, which writes it"}
		switch at, known := directives[path]; {
		case known:
			d.Span = at
			list = append(list, r.found.Place(d))
			continue
		case name != lock.Name:
			d.Message, d.Help = name+" has no directive any more", "run typeseal, which removes it"
		}
		d.Position, d.EndColumn, d.Name = token.Position{Filename: path, Line: 1, Column: 1}, 1, r.found.Name(path)
		list = append(list, d)
	}
	return list
}
