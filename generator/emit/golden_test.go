package emit

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestGoldens: each golden has types in Go, their lock, and the types in the other languages
// or the faults of the lock. The other languages need only the lock. The file options has
// the words readers, extension=.ts, type=NAME and rename=PATH=NAME.
func TestGoldens(t *testing.T) {
	names, err := filepath.Glob("../../testdata/golden/emit/*.txtar")
	check(t, err)
	if len(names) < 5 {
		t.Fatalf("%d goldens", len(names))
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			want, err := txtar.ParseFile(name)
			check(t, err)
			got := &txtar.Archive{Comment: want.Comment}
			var options string
			for _, f := range want.Files {
				switch {
				case f.Name == "options":
					options = string(f.Data)
					got.Files = append(got.Files, f)
				case strings.HasSuffix(f.Name, ".go"):
					got.Files = append(got.Files, f)
				}
			}
			lock := lockOf(t, got.Files)
			got.Files = append(got.Files, txtar.File{Name: "typeseal.lock", Data: lock})
			for _, language := range Languages() {
				got.Files = append(got.Files, golden(t, config(t, options, language, lock))...)
			}
			text := txtar.Format(got)
			if *update {
				check(t, os.WriteFile(name, text, 0o666))
			}
			if diff := cmp.Diff(string(txtar.Format(want)), string(text)); diff != "" && !*update {
				t.Errorf("-want +got; if it is right, run the test with -update\n%s", diff)
			}
		})
	}
}

// lockOf returns the lock that typeseal writes for a module.
func lockOf(t *testing.T, sources []txtar.File) []byte {
	t.Helper()
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/app\n\ngo 1.26.0\n"), 0o666))
	for _, f := range sources {
		path := filepath.Join(dir, f.Name)
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		check(t, os.WriteFile(path, f.Data, 0o666))
	}
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	if len(result.Diagnostics) > 0 {
		t.Fatal(result.Diagnostics)
	}
	return result.Locks[0].Content
}

// config reads the options of a golden.
func config(t *testing.T, options, language string, lock []byte) Config {
	t.Helper()
	c := Config{
		Language: language, Out: t.TempDir(), Version: "v1.2.3", Lock: "typeseal.lock", Text: lock, Extension: ".js",
		Rename: map[string]string{},
	}
	for option := range strings.FieldsSeq(options) {
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "readers":
			c.Readers = true
		case "extension":
			c.Extension = value
		case "type":
			c.Types = append(c.Types, value)
		case "rename":
			path, name, _ := strings.Cut(value, "=")
			c.Rename[path] = name
		default:
			t.Fatalf("unknown option %s", option)
		}
	}
	return c
}

// golden returns the types that are written, or what is wrong.
func golden(t *testing.T, c Config) (files []txtar.File) {
	t.Helper()
	result, err := Generate(c)
	check(t, err)
	var said strings.Builder
	for _, note := range result.Notes {
		said.WriteString(note + "\n")
	}
	for _, d := range result.Diagnostics {
		said.WriteString(d.String() + "\n")
	}
	if said.Len() > 0 {
		files = append(files, txtar.File{Name: c.Language + " says", Data: []byte(said.String())})
	}
	if len(result.Diagnostics) > 0 {
		return files
	}
	for _, f := range result.out.tree.Files {
		name := filepath.Base(f.Path)
		if name == "index.ts" || name == "__init__.py" {
			files = append(files, txtar.File{Name: name, Data: f.Content})
		}
	}
	return files
}
