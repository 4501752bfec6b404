package source

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWantFolders: patterns that are folders name the same packages as for the go command.
func TestWantFolders(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	root := unpack(t, `
-- go.mod --
module example.com/m

go 1.26.0
-- root.go --
package m
-- a/a.go --
package a
-- a/b/b.go --
package b
-- a/testdata/t/t.go --
package t
-- ab/ab.go --
package ab
-- _skip/s.go --
package s
-- only/only_plan9.go --
package only
-- tests/x_test.go --
package tests
-- empty/readme.txt --
-- nested/go.mod --
module example.com/nested
-- nested/n.go --
package nested
`)
	for _, from := range []string{".", "a"} {
		dir := filepath.Join(root, from)
		for _, patterns := range []string{
			".", "./", "./.", "./...", "./a", "./a/", "./a/.", "./a/...", "./a...", "./b", "./b/...", "./ab ./a/b",
			"./a/../ab", "./only", "./only/...", "./tests", "./tests/...", "./empty", "./empty/...", "./nested",
			"./nested/...", "./none", "./none/...", "./a/testdata/t", "./a/testdata/...", "./_skip", "./...b",
			"./.../b", "..", "../ab", "../...", "example.com/m/a", "a", "...", "all", "time", "./a.go",
			"./a ./none", "./a/... ./...",
		} {
			list := strings.Fields(patterns)
			m, err := Load(t.Context(), Config{
				Dir: dir, Patterns: list, Header: header, Mentions: func([]byte) bool { return false },
			})
			if err != nil {
				continue // the go command was asked
			}
			var got, want []string
			for _, p := range m.Packages {
				if p.Wanted {
					got = append(got, p.Path)
				}
			}
			named, err := golist(t.Context(), dir, list...)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range named {
				want = append(want, l.ImportPath)
			}
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s in %s: %v, want %v", patterns, from, got, want)
			}
		}
	}
}
