package generator

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestLockSample: the lock of the sample, which has types of every kind, is what the
// generator writes. Facts that are only in the lock are kept.
func TestLockSample(t *testing.T) {
	archive, err := txtar.ParseFile("../testdata/lock/sample.txtar")
	check(t, err)
	dir := t.TempDir()
	unpack(t, dir, archive)
	path := filepath.Join(dir, "typeseal.lock")
	want := read(t, path)
	result := cleanly(t, dir)
	if got := string(result.Locks[0].Content); got != want || len(result.Changes) > 0 {
		t.Errorf("%v\n%s", result.Changes, got)
	}
	check(t, os.Remove(path))
	var alone []string
	for line := range strings.Lines(want) {
		if !strings.HasPrefix(line, "retired ") && !strings.Contains(line, " since ") {
			alone = append(alone, line)
		}
	}
	if got := string(cleanly(t, dir).Locks[0].Content); got != strings.Join(alone, "") {
		t.Errorf("without a lock, the generator writes\n%s", got)
	}
}

// TestLockFormat1: a lock that a typeseal of format 1 wrote is rewritten, although nothing
// has changed since, and a note says so.
func TestLockFormat1(t *testing.T) {
	archive, err := txtar.ParseFile("../testdata/lock/sample.txtar")
	check(t, err)
	dir := t.TempDir()
	unpack(t, dir, archive)
	path := filepath.Join(dir, "typeseal.lock")
	want := read(t, path)
	write(t, path, read(t, filepath.Join(dir, "format1.lock")))
	result := cleanly(t, dir)
	if got := string(result.Locks[0].Content); got != want || len(result.Changes) > 0 {
		t.Errorf("%v\n%s", result.Changes, got)
	}
	if len(result.Notes) != 1 || !strings.Contains(result.Notes[0], "has an older format") {
		t.Errorf("notes %q", result.Notes)
	}
	check(t, Commit(result))
	if again := cleanly(t, dir); len(again.Notes)+len(again.Changes) > 0 || read(t, path) != want {
		t.Errorf("the second time: %q, %v", again.Notes, again.Changes)
	}
}

