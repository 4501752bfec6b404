// Package generator turns annotated structs into methods that mint and open
// tokens. Generate reads a module and says what its generated files should be,
// or what is wrong with its source; it changes nothing. Commit writes the
// result, Diff shows what writing it would change.
package generator

import (
	"context"
	"path/filepath"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A Config says what to generate for.
type Config struct {
	// Dir is where to start. The module is the one that holds it.
	Dir string

	// Patterns name packages of that module as the go command does, relative
	// to Dir. None names them all.
	Patterns []string

	// Against is the text of a lock to compare with, instead of that at the
	// module's root; empty where there was none. Commit refuses the result. Nil: the module's own.
	Against *[]byte

	// With are the locks of other modules whose programs have the same keys.
	With []OtherLock

	// AgainstName is the file that diagnostics name for the lock of Against, such as
	// HEAD:typeseal.lock.
	AgainstName string
}

// A Result is what the generated files of the packages asked for should be.
type Result struct {
	Dir string // the module's directory, absolute

	// Files are the outputs, sorted by path. There are none where there is a
	// diagnostic.
	Files []File

	// Locks are the files typeseal.lock of the modules asked for, mostly one.
	// There are none where there is a diagnostic.
	Locks []File

	// Orphans are outputs whose source has no directive any more, by absolute
	// path, sorted.
	Orphans []string

	// Types are the annotated types of the packages asked for, as far as
	// nothing is wrong in their package, one entry a directive.
	Types []Type

	// LeftOut are the annotated types that this build does not have: their lines
	// in the lock stay as they are.
	LeftOut []LeftOut

	// Verdicts are the changes since the lock was written, harmless ones too, by
	// salt. Those that cost tokens in flight are among the diagnostics.
	Verdicts []Verdict

	// Diagnostics is everything that is wrong, sorted by position.
	Diagnostics []Diagnostic

	// Warnings is what has no effect on the files but wants attention, sorted by
	// position.
	Warnings []Diagnostic

	// Notes are sentences about the whole run, such as which changes are allowed
	// because the types are drafts.
	Notes []string

	packages []*source.Package // those asked for
	against  bool              // compared with another lock than the module's own
}

// A File is one output.
type File struct {
	Path    string // absolute
	Content []byte

	root string  // directory of the module that the file is part of
	lock *locked // nil but for a lock
}

// Generate reads the module that holds config.Dir, wholly, because salts must
// differ in all of it, and generates for the packages that the patterns name.
// It runs no code of the module and needs no network.
//
// What is wrong with the source is in the result's diagnostics. An error is
// trouble of another kind: no module, no such package, no go command.
func Generate(ctx context.Context, config Config) (*Result, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, err
	}
	src, err := source.Load(ctx, source.Config{
		Dir: dir, Patterns: config.Patterns,
		Header: plan.Header, Mentions: directive.Mentions,
	})
	if err != nil {
		return nil, err
	}
	r := newRun(src, dir)
	r.readDirectives()
	if err := r.checkTypes(ctx); err != nil {
		return nil, err
	}
	r.buildModels()
	r.applyRules()
	locks := r.lockStage(ctx, config)
	r.sharedSalts(locks, config)
	r.outlived(time.Now())
	leftOut := r.leftOut()
	files, err := r.emit()
	if err != nil {
		return nil, err
	}
	if len(r.list) > 0 || config.Against != nil {
		locks = nil
	}
	return &Result{
		Dir: src.Dir, Files: files, Locks: locks, Verdicts: r.verdicts, Orphans: r.orphans(), Types: r.types(),
		LeftOut: leftOut, Diagnostics: sorted(r.list), Warnings: sorted(r.warnings), Notes: r.notes,
		packages: r.wanted(), against: config.Against != nil,
	}, nil
}
