// Package project writes the modules that the benchmark runs generators on. A module has
// many packages with many structs each, which have fields of every kind, and of a package
// that all others import.
package project

import (
	"fmt"
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// A Size is how many packages a module has, and how many structs each of them.
type Size struct{ Packages, Types int }

func (s Size) String() string { return fmt.Sprintf("%d x %d", s.Packages, s.Types) }

// A Dialect is how the users of one generator annotate their structs. Each part may be
// empty.
type Dialect struct {
	Files  map[string]string                    // beside go.mod
	Head   func(names []string) string          // above the package clause
	Import string                               // a package that Tail needs
	Mark   func(pkg, name string, i int) string // above a struct
	Tail   func(names []string) string          // at the end of the file
	Shared bool                                 // the shared package has Head, too
	Time   Time
}

// A Time is a type that takes the place of time.Time.
type Time struct {
	Name   string
	Import string // its package, as in an import declaration
	Shared string // its declaration, if it is in the shared package
}

// Path is the path of the module.
const Path = "example.com/shop"

// Package returns the name of a package.
func Package(i int) string { return fmt.Sprintf("p%03d", i) }

// Source returns the path of the only source file of a package, relative to the module.
func Source(i int) string { return filepath.Join(Package(i), Package(i)+".go") }

// Shared is the path of the source file of the package that all others import.
var Shared = filepath.Join("shared", "shared.go")

// Write writes a module of the size into dir. A package needs at least five structs, one of
// each form. Its go.mod ends with requirements.
func Write(dir string, size Size, d Dialect, requirements string) error {
	files := maps.Clone(d.Files)
	if files == nil {
		files = map[string]string{}
	}
	files["go.mod"] = "module " + Path + "\n\ngo 1.26.0\n\n" + requirements
	files[Shared] = sharedFile(d)
	for i := range size.Packages {
		files[Source(i)] = file(Package(i), size.Types, d)
	}
	for name, text := range files {
		if err := write(filepath.Join(dir, name), text); err != nil {
			return err
		}
	}
	return nil
}

// write writes a file and its folder. It formats Go.
func write(path, text string) error {
	if filepath.Ext(path) == ".go" {
		formatted, err := format.Source([]byte(text))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		text = string(formatted)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o666)
}

// file returns the source of a package.
func file(pkg string, types int, d Dialect) string {
	names := make([]string, types)
	for i := range names {
		names[i] = fmt.Sprint(forms[i%len(forms)].name, i)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%spackage %s\n\nimport (\n\"time\"\n\n%q\n", call(d.Head, names), pkg, Path+"/shared")
	if d.Import != "" {
		fmt.Fprintf(&b, "%q\n", d.Import)
	}
	b.WriteString(d.Time.Import + "\n)\n\n" + parts)
	for i, name := range names {
		form := forms[i%len(forms)]
		fmt.Fprintf(&b, "\n// %s %s.\n", name, form.doc)
		if d.Mark != nil {
			b.WriteString(d.Mark(pkg, name, i))
		}
		fmt.Fprintf(&b, "type %s struct {\n%s}\n", name, form.fields)
	}
	b.WriteString(call(d.Tail, names))
	return d.Time.replace(b.String(), d.Time.Name)
}

func sharedFile(d Dialect) string {
	text := d.Time.replace(shared, strings.TrimPrefix(d.Time.Name, "shared."))
	if d.Time.Import != "" {
		text = strings.Replace(text, `"time"`, d.Time.Import, 1)
	}
	if d.Shared {
		text = call(d.Head, sharedNames) + text
	}
	return text + d.Time.Shared
}

// replace replaces the type of times by name.
func (t Time) replace(text, name string) string {
	if t.Name == "" {
		return text
	}
	return strings.ReplaceAll(text, "time.Time", name)
}

func call(part func(names []string) string, names []string) string {
	if part == nil {
		return ""
	}
	return part(names)
}
