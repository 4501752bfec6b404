package generator

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

const account = `
-- account.go --
package account

import "time"

//typeseal:sign salt=app.reset max-age=30m
type PasswordReset struct {
	UserID int64     ` + "`json:\"uid\"`" + `
	At     time.Time ` + "`json:\"at\"`" + `
}
`

// rel returns paths relative to a directory, separated by spaces.
func rel(t testing.TB, dir string, paths []string) string {
	t.Helper()
	var list []string
	for _, p := range paths {
		name, err := filepath.Rel(dir, p)
		check(t, err)
		list = append(list, filepath.ToSlash(name))
	}
	return strings.Join(list, " ")
}

func outputs(t testing.TB, result *Result) string {
	t.Helper()
	var paths []string
	for _, f := range result.Files {
		paths = append(paths, f.Path)
	}
	return rel(t, result.Dir, paths)
}

func TestGenerate(t *testing.T) {
	dir := module(t, account+"-- b/b.go --\npackage b\n//typeseal:seal salt=app.b max-age=unlimited codec=json "+
		"compress=reveals-length version=3 prefix=acme_ max-size=200\ntype B struct{ ID int }\n")
	result := cleanly(t, dir)
	if got, want := outputs(t, result), "account_typeseal.go b/b_typeseal.go"; got != want {
		t.Errorf("files %s, want %s", got, want)
	}
	for _, f := range result.Files {
		if !bytes.HasPrefix(f.Content, []byte(plan.Header+"\n")) {
			t.Errorf("%s begins with %.60q", f.Path, f.Content)
		}
	}
	tokens := tokensOf(t, dir)
	a, b := tokens[0], tokens[1]
	if a.TypeName != "PasswordReset" || a.Verb != "sign" || a.Salt != "app.reset" || a.MaxAge != 30*time.Minute ||
		len(a.Fields) != 2 || a.State != nil {
		t.Errorf("type %+v", a)
	}
	if b.PackagePath != "example.com/app/b" || b.Codec != "json" || !b.Deflate || b.MaxAge != -1 ||
		b.Version != 3 || b.Prefix != "acme_" || b.MaxSize != 200 {
		t.Errorf("type %+v", b)
	}
}

// TestOldOutput: the output does not depend on an older output.
func TestOldOutput(t *testing.T) {
	dir := module(t, account+"-- use.go --\npackage account\nvar Token, Err = PasswordReset{}.Sign(nil)\n")
	want := cleanly(t, dir).Files[0].Content
	for name, old := range map[string]string{
		"stale":       "package account\nfunc (PasswordReset) Sign(int) Gone { return nowhere }\n",
		"half a file": "package acc",
		"two calls":   "",
	} {
		write(t, filepath.Join(dir, "account_typeseal.go"), plan.Header+"\n"+old)
		if got := cleanly(t, dir).Files[0].Content; !bytes.Equal(got, want) {
			t.Errorf("%s: the output differs", name)
		}
	}
}

