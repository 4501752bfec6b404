// Package generator turns annotated structs into methods that mint and open
// tokens. Generate reads a module and returns what its generated files should be,
// or what is wrong with its source; it changes nothing. Commit writes a result, and
// Diff shows what Commit would change.
package generator

import (
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/disk"
)

// A Config says what to generate, and from what.
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

	// TypesOnly asks for the tokens alone: the module's lock is not read, and the
	// result has no files.
	TypesOnly bool
}

// A Result is what the generated files of the packages asked for should be, or what
// keeps them from being generated.
type Result struct {
	Dir string // the module's directory, absolute

	// Prefix is the path of Dir in its git repository, with a slash at its end. It is
	// empty for the repository's root, and if Config.Against is not set.
	Prefix string

	// Files are the outputs, by path. There are none if Diagnostics is not empty.
	Files []File

	// Locks are the files typeseal.lock of the modules, one unless a workspace is
	// generated for. There are none if Diagnostics is not empty.
	Locks []File

	// Orphans are the paths of outputs whose source no longer has a directive, sorted.
	Orphans []string

	// Tokens has an entry for each directive of the packages asked for. Packages in which
	// something is wrong are left out.
	Tokens []Token

	// LeftOut are the tokens of types that only other builds have. Their lines in the
	// lock stay as they are.
	LeftOut []Token

	// Changes are the differences between the source and the lock, harmless ones too.
	// Those that break tokens in flight are among the diagnostics.
	Changes []Diagnostic

	// Diagnostics are what is wrong, by position.
	Diagnostics []Diagnostic

	// Warnings do not keep the files from being written. They are sorted by position.
	Warnings []Diagnostic

	// Notes are sentences about the whole run, such as which types are drafts and may
	// change.
	Notes []string

	tree   disk.Tree // what Commit writes
	noDisk string    // why Commit refuses the result; empty if it does not
}

// A File is one file as it should be.
type File struct {
	Path    string // absolute
	Content []byte
}

// A Diagnostic is one thing that is wrong with the source or with a lock. It has a
// Position, a Rule, a Message and Help; a difference from the lock has a Change. Its
// String method shows all of that and the line of the source.
type Diagnostic = diag.Diagnostic

// ErrChanged is matched by the errors of Commit and Diff if typeseal.lock or a source
// file has changed since Generate read it. To go on, call Generate again.
var ErrChanged = disk.ErrChanged
