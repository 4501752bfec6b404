package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/disk"
	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/emittest"
	"github.com/typeseal/typeseal/generator/internal/history"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/rules"
	"github.com/typeseal/typeseal/generator/internal/source"
	"github.com/typeseal/typeseal/generator/internal/stamp"
	"github.com/typeseal/typeseal/generator/internal/survey"
)

// A run is one pass through the stages. Each stage adds data for later stages, and adds
// the errors that it finds to found.
type run struct {
	config   Config
	dir      string // absolute
	now      time.Time
	stop     <-chan struct{} // closed when the caller gives up
	source   *source.Module
	packages []*survey.Package // packages that mention a directive, by path
	models   []*model.Package  // of these
	found    *diag.Collector
	tokens   *history.Comparison
	outputs  map[*model.Package][]disk.File // of packages without errors
}

// Generate generates for the packages that config.Patterns name. It reads all packages of
// the module, because no two types may have the same salt. It runs no code of the module
// and needs no network.
//
// Errors in the source are diagnostics of the result. Generate returns an error if it
// cannot read the source, for example without a module or a go command.
func Generate(ctx context.Context, config Config) (*Result, error) {
	if config.Lock != "" {
		return readLock(config)
	}
	now := time.Now()
	last, err := openStamp(config, now)
	if err != nil {
		return nil, err
	}
	settings := func() (map[string]string, error) { return source.Settings(ctx, config.Dir) }
	if root, outputs, ok := last.Current(settings, sourceConfig(config).Reader()); ok {
		return &Result{Dir: root, Current: true, Unchanged: outputs}, nil
	}
	workspace := len(config.Patterns) == 0 && config.Against == ""
	r, err := load(ctx, config, now, workspace)
	if err != nil {
		return nil, err
	}
	if err := survey.Types(ctx, r.source, r.packages, r.found); err != nil {
		return nil, err
	}
	r.source.Remember()
	r.checkRules()
	if err := r.compareTokens(ctx); err != nil {
		return nil, err
	}
	files, err := r.emit()
	if err != nil {
		return nil, err
	}
	result := r.result(files)
	// A run that finds no directive says where it has looked, so it is always done in full.
	if len(result.Warnings)+len(result.Notes) == 0 && len(result.Files) > 0 {
		result.commit.note = result.noteIn(last, r.source, r.tokens.Locks)
	}
	return result, nil
}

// openStamp opens the stamp of runs with the same options in the same folder. Runs that
// write no files, or compare with other locks, have none.
func openStamp(config Config, now time.Time) (*stamp.Stamp, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil || config.TypesOnly || config.Against != "" || len(config.With) > 0 {
		return stamp.None, err
	}
	options := append([]string{dir, fmt.Sprint("tests: ", config.Tests)}, config.Patterns...)
	return stamp.Open(config.Cache, now, options...), nil
}

// load reads the source of the module and its directives. At the root of a workspace, it can
// read those of all its modules.
func load(ctx context.Context, config Config, now time.Time, workspace bool) (*run, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, err
	}
	last := previous(config)
	config.Previous = nil // or each run would hold all runs before it
	of := sourceConfig(config)
	of.Dir, of.Workspace, of.Before = dir, workspace, last.source
	src, err := source.Load(ctx, of)
	if err != nil {
		return nil, err
	}
	name := func(path string) string { return relative(src.Dir, dir, path) }
	r := &run{
		config: config, dir: dir, now: now, stop: ctx.Done(), source: src,
		found: &diag.Collector{Fset: src.Fset, Source: src.Source, Name: name}, outputs: last.outputs,
	}
	known := last.packages
	if src != last.source {
		known, r.outputs = nil, nil
	}
	r.packages = survey.Directives(src, known, r.found)
	for _, p := range r.packages {
		p.Tests = config.Tests
		r.models = append(r.models, p.Package)
	}
	return r, nil
}

// sourceConfig says what to load for config.
func sourceConfig(config Config) source.Config {
	return source.Config{
		Dir: config.Dir, Patterns: config.Patterns, Cache: config.Cache, Header: plan.Header,
		Mentions: directive.Mentions,
	}
}

// previous returns the run whose results config allows to use again. If there were findings,
// only its source can be used, because the findings of a package are not kept. The same
// holds for outputs with other tests.
func previous(config Config) *run {
	switch last := config.Previous; {
	case last == nil || last.run == nil:
		return &run{}
	case len(last.Diagnostics)+len(last.Warnings) > 0, last.run.config.Tests != config.Tests:
		return &run{source: last.run.source}
	default:
		return last.run
	}
}

// relative writes a path with slashes, relative to dir if both are below root.
func relative(root, dir, path string) string {
	below, err := filepath.Rel(root, path)
	if err == nil && filepath.IsLocal(below) {
		if rel, err := filepath.Rel(dir, path); err == nil {
			path = rel
		}
	}
	return filepath.ToSlash(path)
}