// TestDeterministic: the output depends only on the source.
func TestDeterministic(t *testing.T) {
	archive := account + "-- sub/x.go --\npackage sub\n"
	for i := range 8 {
		archive += fmt.Sprintf("-- p%d/a.go --\npackage p\nimport \"example.com/app/p8\"\n//typeseal:sign salt=a%d "+
			"max-age=1h\ntype A struct { M map[string]p8.T; N p8.T }\n-- p%d/b.go --\npackage p\n//typeseal:seal "+
			"salt=b%d max-age=1h codec=json\ntype B struct { A A; C []struct{ X int } }\n", i, i, i, i)
	}
	archive += "-- p8/t.go --\npackage p8\ntype T struct { U []U }\ntype U struct { V string }\n"
	dir := module(t, archive)
	other := module(t, strings.ReplaceAll(archive, "\n", "\r\n"))
	want := cleanly(t, dir)

	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i, c := range []struct {
		dir      string
		patterns []string
	}{
		{dir, []string{"./..."}},
		{filepath.Join(dir, "sub"), nil},
		{filepath.Join(dir, "p3"), []string{"../...", "."}},
		{dir, []string{"./p7", "./p1", ".", "./p0", "./p2", "./p3", "./p6", "./p5", "./p4", "example.com/app/p8"}},
		{other, nil},
	} {
		runtime.GOMAXPROCS(1 + i%2*3)
		t.Setenv("TZ", []string{"UTC", "Asia/Tokyo"}[i%2])
		t.Setenv("LANG", []string{"C", "de_DE.UTF-8"}[i%2])
		t.Setenv("LC_ALL", []string{"C", "tr_TR.UTF-8"}[i%2])
		t.Setenv("GOPATH", t.TempDir())
		got := cleanly(t, c.dir, c.patterns...)
		if outputs(t, got) != outputs(t, want) {
			t.Errorf("%d: files %s, want %s", i, outputs(t, got), outputs(t, want))
			continue
		}
		for j, f := range got.Files {
			if !bytes.Equal(f.Content, want.Files[j].Content) {
				t.Errorf("%d: %s differs", i, f.Path)
			}
		}
	}
}

// TestNoUserComments: the output contains no comment of the source.
func TestNoUserComments(t *testing.T) {
	// go generate also reads this file, so the line is put together below.
	dir := module(t, strings.ReplaceAll(`
-- a.go --
package p

// A is documented. */ func init() { evil() } /*
//go:build evil
//go:linkname evil runtime.evil
//export evil
//line evil.go:1
//go:GENERATE evil
//
//typeseal:sign salt=a max-age=1h
type A struct {
	//go:embed evil
	B int // evil
	/* evil */ C struct{ D int /* evil */ }
}
`, "GENERATE", "generate"))
	result := cleanly(t, dir)
	if text := result.Files[0].Content; bytes.Contains(text, []byte("evil")) || bytes.Contains(text, []byte("//go:")) {
		t.Errorf("the output contains a comment:\n%s", text)
	}
}

// TestLineComments: //line comments do not change where the output is written.
func TestLineComments(t *testing.T) {
	start := time.Now()
	dir := module(t, "-- a.go --\npackage p\n//line ../../evil.go:1\n//typeseal:sign salt=a max-age=1h\ntype A "+
		"struct{ B int }\n"+
		"//line /etc/x.go:1073741823:1073741823\n//typeseal:seal salt=b max-age=1h\ntype B struct{ C, /*line "+
		"y.go:1:1*/ D int }\n")
	result := cleanly(t, dir)
	if got := outputs(t, result); got != "a_typeseal.go" ||
		!bytes.Contains(result.Files[0].Content, []byte("// Source: a.go\n")) {
		t.Errorf("files %s", got)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("it took %v", d)
	}
}

// TestLinkedModule: the module may be the target of a symbolic link.
func TestLinkedModule(t *testing.T) {
	dir := module(t, account)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	result := cleanly(t, link)
	diff, err := Diff(result)
	if err != nil || !strings.Contains(diff, "\n+++ b/account_typeseal.go\n") {
		t.Errorf("Diff: %v\n%.200s", err, diff)
	}
	if err := Commit(result); err != nil {
		t.Error(err)
	}
	if got := stale(t, cleanly(t, dir)); got != "" {
		t.Errorf("stale %s", got)
	}
}

