package source

import (
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io"
	"strings"
	"testing"
)

func TestConstraint(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"account.go", "package p", ""},
		{"account_linux.go", "package p", "linux"},
		{"account_windows_arm64.go", "package p", "windows && arm64"},
		{"account_amd64.go", "//go:build linux || darwin\n\npackage p", "(linux || darwin) && amd64"},
		{"linux.go", "package p", ""},
		{"arm64_linux.go", "package p", "linux"},
		{"account_arm64_linux.go", "package p", "linux"},
		{"account_unix.go", "package p", ""},
		{"account.v1_linux.go", "package p", ""},
		{"account_linux.v1.go", "package p", "linux"},
		{"a.go", "// License.\n\n//go:build linux && !cgo\n\n// Package p.\npackage p", "linux && !cgo"},
		{"a.go", "//go:build linux\npackage p", "linux"},
		{"a.go", "// +build linux darwin\n// +build amd64\n\npackage p", "(linux || darwin) && amd64"},
		{"a.go", "// +build linux\npackage p", ""},
		{"a.go", "//go:build linux\n// +build darwin\n\npackage p", "linux"},
		{"a.go", "package p\n\n//go:build linux\ntype T int", ""},
		{"a.go", "package p\n\nimport \"C\"", "cgo"},
		{"a_windows.go", "//go:build windows\n\npackage p", "windows"},
		{"a_linux_amd64.go", "//go:build amd64 && foo && linux\n\npackage p", "amd64 && foo && linux"},
		{"a.go", "//go:build linux && (linux && linux)\n\npackage p", "linux"},
		{"a_linux.go", "//go:build linux || darwin\n\npackage p", "(linux || darwin) && linux"},
		{"a.go", "//go:build cgo && !foo && !foo\n\npackage p\n\nimport \"C\"", "cgo && !foo"},
		{"a.go", "// +build linux\n// +build linux\n\npackage p", "linux"},
		{"a_linux.go", "//go:build foo\n\npackage p\n\nimport \"C\"", "foo && linux && cgo"},
	} {
		fset := token.NewFileSet()
		ast, err := parser.ParseFile(fset, c.name, c.src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		f := &File{Name: c.name, AST: ast}
		if got := f.Constraint(fset); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.name, c.src, got, c.want)
		}
	}
}

func TestNeverBuilt(t *testing.T) {
	for line, want := range map[string]bool{
		"//go:build ignore": true, "//go:build ignore && linux": true, "// +build ignore": true,
		"//go:build (linux || windows) && ignore": true,
		"//go:build ignore && (linux || !linux)":  true, "//go:build !(!ignore || linux)": true,
		"": false, "//go:build !ignore": false, "//go:build ignore || linux": false, "//go:build never": false,
		"//go:build !linux && !ignore": false,
	} {
		fset := token.NewFileSet()
		ast, err := parser.ParseFile(fset, "a.go", line+"\n\npackage p", parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&File{AST: ast}).NeverBuilt(fset); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
}

// A file name gives the constraint that the go command derives from it.
func TestNameTagsAgreeWithGoBuild(t *testing.T) {
	parts := []string{
		"a", "linux", "windows", "android", "illumos", "solaris", "ios", "darwin", "js", "wasm", "wasip1", "amd64",
		"arm64", "386", "riscv64", "unix", "cgo", "x.y",
	}
	for _, one := range parts {
		for _, two := range parts {
			name := strings.Join([]string{"x", one, two}, "_") + ".go"
			for _, platform := range []string{
				"linux/amd64", "windows/arm64", "android/arm64", "illumos/amd64", "ios/arm64", "js/wasm", "wasip1/wasm",
				"darwin/386",
			} {
				goos, goarch, _ := strings.Cut(platform, "/")
				c := build.Context{GOOS: goos, GOARCH: goarch, Compiler: "gc", CgoEnabled: true}
				var text string
				c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
				text = "package p"
				want, err := c.MatchFile("", name)
				if err != nil {
					t.Fatal(err)
				}
				if tags := nameTags(name); len(tags) > 0 {
					first, last := &constraint.TagExpr{Tag: tags[0]}, &constraint.TagExpr{Tag: tags[len(tags)-1]}
					text = "//go:build " + (&constraint.AndExpr{X: first, Y: last}).String() + "\n\npackage p"
				}
				if got, err := c.MatchFile("", "plain.go"); got != want || err != nil {
					t.Errorf("%s on %s: %v by its tags, %v by name", name, platform, got, want)
				}
			}
		}
	}
}
