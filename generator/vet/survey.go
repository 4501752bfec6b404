package vet

import (
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/rules"
	"github.com/typeseal/typeseal/generator/internal/source"
	"github.com/typeseal/typeseal/generator/internal/survey"
)

// surveyor reads the directives of a package and applies the generator's rules. Other
// analyzers report what it has found. Its result is nil for a package without directives
// and outputs.
var surveyor = &analysis.Analyzer{
	Name:             "typesealsurvey",
	Doc:              "read the directives of a package, for the other analyzers of typesealvet",
	URL:              home,
	Run:              surveyed,
	Requires:         []*analysis.Analyzer{texts},
	ResultType:       reflect.TypeFor[*result](),
	RunDespiteErrors: true, // code that uses a type does not compile before its methods are generated
}

// A result is a package as the generator sees it.
type result struct {
	dir     string
	model   *model.Package // nil for a package without directives
	found   *diag.Collector
	orphans []string        // outputs without a source
	ours    map[string]bool // paths of the files of the pass
}

func surveyed(pass *analysis.Pass) (any, error) {
	f := pass.ResultOf[texts].(*fileSet)
	if !f.concerned() {
		return (*result)(nil), nil
	}
	r := &result{dir: f.dir, ours: map[string]bool{}}
	for _, file := range f.list {
		r.ours[file.Path] = true
	}
	others, err := f.others()
	if err != nil || f.broken() {
		return (*result)(nil), nil // without all files, there could be false reports
	}
	p := &source.Package{Path: pass.Pkg.Path(), Name: pass.Pkg.Name(), Dir: f.dir, Types: pass.Pkg}
	for _, file := range slices.Concat(f.list, others) {
		own := *file // other analyzers read the list at the same time
		p.Files = append(p.Files, &own)
	}
	m := source.Given(pass.Fset, sourceConfig, p)
	r.found = &diag.Collector{Fset: pass.Fset, Source: m.Source, Name: filepath.Base}
	list := survey.Directives(m, nil, r.found)
	for _, p := range list {
		p.Tests = true // it is not known whether they are requested
	}
	r.orphans = survey.Orphans(m, list)
	if len(list) == 0 {
		return r, nil
	}
	r.model = list[0].Package
	survey.Complete(m, list, r.found)
	if r.model.Types != nil {
		r.found.Add(rules.Check(r.model)...)
	}
	r.found.Add(rules.CheckAll([]*model.Package{r.model}, func(at diag.Span) string {
		place := pass.Fset.PositionFor(at.Pos, false)
		place.Filename, place.Column = filepath.Base(place.Filename), 0
		return place.String()
	})...)
	return r, nil
}

var sourceConfig = source.Config{Header: plan.Header, Mentions: directive.Mentions}