// TestWorkspace: packages of another module in the workspace are included only if they are
// named. Their output is written to their own module.
func TestWorkspace(t *testing.T) {
	dir := module(t, "-- go.work --\ngo 1.26.0\nuse ./a\nuse ./b\n-- go.mod --\nmodule example.com/root\n\ngo 1.26.0\n"+
		"-- a/go.mod --\nmodule example.com/a\n\ngo 1.26.0\n-- a/a.go --\npackage a\nimport "+
		"\"example.com/b\"\n//typeseal:sign salt=a max-age=1h\ntype A struct{ B b.B }\n"+
		"-- b/go.mod --\nmodule example.com/b\n\ngo 1.26.0\n-- b/b.go --\npackage b\n//typeseal:sign salt=b "+
		"max-age=1h\ntype B struct{ C int }\n")
	a := filepath.Join(dir, "a")
	if got := outputs(t, cleanly(t, a)); got != "a_typeseal.go" {
		t.Errorf("files %s", got)
	}
	result := cleanly(t, a, "./...", "../b")
	if got := outputs(t, result); got != "a_typeseal.go ../b/b_typeseal.go" {
		t.Errorf("files %s", got)
	}
	if err := Commit(result); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "b", "b_typeseal.go")); err != nil {
		t.Error(err)
	}
}

// TestSaltsOfOtherPackages: salts are compared in the whole module, even if only one package
// is named.
func TestSaltsOfOtherPackages(t *testing.T) {
	dir := module(t, account+"-- b/b.go --\npackage b\n//typeseal:sign salt=app.reset max-age=1h\ntype B struct{ "+
		"ID int }\n-- c/c.go --\npackage c\n//typeseal:nonsense\n//typeseal:seal salt=c max-age=1h\ntype C "+
		"struct{ ID any }\n")
	for pattern, file := range map[string]string{".": "account.go", "./b": "b.go"} {
		result := generate(t, dir, pattern)
		if len(result.Diagnostics) != 1 || result.Diagnostics[0].Rule != "salt" ||
			filepath.Base(result.Diagnostics[0].Position.Filename) != file {
			t.Errorf("%s: %v", pattern, result.Diagnostics)
		}
	}
	if result := generate(t, dir, "./c"); len(result.Diagnostics) != 2 { // its own alone
		t.Errorf("./c: %v", result.Diagnostics)
	}
}

// TestConstraints: the output of a file for one platform has the file's build constraint,
// because the name of the output does not imply it.
func TestConstraints(t *testing.T) {
	dir := module(t, `
-- a_`+runtime.GOOS+`.go --
//go:build !never

package p

//typeseal:sign salt=a max-age=1h
type A struct{ ID int }
-- a_plan9.go --
package p

//typeseal:sign salt=a max-age=1h
type A struct{ ID int }
-- a_plan9_typeseal.go --
`+plan.Header+`
//go:build plan9

package p
-- gone_plan9_typeseal.go --
`+plan.Header+`
//go:build plan9

package p
-- plain_plan9.go --
package p
-- plain_plan9_typeseal.go --
`+plan.Header+`
//go:build plan9

package p
`)
	result := cleanly(t, dir)
	if got, want := outputs(t, result), "a_"+runtime.GOOS+"_typeseal.go"; got != want {
		t.Errorf("files %s, want %s", got, want)
	}
	if want := "\n//go:build !never && " + runtime.GOOS + "\n"; !bytes.Contains(result.Files[0].Content, []byte(want)) {
		t.Errorf("no %q in the output", want)
	}
	// The output for another platform is not an orphan if its source has a directive.
	if got, want := rel(t, dir, result.Orphans), "gone_plan9_typeseal.go plain_plan9_typeseal.go"; got != want {
		t.Errorf("orphans %s, want %s", got, want)
	}
}

// TestLeftOutInWorkspace: packages that this build excludes are read in each module of a
// workspace.
func TestLeftOutInWorkspace(t *testing.T) {
	dir := module(t, "-- go.mod --\nmodule example.com/unused\n"+
		"-- go.work --\ngo 1.26.0\nuse ./a\nuse ./b\n-- a/go.mod --\nmodule example.com/a\ngo 1.26.0\n-- b/go.mod "+
		"--\nmodule example.com/b\ngo 1.26.0\n"+
		"-- a/a.go --\npackage a\n-- b/b.go --\npackage b\n-- b/left/left_plan9.go --\npackage left\n//typeseal:sgin "+
		"salt=b max-age=1h\ntype B struct{ A int }\n")
	check(t, os.Remove(filepath.Join(dir, "go.mod")))
	if result := generate(t, dir); len(result.Diagnostics) != 1 || result.Diagnostics[0].Rule != "directive" {
		t.Errorf("%v", result.Diagnostics)
	}
}