// checkRules applies the rules, and one rule that needs the disk: an output may replace
// only an output.
func (r *run) checkRules() {
	for _, p := range r.packages {
		if !p.Wanted {
			continue
		}
		r.found.Add(rules.Outdated(p.Package, r.now)...)
		if p.Types == nil {
			continue
		}
		if !p.Known {
			r.found.Add(rules.Check(p.Package)...)
		}
		for f, name := range plan.Outputs(p.Package) {
			path := filepath.Join(p.Dir, name)
			if r.source.Own(path) {
				continue
			}
			if err := disk.Replaceable(path, keepForeign); err != nil {
				r.found.Add(diag.Diagnostic{
					Span: f.Types[0].Directives[0].Span, Rule: "output",
					Message: "the output cannot be written: " + name + " " + err.Error(),
					Help:    "move it out of the way",
				})
			}
		}
	}
	r.found.Add(rules.CheckAll(r.models, func(at diag.Span) string {
		place := r.source.Fset.PositionFor(at.Pos, false)
		return fmt.Sprintf("%s:%d", r.found.Name(place.Filename), place.Line)
	})...)
}

// compareTokens compares the tokens with the locks.
func (r *run) compareTokens(ctx context.Context) (err error) {
	config := history.Config{
		Dir: r.source.Dir, Roots: r.source.Roots, Packages: r.models, Whole: r.source.Whole,
		Fresh: r.config.TypesOnly, Cache: r.config.Cache, Now: r.now, Found: r.found,
	}
	if r.config.Against != "" {
		root, err := source.Root(r.dir)
		if err != nil {
			return err
		}
		if config.Against, err = history.At(ctx, root, r.config.Against); err != nil {
			return err
		}
	}
	for _, path := range r.config.With {
		other, err := history.ReadOther(r.dir, path)
		if err != nil {
			return err
		}
		config.With = append(config.With, other)
	}
	r.tokens = history.Compare(ctx, config)
	return nil
}

// emit plans and prints the outputs, if they are requested and there are no errors.
// Packages do not depend on each other, and printing takes most of a run's time.
func (r *run) emit() ([]disk.File, error) {
	if r.config.TypesOnly || r.config.Against != "" || r.found.Faulty("") {
		return nil, nil
	}
	files := make([][]disk.File, len(r.models))
	for i, p := range r.packages {
		if p.Known {
			files[i] = r.outputs[p.Package]
		}
	}
	errs := make([]error, len(r.models))
	work := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				if files[i] == nil {
					files[i], errs[i] = emitPackage(r.models[i])
				}
			}
		})
	}
	for i := range r.models {
		work <- i
	}
	close(work)
	wg.Wait()
	r.outputs = map[*model.Package][]disk.File{}
	for i, p := range r.models {
		r.outputs[p] = files[i]
	}
	all := slices.Concat(files...)
	slices.SortFunc(all, func(a, b disk.File) int { return strings.Compare(a.Path, b.Path) })
	return all, errors.Join(errs...)
}

func emitPackage(p *model.Package) (files []disk.File, err error) {
	if len(p.Files) == 0 {
		return nil, nil
	}
	for _, f := range plan.New(p) {
		emit := emitgo.Emit
		if len(f.Tests) > 0 {
			emit = emittest.Emit
		}
		text, err := emit(f)
		if err == nil && !bytes.HasPrefix(text, []byte(plan.Header+"\n")) {
			err = errors.New("the output has no header")
		}
		if err != nil {
			return nil, fmt.Errorf("printing %s for package %s: %w (a fault in typeseal: please report it)", f.Name,
				p.Path, err)
		}
		files = append(files, disk.File{
			Path: filepath.Join(p.Dir, f.Name), Content: text, Root: p.Root, Keep: keepForeign,
		})
	}
	return files, nil
}

// result collects the results of the stages.
func (r *run) result(files []disk.File) *Result {
	result := &Result{
		run: r, Dir: r.source.Dir, Orphans: survey.Orphans(r.source, r.packages),
		Diagnostics: r.found.Errors(), Warnings: r.found.Warnings(),
		LeftOut: r.listLeftOut(), Changes: r.tokens.Changes, Notes: r.tokens.Notes,
	}
	for _, p := range r.source.Packages {
		if p.Wanted {
			result.Packages = append(result.Packages, p.Path)
		}
	}
	if r.config.TypesOnly {
		result.Tokens = r.listTokens()
	}
	switch {
	case len(result.Diagnostics) > 0:
		result.commit.refused = fmt.Sprintf("the source has %d faults", len(result.Diagnostics))
	case r.config.TypesOnly:
		result.commit.refused = "this result has types only"
	case r.config.Against != "":
		result.commit.refused = "this result is a comparison with another revision"
	default:
		result.addFiles(r, files)
	}
	return result
}
