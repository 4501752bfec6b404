// Package source loads a module's packages and type-checks the types that the generator
// requests. It reads every file, parses only the packages in which some file mentions a
// directive, and type-checks only the declarations that the requested types reach. So it
// needs no compiled dependency, and neither stale output nor an error elsewhere in a
// package stops it. It runs the go command to list packages, and no code of the module.
package source

import (
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// A Config says what to load.
type Config struct {
	Dir      string   // a directory of the module
	Patterns []string // packages to mark as Wanted, as for the go command; empty: all of the module

	// Workspace asks for all modules of a workspace if Dir is its root, even if one of the
	// modules is there too.
	Workspace bool

	// Header is the first comment of the generator's own output. Files with it are not
	// source.
	Header string

	// Mentions reports whether a file may contain a directive.
	Mentions func(src []byte) bool

	// Cache is a folder for what the go command has said about the packages. If it is empty,
	// the go command is always asked.
	Cache string

	// Before is the module as it was loaded before, or nil. What has not changed since is
	// used again; Before itself must not be used anymore.
	Before *Module
}

// A Module is the source of a main module. At the root of a workspace, or if patterns
// name packages in several modules of the workspace, it is the source of these modules.
type Module struct {
	Dir      string     // absolute; of the workspace, if its modules were asked for or the directory is in none
	Roots    []string   // directories of the modules that have requested packages
	Packages []*Package // all of these modules, by import path
	Fset     *token.FileSet

	// Settings are the settings of the go command, by name.
	Settings map[string]string

	config  Config
	tree    *snapshot.Tree
	started time.Time           // before anything was read or listed
	world   map[string]*Package // every package met so far, by import path
	unseen  bool                // files were read that the snapshot does not have
	updates int                 // how often the module was brought up to date

	methods map[string]bool // names of methods that types needed

	listings listings
	repeated bool // an answer of a former run was used
}

// A Package is one directory's Go files.
type Package struct {
	Path, Name, Dir string
	Root            string // directory of the module that the package is part of
	Wanted          bool   // a pattern names it
	Same            bool   // neither it nor what it imports has changed since it was loaded before
	Mentions        bool   // some file may hold a directive; all files are parsed
	Nameless        bool   // its folder's name cannot be part of an import path, so it is never built
	Files           []*File

	// Generated are the methods that the generator adds to types of the built files,
	// by type and name; true for one with a value receiver. Load's caller sets it.
	Generated map[string]map[string]bool

	// Types is set by Check. It has the declarations that the requested names reach.
	Types *types.Package

	m         *Module
	std, main bool
	goVersion string
	broken    string // why the package cannot be imported
	index     *index
	methods   map[string]map[string]token.Pos // by type and name; nil until they are requested
	checking  bool
	shadowed  map[string]bool // types of which the names of all methods were needed
	errs      []types.Error
}

// Part says whether and how a file is part of the present build.
type Part int

// The parts. Excluded files are left out by a build constraint or by name.
const (
	Built Part = iota
	Test
	Excluded
)

// A File is one Go file. Src and AST are set if its package mentions a directive.
type File struct {
	Name, Path string
	Part       Part
	Own        bool // the generator's output
	Unreadable bool // a symbolic link to nothing; treated as empty
	Mentions   bool
	Src        []byte
	AST        *ast.File
	Errors     []diag.Diagnostic // syntax errors, the first of each line: the others follow from it
}

// IsOwn reports whether src has the header before its package clause.
func IsOwn(src []byte, header string) bool {
	for line := range strings.Lines(string(src[:min(len(src), 4096)])) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == header {
			return true
		}
		if line != "" && !strings.HasPrefix(line, "//") {
			return false
		}
	}
	return false
}

// Source returns the text of a file of the module or of a dependency.
func (m *Module) Source(path string) []byte {
	for _, p := range m.Packages {
		for _, f := range p.Files {
			if f.Path == path && f.Src != nil {
				return f.Src
			}
		}
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return src
}

// Own reports whether there is an output at path.
func (m *Module) Own(path string) bool {
	f := m.tree.Known(path)
	return f != nil && f.Own && f.Type == 0
}

// Whole reports whether a package of the module in the folder root is requested, or every
// package of that module.
func (m *Module) Whole(root, path string) bool {
	all := true
	for _, p := range m.Packages {
		if p.Path == path && p.Wanted {
			return true
		}
		all = all && (p.Wanted || p.Root != root)
	}
	return all
}
