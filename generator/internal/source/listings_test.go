package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const listable = `
-- go.mod --
module example.com/m

go 1.26.0

require example.com/r v0.0.0

replace example.com/r => ./r
-- r/go.mod --
module example.com/r
-- r/r.go --
package r

type R struct{}
-- a/a.go --
package a //mark

import (
	"time"

	"example.com/m/b"
	"example.com/r"
)

type A struct {
	B b.B
	R r.R
	T time.Time
}

func (a A) M() int { return 1 }
-- a/a_out.go --
// generated

package a
-- b/b.go --
package b

type B struct{}
-- b/b_windows.go --
package b
-- only/only_out.go --
// generated

package only
`

// cachedLoad loads a module with a cache, has everything that is marked checked, and describes
// the packages. It reports whether an answer of a former run was used.
func cachedLoad(t *testing.T, cache, dir string, patterns ...string) (text string, repeated bool) {
	t.Helper()
	m, err := Load(t.Context(), Config{
		Dir: dir, Patterns: patterns, Header: "// generated", Cache: cache,
		Mentions: func(src []byte) bool { return strings.Contains(string(src), "//mark") },
	})
	if err != nil {
		return err.Error(), false
	}
	for _, p := range m.Packages {
		if p.Name == "a" {
			errs, err := m.Check(t.Context(), map[*Package][]string{p: {"A"}})
			text += fmt.Sprintln(errs, err, p.Types)
		}
		text += fmt.Sprintln(p.Path, p.Name, p.Dir, p.Root, p.Wanted, p.Mentions, p.Nameless, p.goVersion,
			p.Name == "" && p.broken != "")
		for _, f := range p.Files {
			text += fmt.Sprintln("\t", f.Name, f.Path, f.Own || f.Part == Built, f.Part == Test, f.Own, f.Mentions)
		}
	}
	m.Remember()
	return text, m.repeated
}

// TestListings: what the go command has said is used again if nothing has changed that it looks
// at, and the result is the same as without.
func TestListings(t *testing.T) {
	for _, name := range []string{"GOFLAGS", "GOOS", "GOARCH", "GOEXPERIMENT"} {
		t.Setenv(name, "")
	}
	t.Setenv("CGO_ENABLED", "1")
	t.Setenv("GOWORK", "off")
	edit := func(name, old, new string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, filepath.FromSlash(name))
			text, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(text), old) {
				t.Fatalf("%s has no %q, %v", name, old, err)
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	add := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { os.RemoveAll(filepath.Join(dir, filepath.FromSlash(name))) }
	}
	setting := func(name, value string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { t.Setenv(name, value) }
	}
	for _, test := range []struct {
		name   string
		change func(*testing.T, string)
		again  bool
	}{
		{"nothing", func(*testing.T, string) {}, true},
		{"a body", edit("a/a.go", "return 1", "return 2"), true},
		{"a field", edit("a/a.go", "B b.B", "C b.B"), true},
		{"a comment after the imports", edit("b/b.go", "package b\n", "package b\n\n// x\n"), true},
		{"an output", edit("a/a_out.go", "package a", "package a\n\nimport \"fmt\""), true},
		{"an output more", add("a/b_out.go", "// generated\n\npackage a\n"), true},
		{"no output", remove("a/a_out.go"), true},
		{"a file that is not Go", add("notes.txt", "x"), true},
		{"a file in C", add("b/b.c", "int x;"), true}, // an error that does not matter
		{"a directive", edit("b/b.go", "package b", "package b //mark"), true},
		{"an import", edit("b/b.go", "package b\n", "package b\n\nimport _ \"fmt\"\n"), false},
		{"an import less", edit("a/a.go", "\t\"time\"\n", ""), false},
		{"another package", edit("b/b.go", "package b", "package bb"), false},
		{"a build constraint", edit("b/b.go", "package b", "//go:build windows\n\npackage b"), false},
		{"a syntax error", edit("b/b.go", "package b\n", "package b\n\nimport\n"), false},
		{"a line for embedding", edit("b/b.go", "type B", "//go:embed x\ntype B"), false},
		{"another file", add("b/c.go", "package b\n"), false},
		{"a test", add("b/b_test.go", "package b\n"), false},
		{"a file less", remove("b/b_windows.go"), false},
		{"another folder", add("c/c.go", "package c\n"), false},
		{"a folder less", remove("b"), false},
		{"a folder becomes a module", add("b/go.mod", "module example.com/m/b\n"), false},
		{"an output becomes source", edit("a/a_out.go", "// generated", "// written"), false},
		{"source becomes an output", edit("b/b.go", "package b", "// generated\n\npackage b"), false},
		{"a lonely output less", remove("only/only_out.go"), false},
		{"a lonely output more", add("new/new_out.go", "// generated\n\npackage new\n"), false},
		{"go.mod", edit("go.mod", "go 1.26.0", "go 1.25.0"), false},
		{"go.sum", add("go.sum", ""), false},
		{"the go.mod of another module", edit("r/go.mod", "module", "// x\n\nmodule"), false},
		{"a file in another module", add("r/s.go", "package r\n"), false},
		{"a vendor folder", add("vendor/modules.txt", ""), false},
		{"a build tag", setting("GOFLAGS", "-tags=x"), false},
		{"another system", setting("GOOS", "windows"), false},
		{"no cgo", setting("CGO_ENABLED", "0"), false},
		{"an overlay", setting("GOFLAGS", "-overlay="), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			cache, dir := t.TempDir(), unpack(t, listable)
			if _, again := cachedLoad(t, cache, dir); again {
				t.Fatal("an empty cache has an answer")
			}
			test.change(t, dir)
			got, again := cachedLoad(t, cache, dir)
			if again != test.again {
				t.Errorf("an answer is used again: %v, want %v", again, test.again)
			}
			if want, _ := cachedLoad(t, "", dir); got != want {
				t.Errorf("with a cache:\n%s\nwithout:\n%s", got, want)
			}
		})
	}
}

