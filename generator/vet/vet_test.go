package vet_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/generator/vet"
)

// analyzer returns an analyzer by its name.
func analyzer(t *testing.T, name string) *analysis.Analyzer {
	t.Helper()
	for _, a := range vet.Analyzers {
		if a.Name == name {
			return a
		}
	}
	t.Fatalf("there is no analyzer %s", name)
	return nil
}

// module copies a folder of testdata to a new module that uses the runtime of this
// checkout.
func module(t *testing.T, name string) (dir string) {
	t.Helper()
	checkout, err := filepath.Abs("../..")
	check(t, err)
	dir, err = filepath.EvalSymlinks(t.TempDir())
	check(t, err)
	check(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))))
	sum, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	check(t, err)
	write(t, dir, "go.sum", string(sum))
	write(t, dir, "go.mod", "module example.com/app\n\ngo 1.26.0\n\n"+
		"require github.com/typeseal/typeseal v0.0.0\n\n"+
		"replace github.com/typeseal/typeseal => "+checkout+"\n")
	return dir
}

// generated generates the outputs of a module.
func generated(t *testing.T, dir string) {
	t.Helper()
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	for _, d := range result.Diagnostics {
		t.Error(d)
	}
	check(t, generator.Commit(result))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	check(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
}

// edit replaces a part of a file, which must be in it.
func edit(t testing.TB, dir, name, from, to string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	check(t, err)
	if !strings.Contains(string(text), from) {
		t.Fatalf("%s does not have %q", name, from)
	}
	write(t, dir, name, strings.Replace(string(text), from, to, 1))
}

// The analyzers agree with the framework, and none has facts, which would make go vet
// analyze the packages that a package imports.
func TestAnalyzers(t *testing.T) {
	check(t, analysis.Validate(vet.Analyzers))
	var all func(a *analysis.Analyzer)
	all = func(a *analysis.Analyzer) {
		if len(a.FactTypes) > 0 {
			t.Errorf("%s has facts", a.Name)
		}
		for _, r := range a.Requires {
			all(r)
		}
	}
	for _, a := range vet.Analyzers {
		all(a)
	}
}

// reports runs all analyzers at once, and returns what one of them reports in all
// packages, sorted and without duplicates. Paths are relative to dir.
func reports(t *testing.T, dir, name string, env ...string) (list []string) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir, Tests: true,
		Env: append(append(os.Environ(), "GOPROXY=off", "GOWORK=off"), env...),
	}, "./...")
	check(t, err)
	graph, err := checker.Analyze(vet.Analyzers, pkgs, nil)
	check(t, err)
	for _, act := range graph.Roots {
		if act.Analyzer != analyzer(t, name) {
			continue
		}
		check(t, act.Err)
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			rel, err := filepath.Rel(dir, at.Filename)
			check(t, err)
			list = append(list, fmt.Sprintf("%s:%d:%d: %s", rel, at.Line, at.Column, d.Message))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestDirectives(t *testing.T) {
	dir := module(t, "directives")
	analysistest.RunWithSuggestedFixes(t, dir, analyzer(t, "typesealdirective"), "./...")
}

// The analyzer and the generator report the same errors at the same places, also in files
// that the build leaves out, and in a package that does not compile yet.
func TestSameAsGenerator(t *testing.T) {
	dir := module(t, "directives")
	write(t, dir, "excluded_plan9.go", "package app\n\n//typeseal:sign salt=a.excluded max-age=\n"+
		"type Excluded struct{ ID int64 }\n")
	write(t, dir, "uses.go", "package app\n\nfunc uses() { One{}.Sign(nil) }\n")
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	var want []string
	unsure := 0
	for _, d := range slices.Concat(result.Diagnostics, result.Warnings) {
		if d.Unsure {
			unsure++
			continue
		}
		first, _, _ := strings.Cut(d.String(), "\n")
		want = append(want, first)
	}
	slices.Sort(want)
	if len(want) < 20 || unsure == 0 {
		t.Errorf("the generator has only %d diagnostics, and %d that are unsure", len(want), unsure)
	}
	if diff := cmp.Diff(want, reports(t, dir, "typesealdirective")); diff != "" {
		t.Errorf("(-generator +analyzer)\n%s", diff)
	}
}

// TestOutput edits a generated module in each way that makes an output wrong.
func TestOutput(t *testing.T) {
	dir := module(t, "output")
	generated(t, dir)
	const run = "; run go tool typeseal ./..."
	for _, c := range []struct {
		what string
		edit func(dir string)
		want []string
	}{
		{"up to date", func(string) {}, nil},
		{"line ends", func(dir string) {
			text, err := os.ReadFile(filepath.Join(dir, "mail_typeseal.go"))
			check(t, err)
			write(t, dir, "mail_typeseal.go", strings.ReplaceAll(string(text), "\n", "\r\n"))
		}, nil},
		{"another max-age", func(dir string) { edit(t, dir, "mail.go", "max-age=30m", "max-age=40m") }, []string{
			"mail.go:9:6: the methods of type Reset are out of date in mail_typeseal.go" + run,
		}},
		{"a file with cgo", func(dir string) { edit(t, dir, "cgo.go", "max-age=30m", "max-age=40m") }, []string{
			"cgo.go:9:6: the methods of type One are out of date in cgo_typeseal.go" + run,
		}},
		{"another field", func(dir string) { edit(t, dir, "mail.go", "Address string", "Address []byte") }, []string{
			"mail.go:16:6: the methods of type Confirm are out of date in mail_typeseal.go" + run,
		}},
		{"a type of another package", func(dir string) { edit(t, dir, "kind/kind.go", "int", "int8") }, []string{
			"mail.go:16:6: the methods of type Confirm are out of date in mail_typeseal.go" + run,
		}},
		{"an edited output", func(dir string) { edit(t, dir, "mail_typeseal.go", "// Source", "// source") }, []string{
			"mail.go:9:6: the methods of type Reset are out of date in mail_typeseal.go" + run,
		}},
		{"no output", func(dir string) { check(t, os.Remove(filepath.Join(dir, "mail_typeseal.go"))) }, []string{
			"mail.go:9:6: type Reset has no methods: mail_typeseal.go is missing" + run,
		}},
		{"another file", func(dir string) { write(t, dir, "mail_typeseal.go", "package app\n") }, []string{
			"mail.go:9:6: type Reset has no methods: mail_typeseal.go was not generated by typeseal; " +
				"move it out of the way",
		}},
		{"no directive", func(dir string) {
			edit(t, dir, "mail.go", "//typeseal:sign salt=mail.reset max-age=30m\n", "")
			edit(t, dir, "mail.go", "//typeseal:seal salt=mail.confirm max-age=1h\n", "")
		}, []string{"mail_typeseal.go:4:9: mail_typeseal.go has no source with a directive" + run}},
		{"a test that takes a name", func(dir string) {
			write(t, dir, "name_test.go", "package app\n\nfunc typesealEncodeReset() {}\n")
		}, []string{"mail.go:9:6: the methods of type Reset are out of date in mail_typeseal.go" + run}},
		{"a type error in a function", func(dir string) {
			edit(t, dir, "mail.go", "max-age=30m", "max-age=40m")
			write(t, dir, "error.go", "package app\n\nfunc f() int { return nothing }\n")
		}, []string{"mail.go:9:6: the methods of type Reset are out of date in mail_typeseal.go" + run}},
		{"a type error in a declaration", func(dir string) {
			edit(t, dir, "mail.go", "max-age=30m", "max-age=40m")
			write(t, dir, "error.go", "package app\n\nvar x nothing\n")
		}, nil},
		{"a syntax error", func(dir string) { edit(t, dir, "mail.go", "ID int64", "ID int64 {") }, nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			copied := t.TempDir()
			check(t, os.CopyFS(copied, os.DirFS(dir)))
			c.edit(copied)
			if diff := cmp.Diff(c.want, reports(t, copied, "typesealoutput")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestUses checks the analyzers of code that uses tokens, in one package for each. All
// analyzers look at all packages.
func TestUses(t *testing.T) {
	dir := module(t, "uses")
	generated(t, dir)
	all := &analysis.Analyzer{Name: "all", Doc: "run all analyzers in one pass", URL: "none"}
	for _, a := range vet.Analyzers {
		all.Requires = append(all.Requires, a.Requires...)
	}
	all.Run = func(pass *analysis.Pass) (any, error) {
		for _, a := range vet.Analyzers {
			if _, err := a.Run(pass); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	analysistest.Run(t, dir, all, "./...")
}

// BenchmarkElsewhere runs all analyzers on packages that have nothing to do with typeseal.
// Loading them takes dozens of times as long.
func BenchmarkElsewhere(b *testing.B) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, "net/http", "go/types", "crypto/tls")
	check(b, err)
	for b.Loop() {
		_, err := checker.Analyze(vet.Analyzers, pkgs, &checker.Options{Sequential: true})
		check(b, err)
	}
}