// TestStructNames: a field whose type contains a struct has the name of the struct, however
// the source writes it.
func TestStructNames(t *testing.T) {
	dir := module(t, `
-- q/q.go --
package q

type ID struct{ N int }

type Aka = ID

type Pair[T any] struct{ A T }

type Twin[T any] = Pair[T]

type Outer[T any] struct {
	X Pair[T]
}
-- a.go --
package app

import (
	"net/netip"

	"example.com/app/q"
)

type local = q.ID

type addr = netip.Addr

type own struct{ N int }

type Named own

//typeseal:sign salt=a max-age=1h
type T struct {
	Own      []*own
	Named    map[string]Named
	ID       q.ID
	Aka      [3]q.Aka
	Local    *local
	Pair     q.Pair[q.ID]
	PairAka  q.Pair[q.Aka]
	Twin     q.Twin[local]
	Outer    q.Outer[local]
	Pointer  q.Pair[*local]
	Deep     q.Pair[map[string][]q.Pair[[2]addr]]
	Inline   q.Pair[struct{ X local "json:\"a b\"" }]
	NoName   struct{ N int }
	NoStruct []int
}
`)
	want := map[string]string{
		"Own": "example.com/app.own", "Named": "example.com/app.Named", "ID": "example.com/app/q.ID",
		"Aka": "example.com/app/q.ID", "Local": "example.com/app/q.ID", "NoName": "", "NoStruct": "",
		"Pair":    "example.com/app/q.Pair[example.com/app/q.ID]",
		"PairAka": "example.com/app/q.Pair[example.com/app/q.ID]",
		"Twin":    "example.com/app/q.Pair[example.com/app/q.ID]",
		"Outer":   "example.com/app/q.Outer[example.com/app/q.ID]",
		"Pointer": "example.com/app/q.Pair[*example.com/app/q.ID]",
		"Deep":    "example.com/app/q.Pair[map[string][]example.com/app/q.Pair[[2]net/netip.Addr]]",
		"Inline":  `example.com/app/q.Pair[struct{X example.com/app/q.ID "json:\"a b\""}]`,
	}
	commit(t, dir)
	result, err := Generate(t.Context(), Config{Dir: dir, Lock: "typeseal.lock"})
	check(t, err)
	got := map[string]string{}
	for _, f := range result.Tokens[0].Fields {
		got[f.Go] = f.Of
		if f.Go == "Outer" && f.Fields[0].Of != want["Pair"] {
			t.Errorf("inside Outer: %s", f.Fields[0].Of)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestLockChangedSince: if two runs overlap, the second Commit fails, so that no line is lost.
func TestLockChangedSince(t *testing.T) {
	dir := module(t, account)
	first := cleanly(t, dir)
	write(t, filepath.Join(dir, "b", "b.go"), "package b\n//typeseal:sign salt=b max-age=1h\ntype B struct{}\n")
	commit(t, dir)
	before := tree(t, dir)
	if err := Commit(first); err == nil ||
		!strings.Contains(err.Error(), "typeseal.lock has changed since it was read; run typeseal again") {
		t.Errorf("error %v", err)
	}
	if after := tree(t, dir); after != before {
		t.Errorf("a file was changed:\n%s", after)
	}
}

// TestLockForeign: something else with the name of the lock is not replaced.
func TestLockForeign(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"text":   func(path string) error { return os.WriteFile(path, []byte("my notes\n"), 0o666) },
		"folder": func(path string) error { return os.Mkdir(path, 0o777) },
		"link":   func(path string) error { return os.Symlink(filepath.Join(filepath.Dir(path), "elsewhere"), path) },
	} {
		for _, when := range []string{"before Generate", "after Generate"} {
			dir := module(t, account)
			result := cleanly(t, dir)
			if err := put(filepath.Join(dir, "typeseal.lock")); err != nil {
				t.Skip(err)
			}
			if when == "before Generate" {
				result = generate(t, dir)
				if d := result.Diagnostics; len(d) != 1 || d[0].Rule != "lock" || d[0].Help == "" ||
					len(result.Locks) > 0 {
					t.Errorf("%s: %v", name, d)
				}
			}
			before := tree(t, dir)
			if err := Commit(result); err == nil {
				t.Errorf("%s %s: Commit does not fail", name, when)
			}
			if tree(t, dir) != before {
				t.Errorf("%s %s: a file was changed", name, when)
			}
		}
	}
}

// TestLockExcluded: a type that this build excludes keeps its lines. A type that differs on
// another platform is compared by a build for that platform.
func TestLockExcluded(t *testing.T) {
	t.Setenv("GOOS", "linux")
	dir := module(t, account+"-- l_linux.go --\npackage account\n//typeseal:sign salt=l max-age=1h\ntype L "+
		"struct{ A int }\n")
	commit(t, dir)
	linux := read(t, filepath.Join(dir, "typeseal.lock"))
	t.Setenv("GOOS", "windows")
	if got := string(cleanly(t, dir).Locks[0].Content); got != linux {
		t.Errorf("on windows the lock is\n%s", got)
	}
	write(t, filepath.Join(dir, "l_windows.go"),
		"package account\n//typeseal:sign salt=l max-age=1h\ntype L struct{ A, B int }\n")
	if d := generate(t, dir).Diagnostics; len(d) != 1 || !strings.Contains(d[0].Message, "field B (int) is new") {
		t.Errorf("%v", d)
	}
}

// TestLockElsewhere: a type in a package that is not named, or in a file that this build
// excludes, keeps its salt: no other type can take the salt, and a change of it is noticed.
func TestLockElsewhere(t *testing.T) {
	t.Setenv("GOOS", "linux")
	const text = "package NAME\n//typeseal:sign salt=SALT max-age=1h\ntype TYPE struct{ A int }\n"
	source := func(pkg, salt, typ string) string {
		return strings.NewReplacer("NAME", pkg, "SALT", salt, "TYPE", typ).Replace(text)
	}
	for name, at := range map[string]string{"another package": "q/q.go", "another build": "q/q_windows.go"} {
		dir := module(t, "-- p/p.go --\npackage p\n-- q/q.go --\n"+source("q", "y", "Y"))
		commit(t, dir)
		check(t, os.Rename(filepath.Join(dir, "q", "q.go"), filepath.Join(dir, filepath.FromSlash(at))))
		write(t, filepath.Join(dir, filepath.FromSlash(at)), source("q", "w", "Y"))
		want := "salt was y and is now w"
		if d := generate(t, dir).Diagnostics; len(d) != 1 || !strings.Contains(d[0].Message, want) ||
			filepath.Base(d[0].Position.Filename) != filepath.Base(at) {
			t.Errorf("%s: %v", name, d)
		}
		write(t, filepath.Join(dir, "p", "p.go"), source("p", "y", "Z"))
		want = "salt y belongs to Y, which still has other tokens"
		for _, pattern := range []string{"./p", "./..."} {
			if d := generate(t, dir, pattern).Diagnostics; len(d) != 1 || !strings.Contains(d[0].Message, want) {
				t.Errorf("%s, %s: %v", name, pattern, d)
			}
		}
	}
}

// TestLockBrokenSource: a type is not removed from the lock while the source has errors.
func TestLockBrokenSource(t *testing.T) {
	t.Setenv("GOOS", "linux")
	dir := module(t, account+"-- b.go --\npackage account\n//typeseal:sign salt=b max-age=1h\ntype B struct{ A int }\n")
	commit(t, dir)
	for _, name := range []string{"b.go", "b_windows.go"} {
		check(t, os.Rename(filepath.Join(dir, "b.go"), filepath.Join(dir, name)))
		for _, broken := range []string{
			"//typeseal:sign salt=b max-age=1h\ntype B struct{ A Gone }\n",
			"//typeseal:sign max-age=1h\ntype B struct{ A int }\n",
			"//typeseal:sign salt= max-age=1h\ntype B struct{ A int }\n",
			"//typeseal:sign salt=B max-age=1h\ntype B struct{ A int }\n",
			"//typeseal:sign slat=b max-age=1h\ntype B struct{ A int }\n",
			"//typeseal:sgin salt=b max-age=1h\ntype B struct{ A int }\n",
		} {
			if name == "b_windows.go" && strings.Contains(broken, "Gone") {
				continue // not part of this build
			}
			write(t, filepath.Join(dir, name), "package account\n"+broken)
			result := generate(t, dir)
			if len(result.Diagnostics) != 1 || len(result.Changes) > 0 || len(result.Locks) > 0 {
				t.Errorf("%s: %s%v, %v", name, broken, result.Diagnostics, result.Changes)
			}
		}
		check(t, os.Rename(filepath.Join(dir, name), filepath.Join(dir, "b.go")))
	}
}

// TestLockWorkspace: each module of a workspace has its own lock.
func TestLockWorkspace(t *testing.T) {
	dir := t.TempDir()
	const source = "-- go.mod --\nmodule example.com/NAME\n\ngo 1.26.0\n-- a.go --\npackage a\n//typeseal:sign " +
		"salt=NAME max-age=1h\ntype A struct{ B int }\n"
	for _, name := range []string{"one", "two"} {
		unpack(t, filepath.Join(dir, name), txtar.Parse([]byte(strings.ReplaceAll(source, "NAME", name))))
	}
	write(t, filepath.Join(dir, "go.work"), "go 1.26.0\n\nuse (\n\t./one\n\t./two\n)\n")
	t.Setenv("GOWORK", filepath.Join(dir, "go.work"))
	one := filepath.Join(dir, "one")
	commit(t, one)
	before := read(t, filepath.Join(one, "typeseal.lock"))
	check(t, Commit(cleanly(t, one, "../two")))
	if after := read(t, filepath.Join(one, "typeseal.lock")); after != before {
		t.Errorf("the lock of module one is\n%s", after)
	}
	if got := read(t, filepath.Join(dir, "two", "typeseal.lock")); strings.Contains(got, "one") ||
		!strings.Contains(got, "sign two type example.com/two A\n") {
		t.Errorf("the lock of module two is\n%s", got)
	}
}

// TestLockSince: while older versions are accepted, the lock has the date on which the minted
// version last changed.
func TestLockSince(t *testing.T) {
	const former = "\n//typeseal:former of=A version=1\ntype AV1 struct{ B int }\nfunc (AV1) Upgrade() (A, error) " +
		"{ panic(0) }\nfunc (A) Downgrade() (AV1, error) { panic(0) }\n"
	source := func(options, fields string) string {
		return "package a\n//typeseal:sign salt=a max-age=1h " + options + "\ntype A struct{ " + fields + " }\n" +
			former
	}
	dir := module(t, "-- a.go --\npackage a\n//typeseal:sign salt=a max-age=1h\ntype A struct{ B int }\n")
	path, lock := filepath.Join(dir, "a.go"), filepath.Join(dir, "typeseal.lock")
	today := func() string { return "sign a since " + time.Now().UTC().Format(time.DateOnly) + "\n" }
	for i, step := range []struct {
		options string
		dated   bool
	}{
		{"version=2 accept=1 mint=1", false},
		{"version=2 accept=1", true},
		{"version=2 accept=1 ", true},
	} {
		write(t, path, source(step.options, "B, C int"))
		before := today()
		commit(t, dir)
		text := read(t, lock)
		if dated := strings.Contains(text, before) || strings.Contains(text, today()); dated != step.dated {
			t.Errorf("step %d:\n%s", i, text)
		}
	}
	past := "sign a since 2026-01-02\n"
	write(t, lock, strings.NewReplacer(today(), past).Replace(read(t, lock)))
	commit(t, dir)
	if text := read(t, lock); !strings.Contains(text, past) {
		t.Errorf("the date is missing:\n%s", text)
	}
	write(t, path, strings.Replace(source("version=2", "B, C int"), former, "", 1))
	commit(t, dir)
	if text := read(t, lock); strings.Contains(text, " since ") {
		t.Errorf("the lock still has a date:\n%s", text)
	}
}

// TestLookOnly: Commit refuses a result that compares with another revision, or that has only
// types.
func TestLookOnly(t *testing.T) {
	dir := module(t, account)
	commit(t, dir)
	good := read(t, filepath.Join(dir, "typeseal.lock"))
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git: %v\n%s", err, out)
		}
	}
	git("init", "-q")
	git("commit", "-q", "-m", "nothing", "--allow-empty")
	for _, text := range []string{good, "nonsense"} {
		write(t, filepath.Join(dir, "typeseal.lock"), text)
		git("add", ".")
		git("commit", "-q", "-m", "a lock")
	}
	before := tree(t, dir)
	look := func(config Config) *Result {
		t.Helper()
		config.Dir = dir
		result, err := Generate(t.Context(), config)
		check(t, err)
		if err := Commit(result); err == nil || tree(t, dir) != before || len(result.Locks) > 0 {
			t.Errorf("error %v, %d locks, or a file was changed", err, len(result.Locks))
		}
		return result
	}
	if r := look(Config{Against: "HEAD~2"}); len(r.Diagnostics) > 0 || len(r.Changes) != 1 ||
		r.Changes[0].Change.Edit != "type added" {
		t.Errorf("against no lock: %+v", r)
	}
	if r := look(Config{Against: "HEAD~1"}); len(r.Diagnostics)+len(r.Changes) > 0 {
		t.Errorf("against the same: %+v", r)
	}
	if r := look(Config{Against: "HEAD"}); len(r.Diagnostics) != 1 {
		t.Errorf("against nonsense: %v", r.Diagnostics)
	}
	if r := look(Config{TypesOnly: true}); len(r.Diagnostics)+len(r.Files) > 0 || len(r.Tokens) != 1 {
		t.Errorf("types only: %+v", r)
	}
}

