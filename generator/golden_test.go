package generator

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// unpack writes the files of an archive to dir. If there is no go.mod, unpack adds one, for
// example.com/app.
func unpack(t testing.TB, dir string, archive *txtar.Archive) {
	t.Helper()
	files := archive.Files
	if !slices.ContainsFunc(files, func(f txtar.File) bool { return f.Name == "go.mod" }) {
		files = append(files, txtar.File{Name: "go.mod", Data: []byte("module example.com/app\n\ngo 1.26.0\n")})
	}
	for _, f := range files {
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	check(t, os.MkdirAll(filepath.Dir(path), 0o777))
	check(t, os.WriteFile(path, []byte(text), 0o666))
}

// module unpacks the text of an archive into a new directory.
func module(t testing.TB, archive string) string {
	t.Helper()
	dir := t.TempDir()
	unpack(t, dir, txtar.Parse([]byte(archive)))
	return dir
}

func generate(t testing.TB, dir string, patterns ...string) *Result {
	t.Helper()
	result, err := Generate(t.Context(), Config{Dir: dir, Patterns: patterns})
	check(t, err)
	return result
}

// cleanly generates, and reports diagnostics as errors of the test, and outputs that gofmt
// would change.
func cleanly(t testing.TB, dir string, patterns ...string) *Result {
	t.Helper()
	result := generate(t, dir, patterns...)
	for _, d := range result.Diagnostics {
		t.Error(d)
	}
	for _, f := range result.Files {
		if !strings.HasSuffix(f.Path, ".go") {
			continue
		}
		if formatted, err := format.Source(f.Content); err != nil || !bytes.Equal(formatted, f.Content) {
			t.Errorf("%s is not formatted by gofmt: %v", f.Path, err)
		}
	}
	return result
}

// tokensOf returns the tokens of the packages.
func tokensOf(t testing.TB, dir string, patterns ...string) []Token {
	t.Helper()
	result, err := Generate(t.Context(), Config{Dir: dir, Patterns: patterns, TypesOnly: true})
	check(t, err)
	return result.Tokens
}

// TestErrors: each golden is a module with mistakes, and their diagnostics.
func TestErrors(t *testing.T) {
	goldens(t, "errors", 20, func(t *testing.T, result *Result) string {
		if len(result.Diagnostics) == 0 || len(result.Files) > 0 {
			t.Errorf("%d diagnostics, %d files", len(result.Diagnostics), len(result.Files))
		}
		if err := Commit(result); err == nil {
			t.Error("Commit accepts a result with diagnostics")
		}
		return said(result)
	})
}

// TestWarnings: each golden is a module with output and with warnings.
func TestWarnings(t *testing.T) {
	goldens(t, "warnings", 1, func(t *testing.T, result *Result) string {
		if len(result.Diagnostics) > 0 || len(result.Warnings) == 0 || len(result.Files) == 0 {
			t.Errorf("%d warnings, %d files, %v", len(result.Warnings), len(result.Files), result.Diagnostics)
		}
		return said(result)
	})
}

// said returns the diagnostics and warnings of a result, each with the line of the source
// and carets under what is wrong.
func said(result *Result) string {
	var b strings.Builder
	for _, d := range slices.Concat(result.Diagnostics, result.Warnings) {
		if d.Warning {
			b.WriteString("warning: ")
		}
		b.WriteString(d.String() + "\n")
		if d.Source != "" {
			b.WriteString("\t" + printable(d.Source) + "\n\t" + carets(d) + "\n")
		}
	}
	return b.String()
}

// carets returns the line below the line of the source.
func carets(d Diagnostic) string {
	from, to := d.Position.Column-1, d.EndColumn-1
	blank := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, d.Source[:from])
	return blank + strings.Repeat("^", max(1, utf8.RuneCountInString(d.Source[from:to])))
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}

// goldens generates for the modules of a directory, and compares what say returns with the
// file want.
func goldens(t *testing.T, dir string, least int, say func(*testing.T, *Result) string) {
	paths, err := filepath.Glob("../testdata/golden/" + dir + "/*.txtar")
	if err != nil || len(paths) < least {
		t.Fatalf("%d goldens, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			golden, err := txtar.ParseFile(path)
			check(t, err)
			dir := t.TempDir()
			unpack(t, dir, golden)
			got := say(t, generate(t, dir))
			i := slices.IndexFunc(golden.Files, func(f txtar.File) bool { return f.Name == "want" })
			if i < 0 {
				i = len(golden.Files)
				golden.Files = append(golden.Files, txtar.File{Name: "want"})
			}
			if *update {
				golden.Files[i].Data = []byte(got)
				check(t, os.WriteFile(path, txtar.Format(golden), 0o666))
			}
			if diff := cmp.Diff(string(golden.Files[i].Data), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
