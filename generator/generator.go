// Package generator turns annotated structs into methods that mint and open tokens.
// Generate reads a module and returns the files to generate, or the errors in the source;
// it changes nothing. Commit writes a result, and Diff shows what Commit would change.
package generator

import (
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/disk"
)

// A Config says what to generate, and from which source.
type Config struct {
	// Dir is a directory in the module.
	Dir string

	// Patterns name packages of the module as the go command does, relative to Dir.
	// Empty means all packages.
	Patterns []string

	// Against is a git revision, such as origin/main. If it is set, the result has the
	// changes since that revision's typeseal.lock, and no files.
	Against string

	// With are the paths, relative to Dir, of the typeseal.lock of other modules whose
	// programs use the same keys. Their salts are compared with the module's.
	With []string

	// Lock is the path of a typeseal.lock, relative to Dir. If it is set, the result has
	// the tokens that this file describes, and nothing else: no source is read, and no Go
	// is needed. The other options except Dir and LockText must not be set.
	Lock string

	// LockText is the text of the lock. If it is not nil, Lock is not read, and only names
	// the text in diagnostics.
	LockText []byte

	// Cache is a folder in which Commit notes what a run has read and written, so that
	// Generate can tell whether anything has changed since, and in which Generate notes what
	// the go command says about packages. If Cache is empty, every run is done in full.
	Cache string

	// Previous is a former result of this process for the same Dir, Patterns and Tests, or
	// nil. What has not changed since is not listed, parsed, checked or printed again. After
	// that, the former result must not be used again, neither here nor for Diff or Commit.
	Previous *Result

	// Tests asks for tests of all types. Without it, only types whose directives have the
	// option tests have any, and the tests of other types are Orphans.
	Tests bool

	// TypesOnly asks only for the tokens: the module's lock is not read, and the result
	// has no files.
	TypesOnly bool
}

// A Result has the generated files of the requested packages, or the reasons why they
// cannot be generated.
type Result struct {
	Dir string // the module's directory, absolute

	// Current is set if nothing that matters has changed since a former run that had
	// Config.Cache and no errors, warnings or notes. Bodies of functions, for example, do not
	// matter. Of the other fields only Dir and Unchanged are set,
	// and there is nothing to commit.
	Current bool

	// Packages are the import paths of the requested packages, with or without directives,
	// sorted.
	Packages []string

	// Files are the outputs, by path. There are none if Diagnostics is not empty.
	Files []File

	// Locks are the files typeseal.lock, one for each module that is generated for. There
	// are none if Diagnostics is not empty.
	Locks []File

	// Orphans are the paths of outputs whose source no longer has a directive, sorted.
	Orphans []string

	// Tokens has an entry for each directive of the requested packages if Config.TypesOnly
	// is set, but none for packages with errors. If Config.Lock is set, it has those of the
	// lock. Otherwise it is empty.
	Tokens []Token

	// Retired are the tokens of types that are no longer in the source, if Config.Lock is
	// set. Such tokens may still be in use, but no program accepts them.
	Retired []Token

	// LockVersion is the format of the lock, if Config.Lock is set: the number in its first
	// line. It is 0 if the lock has an error.
	LockVersion int

	// LeftOut are the tokens of types that this build excludes. Their lines in the lock
	// stay as they are.
	LeftOut []Token

	// Changes are the differences between the source and the lock, harmless ones too.
	// Those that break tokens in flight are among the diagnostics.
	Changes []Diagnostic

	// Diagnostics are the errors, sorted by position.
	Diagnostics []Diagnostic

	// Warnings do not keep the files from being written. They are sorted by position.
	Warnings []Diagnostic

	// Notes are sentences about the whole run, such as which types are drafts and may
	// change.
	Notes []string

	// Written and Removed are the absolute paths of the files that Commit wrote and removed:
	// outputs and locks. Unchanged is the number of outputs that were up to date.
	Written, Removed []string
	Unchanged        int

	// Stale has a diagnostic for each file that is not up to date, if Diff was called. For an
	// output, it is at the first directive of the source file.
	Stale []Diagnostic

	commit commitment
	run    *run // for Config.Previous
}

// A File is a file with its new content.
type File struct {
	Path    string // absolute
	Content []byte
}

// A Diagnostic is one error in the source or in a lock. It has a Position, an EndColumn and
// the Source of its line, a Rule, a Message and Help; a difference from the lock has a Change.
// Its String method shows where and what it is in one line.
type Diagnostic = diag.Diagnostic

// ErrChanged is matched by the errors of Commit and Diff if typeseal.lock or a source
// file has changed since Generate read it. Call Generate again.
var ErrChanged = disk.ErrChanged
