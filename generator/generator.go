// Package generator turns annotated structs into methods that mint and open
// tokens. Generate reads a module and returns what its generated files should be,
// or what is wrong with its source; it changes nothing. Commit writes a result, and
// Diff shows what Commit would change.
package generator

import (
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/disk"
)

// A Config says what to generate for.
type Config struct {
	// Dir is where to start. The module is the one that holds it.
	Dir string

	// Patterns name packages of that module as the go command does, relative to Dir.
	// Without any, all packages are meant.
	Patterns []string

	// Against is a git revision, such as origin/main, to compare with instead of the
	// module's typeseal.lock. The result has no files.
	Against string

	// With are the paths of other modules' locks, relative to Dir, if their programs
	// use the same keys. Their salts are compared with the module's.
	With []string

	// TypesOnly asks for the types and nothing else: no lock of the module is read, and
	// the result has no files.
	TypesOnly bool
}

// A Result is what the generated files of the packages asked for should be.
type Result struct {
	Dir string // the module's directory, absolute

	// Prefix is the module's folder in its git repository, with a slash at its end, if
	// Config.Against is set. It is empty for the repository's root.
	Prefix string

	// Files are the outputs, sorted by path. There are none if there is a diagnostic.
	Files []File

	// Locks are the files typeseal.lock of the modules asked for, mostly one. There are
	// none if there is a diagnostic.
	Locks []File

	// Orphans are the paths of outputs whose source has no directive any more, sorted.
	Orphans []string

	// Tokens are the annotated types of the packages asked for in which nothing is
	// wrong, one entry a directive.
	Tokens []Token

	// LeftOut are annotated types that this build leaves out, and other builds have.
	// Their lines in the lock stay as they are.
	LeftOut []Token

	// Changes are the differences to the lock, each with its Change, harmless ones too.
	// Those that cost tokens in flight are among the diagnostics.
	Changes []Diagnostic

	// Diagnostics is everything that is wrong, by position.
	Diagnostics []Diagnostic

	// Warnings have no effect on the files. They are sorted by position.
	Warnings []Diagnostic

	// Notes are sentences about the whole run, such as which changes are allowed
	// because the types are drafts.
	Notes []string

	tree   disk.Tree // what Commit writes
	noDisk string    // why Commit refuses the result; empty: it does not
}

// A File is one file as it should be.
type File struct {
	Path    string // absolute
	Content []byte
}

// A Diagnostic is one thing that is wrong with the source or with a lock: its
// Position, Rule, Message and Help. Its String shows the source line too.
type Diagnostic = diag.Diagnostic

// ErrChanged is the error of Commit and Diff if typeseal.lock or a source file has
// changed since Generate read it, because another generator or an editor wrote it.
// Generate again.
var ErrChanged = disk.ErrChanged
