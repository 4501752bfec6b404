package source

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const imported = `
-- a/a.go --
package a //mark

import (
	"encoding"
	"time"

	"example.com/m/b"
)

type A struct {
	B b.B
	T time.Time
	M encoding.TextMarshaler
}
-- b/b.go --
package b

type B struct{}
-- c/c.go --
package c

import "net/http"

var _ http.Handler
`

// checkA loads the module of an archive and has the type A of the package a checked.
func checkA(t *testing.T, root string) {
	t.Helper()
	m := load(t, root)
	for _, p := range m.Packages {
		if p.Name == "a" {
			if errs, err := m.Check(t.Context(), map[*Package][]string{p: {"A"}}); err != nil || len(errs) > 0 {
				t.Error(errs, err)
			}
			if p.Types == nil || p.Types.Scope().Lookup("A") == nil {
				t.Error("A has no type")
			}
		}
	}
}

// TestOneListing: one run of the go command lists the module and all packages of the standard
// library that its types need.
func TestOneListing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	t.Setenv("GOWORK", "off")
	real, err := gocmd(t.Context(), t.TempDir(), "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" >> " + filepath.Join(bin, "log") + "\n" +
		"exec " + filepath.Join(strings.TrimSpace(string(real)), "bin", "go") + " \"$@\"\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	checkA(t, unpack(t, imported))
	log, err := os.ReadFile(filepath.Join(bin, "log"))
	if n := strings.Count(string(log), "list "); err != nil || n != 1 ||
		!strings.Contains(string(log), "-- ./... encoding time\n") {
		t.Errorf("go list has run %d times:\n%s", n, log)
	}
}

// TestNoBuildCache: listing packages neither needs the build cache nor writes to it.
func TestNoBuildCache(t *testing.T) {
	t.Setenv("GOWORK", "off")
	cache := t.TempDir()
	t.Setenv("GOCACHE", cache)
	checkA(t, unpack(t, imported))
	if entries, err := os.ReadDir(cache); err != nil || len(entries) > 0 {
		t.Errorf("the build cache has %d entries, %v", len(entries), err)
	}
}
