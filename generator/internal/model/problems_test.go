package model_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// TestProblems compares the problems of testdata/*.txtar with the comments on their lines:
// // want "pattern" ... has one pattern for each problem, which is matched against
// "rule: message; help".
func TestProblems(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			pkg, problems := modeltest.Load(t, archive)
			got := map[string][]string{}
			for _, p := range problems {
				got[place(pkg, p)] = append(got[place(pkg, p)], fmt.Sprintf("%s: %s; %s", p.Rule, p.Message, p.Help))
			}
			for line, patterns := range wants(t, archive) {
				compare(t, line, patterns, got[line])
				delete(got, line)
			}
			for line, unwanted := range got {
				t.Errorf("%s: unexpected %q", line, unwanted)
			}
		})
	}
}

func place(pkg *model.Package, p diag.Diagnostic) string {
	at := pkg.Fset.Position(p.Pos)
	return fmt.Sprintf("%s:%d", at.Filename, at.Line)
}

func compare(t *testing.T, line string, patterns, got []string) {
	t.Helper()
	if len(patterns) != len(got) {
		t.Errorf("%s: want %d problems, got %d: %q", line, len(patterns), len(got), got)
		return
	}
	for i, pattern := range patterns {
		if !regexp.MustCompile(pattern).MatchString(got[i]) {
			t.Errorf("%s:\nwant %s\ngot  %s", line, pattern, got[i])
		}
	}
}

// wants reads the patterns of an archive, by file and line.
func wants(t *testing.T, archive *txtar.Archive) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, f := range archive.Files {
		for i, text := range strings.Split(string(f.Data), "\n") {
			_, rest, found := strings.Cut(text, "// want ")
			for found && rest != "" {
				quoted, err := strconv.QuotedPrefix(rest)
				if err != nil {
					t.Fatalf("%s:%d: %v", f.Name, i+1, err)
				}
				pattern, _ := strconv.Unquote(quoted)
				line := fmt.Sprintf("%s:%d", f.Name, i+1)
				all[line] = append(all[line], pattern)
				rest = strings.TrimLeft(rest[len(quoted):], " ")
			}
		}
	}
	return all
}
