// Package emit writes the token types of a lock as source code of other languages. It
// needs nothing but the lock: no Go source and no go command.
package emit

import (
	"bytes"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/emittext"
	"github.com/typeseal/typeseal/generator/internal/history"
	"github.com/typeseal/typeseal/generator/internal/schema"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// A Config says what to write.
type Config struct {
	Language string // one of Languages
	Out      string // the folder for the files. It may be missing
	Version  string // of typeseal, for the first line of each file

	Lock string // the path of a typeseal.lock
	Text []byte // its text; nil: it is read from the path

	// Types are the types to write, as names such as PasswordReset or account.PasswordReset,
	// or as salts. Empty means all types.
	Types []string

	// Readers leaves out everything that mints tokens.
	Readers bool

	// Rename has names for types and fields, by their paths: example.com/app/shop.Reset for a
	// type, example.com/app.Job:I P for the field with the name I P in JSON.
	Rename map[string]string

	// Extension ends the name of the runtime where TypeScript imports it: .js, .ts or empty.
	Extension string
}

// A Result has the files, or the reasons why they cannot be written.
type Result struct {
	Diagnostics []diag.Diagnostic // in the lock, by line. If there are any, there are no files
	Notes       []string          // sentences about types that are left out

	Paths []string // the absolute paths of the files

	// Written and Removed are the absolute paths of the files that Commit wrote and removed.
	// Unchanged is the number of files that were up to date.
	Written, Removed []string
	Unchanged        int

	out folder
}

// Languages returns the names of all languages.
func Languages() (names []string) {
	for _, l := range schema.Languages {
		names = append(names, l.Name)
	}
	return names
}

// short are the short names of languages.
var short = map[string]string{"ts": "typescript", "py": "python"}

// Known returns an error if there is no language with this name.
func Known(language string) error {
	_, err := find(language)
	return err
}

func find(name string) (*schema.Language, error) {
	for _, l := range schema.Languages {
		if l.Name == name || l.Name == short[name] {
			return l, nil
		}
	}
	err := fmt.Errorf("%q is not a language that typeseal writes; write %s", name,
		strings.Join(Languages(), " or "))
	if near := spell.DidYouMean(name, Languages()); near != "" {
		err = fmt.Errorf("%w; %s", err, near)
	}
	return nil, err
}

// Generate returns the files for a config. An error means that the config is wrong. Faults
// of the lock are diagnostics.
func Generate(c Config) (*Result, error) {
	language, err := find(c.Language)
	if err != nil {
		return nil, err
	}
	l, err := c.lock()
	if err != nil {
		return nil, err
	}
	name := func(string) string { return filepath.ToSlash(c.Lock) }
	found := &diag.Collector{Fset: token.NewFileSet(), Name: name}
	described := l.Parse(found)
	if described == nil {
		return &Result{Diagnostics: found.Errors()}, nil
	}
	s, left, faults, err := schema.Build(described, schema.Order{
		Language: language, Readers: c.Readers, Types: c.Types, Names: c.Rename,
	})
	if err != nil {
		return nil, err
	}
	s.Lock = described.Version
	for _, f := range faults {
		found.Add(diag.Diagnostic{
			Span: found.Line(l.Path, l.Was, lineOf(l.Was, f)), Rule: "emit", Message: f.Message, Help: f.Help,
		})
	}
	result := &Result{Diagnostics: found.Errors(), Notes: left}
	if len(result.Diagnostics) > 0 {
		return result, nil
	}
	files, err := emittext.Emit(s, language, emittext.Options{Version: c.Version, Extension: c.Extension})
	if err != nil {
		return nil, err
	}
	result.out, err = folderAt(c.Out, language, files)
	result.Paths = result.out.paths()
	return result, err
}

// lock returns the lock, which it reads unless the config has its text.
func (c Config) lock() (*history.Lock, error) {
	if c.Text != nil {
		return &history.Lock{Path: c.Lock, Was: c.Text}, nil
	}
	l, err := history.ReadAt(".", c.Lock)
	if err == nil {
		l.Path, err = filepath.Abs(l.Path) // where code hosts show its diagnostics
	}
	return l, err
}

// lineOf returns the number of the line of the lock that a fault is in.
func lineOf(text []byte, f schema.Fault) int {
	start := []byte(f.ID.String() + " " + f.Fact + " ")
	lines := bytes.Split(text, []byte("\n"))
	return 1 + max(0, slices.IndexFunc(lines, func(line []byte) bool { return bytes.HasPrefix(line, start) }))
}