// TestNamelessFolders: a folder that cannot be part of an import path does not stop the
// generator. If it has a directive, there is a warning.
func TestNamelessFolders(t *testing.T) {
	for _, folder := range []string{"with space", "päckage", "-dash", "a@b", "con", "日本", "it's"} {
		dir := module(t, account+"-- "+folder+"/a.go --\npackage a\n")
		for _, patterns := range [][]string{nil, {"./..."}, {"."}} {
			result := cleanly(t, dir, patterns...)
			if len(result.Files) != 1 || len(result.Warnings) != 0 {
				t.Errorf("%s, %v: %d files, %v", folder, patterns, len(result.Files), result.Warnings)
			}
		}
		write(t, filepath.Join(dir, folder, "b.go"),
			"package a\n\n//typeseal:sign salt=b max-age=1h\ntype B struct{ A int }\n")
		if result := cleanly(t, dir, "./..."); len(result.Files) != 1 || len(result.Warnings) != 1 {
			t.Errorf("%s: %d files, %v", folder, len(result.Files), result.Warnings)
		}
		cleanly(t, dir, ".")
	}
	dir := module(t, "-- only this/a.go --\npackage a\n\n//typeseal:sign salt=b max-age=1h\ntype B struct{ A int }\n")
	if result := cleanly(t, dir); len(result.Warnings) != 1 {
		t.Errorf("alone: %v", result.Warnings)
	}
}

func TestOrphans(t *testing.T) {
	old := plan.Header + "\n\npackage p\n"
	dir := module(t, "-- a.go --\npackage p\n//typeseal:sign salt=a max-age=1h\ntype A struct{}\n-- "+
		"a_typeseal.go --\n"+old+
		"-- b.go --\npackage p\n// The text //typeseal:sign is no directive here.\n-- b_typeseal.go --\n"+old+
		"-- c_typeseal.go --\n"+old+"-- d_typeseal.go --\npackage p\n-- e.go --\n"+old+
		"-- f/f_typeseal.go --\n"+old+"-- g/g_typeseal.go --\n"+old+"-- testdata/h_typeseal.go --\n"+old)
	want := "b_typeseal.go c_typeseal.go f/f_typeseal.go g/g_typeseal.go"
	if got := rel(t, dir, cleanly(t, dir).Orphans); got != want {
		t.Errorf("orphans %s, want %s", got, want)
	}
	if got, want := rel(t, dir, cleanly(t, dir, "./g").Orphans), "g/g_typeseal.go"; got != want {
		t.Errorf("orphans in g %s, want %s", got, want)
	}
}

// TestUnreadableSource: an output is not an orphan if its source cannot be read.
func TestUnreadableSource(t *testing.T) {
	dir := module(t, "-- a_typeseal.go --\n"+plan.Header+"\n\npackage p\n-- b.go --\npackage p\n")
	if err := os.Symlink("nowhere", filepath.Join(dir, "a.go")); err != nil {
		t.Skip(err)
	}
	if result := cleanly(t, dir); len(result.Orphans) > 0 {
		t.Errorf("orphans %s", result.Orphans)
	}
	if err := os.Chmod(filepath.Join(dir, "b.go"), 0); err != nil || os.Geteuid() == 0 {
		t.Skip("this user can read every file")
	}
	if _, err := Generate(t.Context(), Config{Dir: dir}); err == nil {
		t.Error("a file that cannot be read is ignored")
	}
}

