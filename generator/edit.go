package generator

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/disk"
	"github.com/typeseal/typeseal/generator/internal/history"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/survey"
)

// Forget removes a type from the lock of the module that holds config.Dir, because
// none of its tokens is in use. The type is named PasswordReset or
// account.PasswordReset, or by its salt. The result is for Commit: it has the new
// lock, and a note for each directive that is removed.
func Forget(ctx context.Context, config Config, name string) (*Result, error) {
	r, l, err := openLock(ctx, config)
	if err != nil || l == nil {
		return r.faultyLock(), err
	}
	forgotten, err := l.Forget(name)
	if err != nil {
		return nil, err
	}
	result := &Result{Dir: r.source.Dir}
	for _, t := range forgotten {
		result.Notes = append(result.Notes, fmt.Sprintf("Removed %s (%s) from %s.", t.GoType, t.ID(), lock.Name))
	}
	result.Locks = []File{{l.Path, l.Content}}
	result.commit.tree = disk.Tree{Dir: result.Dir, Stop: r.stop, Files: []disk.File{lockFile(l)}}
	return result, nil
}

// openLock reads the lock of the module that holds config.Dir, and the directives of
// its source, which may have errors. If the lock has an error, openLock returns nil instead
// of it, and the run has the error and no other.
func openLock(ctx context.Context, config Config) (*run, *history.Lock, error) {
	r, err := load(ctx, Config{Dir: config.Dir}, time.Now(), false)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(r.source.Roots, r.source.Dir) {
		return nil, nil, errors.New("this folder is in a workspace, but not in one of its modules; " +
			"run typeseal in the folder of the module that has the type")
	}
	r.found = &diag.Collector{Fset: r.found.Fset, Source: r.found.Source, Name: r.found.Name}
	l, err := history.ReadWhole(r.source.Dir, r.found)
	if err != nil {
		return nil, nil, err
	}
	return r, l, nil
}

// faultyLock returns the result for a lock with an error, or nil if there is no run.
func (r *run) faultyLock() *Result {
	if r == nil {
		return nil
	}
	return &Result{
		Dir: r.source.Dir, Diagnostics: r.found.Errors(), commit: commitment{refused: "typeseal.lock has an error"},
	}
}

// Freeze recovers the struct that a type had when the lock of the module that holds
// config.Dir was written. The type is named PasswordReset or account.PasswordReset. Its
// present source may have errors. The result is for Commit: it has the struct as a new
// file, unless the source already has it, and a note that says what to do next.
func Freeze(ctx context.Context, config Config, name string) (*Result, error) {
	r, l, err := openLock(ctx, config)
	if err != nil || l == nil {
		return r.faultyLock(), err
	}
	t, err := l.Find(name)
	switch {
	case err != nil:
		return nil, err
	case t.Format != lock.Native:
		return nil, fmt.Errorf("%s tokens have no schema version, so there is no former struct", t.Format)
	}
	// The package and the name are those that the type has in the source now.
	for _, p := range r.packages {
		for _, d := range p.Declared {
			same := func(of *directive.Directive) bool {
				return lock.Mentioned(lock.GoType{Package: p.Path, Name: d.Name()}, 0, of).ID() == t.ID()
			}
			if slices.ContainsFunc(d.Directives, same) {
				return r.freeze(p, d.Name(), t)
			}
		}
	}
	return nil, fmt.Errorf("%s with salt %s is no longer in the source", t.Name, t.Salt)
}

// freeze returns the former struct of a type whose name is now name.
func (r *run) freeze(p *survey.Package, name string, t *lock.Type) (*Result, error) {
	for _, d := range p.Declared {
		if d.Former != nil && d.Former.Of == name && d.Former.Version == t.Version {
			return &Result{Dir: r.source.Dir, Notes: []string{fmt.Sprintf(
				"%s already has %s, which is version %d of %s.",
				r.found.Name(filepath.Join(p.Dir, d.File)), d.Name(), t.Version, name)}}, nil
		}
	}
	former := lock.FormerName(name, t.Version)
	if _, taken := p.Source.Scope()[former]; taken {
		return nil, fmt.Errorf("package %s has a %s already; write //typeseal:former of=%s version=%d above it if it "+
			"is that struct", p.Path, former, name, t.Version)
	}
	text, err := t.Former(t.Version, name, p.Path, p.Name)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(p.Dir, fmt.Sprintf("%s_v%d.go", snake(name), t.Version))
	return &Result{
		Dir: r.source.Dir, Files: []File{{path, text}},
		Notes: []string{fmt.Sprintf("%s: %s is version %d of %s.\nNow write version=%d accept=%s above %[4]s, and "+
			"below %[2]s:\n\n\tfunc (old %[2]s) Upgrade() (%[4]s, error)",
			r.found.Name(path), former, t.Version, name, t.Version+1, directive.Numbers(t.Accept))},
		commit: commitment{tree: disk.Tree{Dir: r.source.Dir, Stop: r.stop, Files: []disk.File{{
			Path: path, Content: text, Root: p.Root,
			Keep: func([]byte) error { return errors.New("exists; move it away, or choose another name") },
		}}}},
	}, nil
}

// snake returns a file name for a type's name, such as password_reset for PasswordReset.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, c := range runes {
		wordStart := unicode.IsUpper(c) && i > 0 &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if wordStart {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
