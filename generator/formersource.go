package generator

import (
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// read reads the directives of a file.
func (a *annotated) read() {
	targets, faults := directive.Read(a.AST)
	a.faults = faults
	for _, t := range targets {
		if t.Former != nil {
			a.formers = append(a.formers, t)
		} else {
			a.targets = append(a.targets, t)
		}
	}
}

// builtFormers returns the former structs that take part in this build, and
// whose directives say of which version of which type they are.
func (u *unit) builtFormers() (list []directive.Target) {
	for _, a := range u.files {
		if a.Part != source.Built {
			continue
		}
		for _, t := range a.formers {
			if _, numbered := t.Former.At["version"]; numbered && t.Former.Of != "" {
				list = append(list, t)
			}
		}
	}
	return list
}

// linkFormers adds the former structs to the model.
func (r *run) linkFormers(u *unit) {
	for _, t := range u.builtFormers() {
		named := r.named(u, t)
		if named == nil {
			continue
		}
		u.model.Formers = append(u.model.Formers, &model.Former{
			Version: t.Former.Version, Name: named.Obj().Name(), Pos: named.Obj().Pos(), Named: named, Directive: t.Former,
		})
	}
	u.model.Link()
}