// TestListedPackage: the answer about other packages of the same module is kept beside.
func TestListedPackage(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	cache, dir := t.TempDir(), unpack(t, listable)
	for i := range 2 {
		for _, patterns := range [][]string{nil, {"./a"}, {"example.com/m/b"}} {
			got, again := cachedLoad(t, cache, dir, patterns...)
			if want, _ := cachedLoad(t, "", dir, patterns...); got != want {
				t.Errorf("%v with a cache:\n%s\nwithout:\n%s", patterns, got, want)
			}
			if !again && (i > 0 || patterns != nil) {
				t.Errorf("%v: the go command is asked for the module again", patterns)
			}
		}
	}
}

// TestListedMeanwhile: an answer is not kept if a file was written, added or removed since the
// files were read, because the go command may have seen that.
func TestListedMeanwhile(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	for name, change := range map[string]func(dir string) error{
		"nothing": func(string) error { return nil },
		"written": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "b", "b.go"), []byte("package b\n"), 0o666)
		},
		"added":    func(dir string) error { return os.WriteFile(filepath.Join(dir, "b", "c.go"), nil, 0o666) },
		"removed":  func(dir string) error { return os.Remove(filepath.Join(dir, "b", "b_windows.go")) },
		"a folder": func(dir string) error { return os.Mkdir(filepath.Join(dir, "d"), 0o777) },
		"less":     func(dir string) error { return os.RemoveAll(filepath.Join(dir, "only")) },
	} {
		cache, dir := t.TempDir(), unpack(t, listable)
		time.Sleep(20 * time.Millisecond) // the times of files are not exact
		m, err := Load(t.Context(), Config{
			Dir: dir, Header: "// generated", Cache: cache, Mentions: func([]byte) bool { return false },
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := change(dir); err != nil {
			t.Fatal(err)
		}
		m.Remember()
		entries, err := os.ReadDir(cache)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if kept := len(entries) > 0; kept != (name == "nothing") {
			t.Errorf("%s: the answer is kept: %v", name, kept)
		}
	}
}