// TestDeepNesting: input that is made to exhaust the generator does not.
func TestDeepNesting(t *testing.T) {
	const n = 100_000
	for name, src := range map[string]string{
		"parentheses":  "type A struct{ X " + strings.Repeat("(", n) + "int" + strings.Repeat(")", n) + " }",
		"pointers":     "type A struct{ X " + strings.Repeat("*", n) + "int }",
		"slices":       "type A struct{ X " + strings.Repeat("[]", n) + "int }",
		"structs":      "type A struct{ X " + strings.Repeat("struct{X ", n) + "int" + strings.Repeat("}", n) + " }",
		"fewer slices": "type A struct{ X " + strings.Repeat("[]", n/100) + "int }",
		"length":       "type A struct{ X [" + strings.Repeat("(", n/100) + "1" + strings.Repeat(")", n/100) + "]any }",
		"sum":          "type A struct{ X [" + strings.Repeat("1+", n/10) + "1]any }",
		"literal": "var x = " + strings.Repeat("[]any{", n) + strings.Repeat("}", n) +
			"\n\ntype A struct{ X any }",
	} {
		t.Run(name, func(t *testing.T) {
			i := strings.Index(src, "type A")
			dir := module(t, "-- a.go --\npackage p\n\n"+src[:i]+"//typeseal:sign salt=a max-age=1h\n"+src[i:]+"\n")
			start := time.Now()
			result := generate(t, dir)
			if len(result.Diagnostics) == 0 || time.Since(start) > 20*time.Second {
				t.Errorf("%d diagnostics after %v", len(result.Diagnostics), time.Since(start))
			}
			for _, d := range result.Diagnostics {
				if len(d.String()) > 5000 {
					t.Errorf("a diagnostic of %d bytes: %.300s", len(d.String()), d)
				}
			}
		})
	}
}

// TestRunsNothing: the generator runs no code or command of the module.
func TestRunsNothing(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	dir := module(t, account+`
-- init.go --
package account

import "os"

//go:`+"generate"+` touch `+mark+`
func init() { os.WriteFile("`+mark+`", nil, 0o666) }
-- cgo.go --
package account

// #cgo LDFLAGS: -Wl,-o,`+mark+`
import "C"
-- account_test.go --
package account

import "os"

func TestMain() { os.WriteFile("`+mark+`", nil, 0o666) }
-- .git/config --
[core]
	fsmonitor = "touch `+mark+`"
-- .git/HEAD --
ref: refs/heads/main
`)
	cleanly(t, dir)
	if _, err := os.Stat(mark); err == nil {
		t.Error("something was run")
	}
}

func TestTrouble(t *testing.T) {
	dir := module(t, account)
	for _, config := range []Config{
		{Dir: string(filepath.Separator)},
		{Dir: dir, Patterns: []string{"./gone"}},
		{Dir: dir, Patterns: []string{"fmt"}},
		{Dir: filepath.Join(dir, "gone")},
	} {
		if result, err := Generate(t.Context(), config); err == nil {
			t.Errorf("%+v gives %d files", config, len(result.Files))
		}
	}
	write(t, filepath.Join(dir, "go.mod"), "modul example.com/app\n")
	if _, err := Generate(t.Context(), Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "go.mod:1") {
		t.Errorf("a bad go.mod gives %v", err)
	}
}

func TestDiagnosticsSorted(t *testing.T) {
	dir := module(t, "-- b/b.go --\npackage b\n//typeseal:x\ntype B struct{}\n-- a/a.go --\npackage "+
		"a\n//typeseal:y\ntype A struct{}\n//typeseal:z\ntype C struct{}\n")
	var lines []string
	for _, d := range generate(t, filepath.Join(dir, "b"), "../...").Diagnostics {
		line, _, _ := strings.Cut(d.String(), ": ")
		lines = append(lines, line)
	}
	if want := []string{"../a/a.go:2:12", "../a/a.go:4:12", "b.go:2:12"}; !slices.Equal(slices.Compact(lines), want) {
		t.Errorf("diagnostics at %q, want %q", lines, want)
	}
}
