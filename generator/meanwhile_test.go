package generator

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// left is a file that is left out of the build.
const left = "//go:build special\n\npackage account\n\n" +
	"//typeseal:sign salt=more max-age=1h\ntype More struct{ A int64 }\n"

// meanwhile are changes while the go command lists packages: what a file has before, during
// and after each list that names something.
var meanwhile = []struct{ name, file, names, before, during, after string }{
	{
		name: "a file is part of the build only while it is listed", file: "app/account/more.go", names: "./...",
		before: left, during: "package account\n", after: left,
	},
	{
		name: "a dependency changes after it is listed", file: "money/more.go", names: "example.com/money",
		before: "//go:build special\n\npackage money\n",
		during: "//go:build special\n\npackage money\n",
		after: "package money\n\nfunc (a Amount) MarshalText() ([]byte, error) { return nil, nil }\n" +
			"func (a *Amount) UnmarshalText([]byte) error { return nil }\n",
	},
}

// TestListedMeanwhile: a file that is written while the go command looks at it has the same
// content for the next run, which must not believe that nothing has changed.
func TestListedMeanwhile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command is replaced by a shell script")
	}
	t.Setenv("GOWORK", "off")
	path := os.Getenv("PATH")
	command, err := exec.LookPath("go")
	check(t, err)
	for _, test := range meanwhile {
		t.Run(test.name, func(t *testing.T) {
			cache, dir, bin := t.TempDir(), module(t, shop), t.TempDir()
			app, file := filepath.Join(dir, "app"), filepath.Join(dir, filepath.FromSlash(test.file))
			write(t, file, test.before)
			write(t, filepath.Join(bin, "during"), test.during)
			write(t, filepath.Join(bin, "after"), test.after)
			check(t, os.WriteFile(filepath.Join(bin, "go"), fmt.Appendf(nil, `#!/bin/sh
case "$*" in list*%s*) cp %[2]s/during %[3]s; touch %[2]s/used ;; esac
%[4]s "$@"
code=$?
case "$*" in list*%[1]s*) cp %[2]s/after %[3]s ;; esac
exit $code
`, test.names, bin, file, command), 0o755))
			t.Setenv("PATH", bin+string(filepath.ListSeparator)+path)
			first, err := Generate(t.Context(), Config{Dir: app, Cache: cache})
			check(t, err)
			if len(first.Diagnostics) > 0 {
				t.Fatal(first.Diagnostics)
			}
			check(t, Commit(first))
			t.Setenv("PATH", path)
			if _, err := os.Stat(filepath.Join(bin, "used")); err != nil {
				t.Fatal("no package was listed")
			}
			want := everything(generate(t, app))
			next, err := Generate(t.Context(), Config{Dir: app, Cache: cache})
			check(t, err)
			if next.Current {
				t.Error("the next run is skipped")
			}
			again, err := Generate(t.Context(), Config{Dir: app, Previous: first})
			check(t, err)
			if got := everything(again); got != want {
				t.Errorf("with the previous result:\n%s\nwithout:\n%s", got, want)
			}
		})
	}
}

// vendored is a module with a vendored dependency.
const vendored = `
-- go.mod --
module example.com/app

go 1.26.0

require example.com/money v1.0.0
-- vendor/modules.txt --
# example.com/money v1.0.0
## explicit; go 1.26.0
example.com/money
-- vendor/example.com/money/money.go --
package money

type Amount struct{ Cents int64 }
-- cart.go --
package app

import "example.com/money"

//typeseal:sign salt=cart max-age=1h
type Cart struct{ Price money.Amount }
`

// TestVendored: edits in the folder vendor count, although nobody should make them, and so
// does a package that is missing there for a while.
func TestVendored(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	cache, dir := t.TempDir(), module(t, vendored)
	path := filepath.Join(dir, "vendor", "example.com", "money", "money.go")
	text := read(t, path)
	cached(t, cache, dir)
	if !cached(t, cache, dir).Current {
		t.Error("nothing has changed, and the run is not skipped")
	}
	var last *Result
	for _, step := range []string{"", strings.Replace(text, "int64", "string", 1), "", text} {
		if check(t, os.RemoveAll(filepath.Dir(path))); step != "" {
			write(t, path, step)
		}
		result, err := Generate(t.Context(), Config{Dir: dir, Cache: cache})
		check(t, err)
		if result.Current != (step == text) {
			t.Errorf("with %q, Current is %v", step, result.Current)
		}
		if result, err = Generate(t.Context(), Config{Dir: dir, Previous: last}); err != nil {
			t.Fatal(err)
		}
		if got, want := everything(result), everything(generate(t, dir)); got != want {
			t.Errorf("with %q and a previous result:\n%s\nwithout:\n%s", step, got, want)
		}
		last = result
	}
}

// TestVendorFolder: a folder vendor decides how packages are found, even if it is empty.
func TestVendorFolder(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	cache, app := t.TempDir(), filepath.Join(module(t, shop), "app")
	cached(t, cache, app)
	check(t, os.Mkdir(filepath.Join(app, "vendor"), 0o777))
	if _, err := Generate(t.Context(), Config{Dir: app, Cache: cache}); err == nil ||
		!strings.Contains(err.Error(), "inconsistent vendoring") {
		t.Errorf("with an empty folder vendor, the error is %v", err)
	}
}

// TestLinkedOutput: an output that becomes a link to the same text cannot be written, with a
// previous result as without.
func TestLinkedOutput(t *testing.T) {
	dir := module(t, mall)
	commit(t, dir)
	last := generate(t, dir)
	path := filepath.Join(dir, "alone", "alone_typeseal.go")
	check(t, os.Rename(path, filepath.Join(dir, "text")))
	if err := os.Symlink(filepath.Join(dir, "text"), path); err != nil {
		t.Skip(err)
	}
	result, err := Generate(t.Context(), Config{Dir: dir, Previous: last})
	check(t, err)
	if got, want := everything(result), everything(generate(t, dir)); got != want || len(result.Diagnostics) != 1 {
		t.Errorf("with a previous result:\n%s\nwithout:\n%s", got, want)
	}
}