// TestFreezeRoundTrip: the struct that Freeze writes has the shape that the lock has.
func TestFreezeRoundTrip(t *testing.T) {
	const types = `
type Role string
type Base struct { Digest [32]byte; Seen *time.Time }
type inner struct { Digest int16 "json:\"d 2\"" }
type Tree struct { Leaves []struct { Weight float32; At map[int8]*netip.Addr } }
`
	const fields = `
	A int; B uint; C int8; D uint64; E float32; F float64; G bool; H string
	I []byte; J [16]byte; K time.Time; L time.Duration; M netip.Addr; N *url.URL
	O Role; P map[Role][]string; Q [3][]*int; R Tree; S map[string]map[uint16]Tree
	T []big.Int; U struct{}
	V string "json:\"v v\" typeseal:\"max=7\""; W map[string]int "typeseal:\"max=3\""
	Base; inner
`
	const header = "package a\nimport (\"math/big\"; \"net/netip\"; \"net/url\"; \"time\")\n"
	const upgrade = "func (AV1) Upgrade() (A, error) { panic(0) }\nfunc (BV1) Upgrade() (B, error) { panic(0) }\n"
	source := func(options, more string) string {
		text := header + types
		for _, d := range []string{"sign salt=a max-age=1h @\ntype A", "seal salt=b max-age=1h codec=json @\ntype B"} {
			text += "//typeseal:" + strings.Replace(d, "@", options, 1) + " struct {" + fields + more + "}\n"
		}
		return text
	}
	dir := module(t, "-- p/a.go --\n"+source("", ""))
	commit(t, dir)
	write(t, filepath.Join(dir, "p", "a.go"), source("version=2 accept=1", "More int")+upgrade)
	for _, name := range []string{"A", "p.B"} {
		f, err := Freeze(t.Context(), Config{Dir: dir}, name)
		check(t, err)
		typ := name[len(name)-1:]
		want := fmt.Sprintf("%sV1 is version 1 of %s.\nNow write version=2 accept=1 above %[2]s", typ, typ)
		if len(f.Notes) != 1 || !strings.Contains(f.Notes[0], want) {
			t.Errorf("notes %q", f.Notes)
		}
		check(t, Commit(f))
	}
	for _, v := range cleanly(t, dir).Changes {
		if v.Change.Edit != "version raised" && v.Change.Edit != "field renamed" {
			t.Errorf("%s: %s", v.Change.Edit, v.Message)
		}
	}
}
