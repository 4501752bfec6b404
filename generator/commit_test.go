package generator

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	check(t, err)
	return string(b)
}

func commit(t testing.TB, dir string) {
	t.Helper()
	check(t, Commit(cleanly(t, dir)))
}

// tree lists all files in dir and their contents.
func tree(t testing.TB, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := os.ReadFile(path)
			fmt.Fprintf(&b, "%s %v %q\n", path, d.Type(), text)
		}
		return err
	})
	check(t, err)
	return b.String()
}

// stale returns the names of the files that Commit would change, taken from Diff.
func stale(t testing.TB, result *Result) string {
	t.Helper()
	diff, err := Diff(result)
	check(t, err)
	var names []string
	header := regexp.MustCompile(`(?m)^--- (?:a/(.*)|/dev/null)\n\+\+\+ (?:b/(.*)|/dev/null)$`)
	for _, m := range header.FindAllStringSubmatch(diff, -1) {
		names = append(names, cmp.Or(m[2], m[1]))
	}
	return strings.Join(names, " ")
}

func TestCommit(t *testing.T) {
	dir := module(t, account+"-- old_typeseal.go --\n"+plan.Header+"\npackage account\n")
	result := cleanly(t, dir)
	if got, want := stale(t, result), "account_typeseal.go typeseal.lock old_typeseal.go"; got != want {
		t.Errorf("stale %s, want %s", got, want)
	}
	before := tree(t, dir)
	diff, err := Diff(result)
	if err != nil || tree(t, dir) != before {
		t.Fatalf("Diff: %v, or Diff changed a file", err)
	}
	for _, want := range []string{
		"--- /dev/null\n+++ b/account_typeseal.go\n@@ -0,0 +1,", "\n+" + plan.Header + "\n",
		"--- a/old_typeseal.go\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-" + plan.Header + "\n-package account\n",
	} {
		if !strings.Contains(diff, want) {
			t.Errorf("no %q in\n%s", want, diff)
		}
	}
	check(t, Commit(result))
	if got, want := done(result), "account_typeseal.go typeseal.lock; old_typeseal.go; 0"; got != want {
		t.Errorf("Commit says %s, want %s", got, want)
	}
	path := filepath.Join(dir, "account_typeseal.go")
	if got := read(t, path); got != string(result.Files[0].Content) {
		t.Error("the file does not have the content of the result")
	}
	if _, err := os.Stat(filepath.Join(dir, "old_typeseal.go")); err == nil {
		t.Error("the orphan still exists")
	}
	again := cleanly(t, dir)
	if diff, err := Diff(again); err != nil || diff != "" {
		t.Errorf("Diff after Commit: %v\n%s", err, diff)
	}
	check(t, Commit(again))
	if got, want := done(again), "; ; 1"; got != want {
		t.Errorf("Commit again says %s, want %s", got, want)
	}
}

// done returns what Commit says that it has done: names of files written; of those removed;
// and the number of unchanged outputs.
func done(result *Result) string {
	names := func(paths []string) string {
		var list []string
		for _, path := range paths {
			list = append(list, filepath.Base(path))
		}
		return strings.Join(list, " ")
	}
	return fmt.Sprintf("%s; %s; %d", names(result.Written), names(result.Removed), result.Unchanged)
}

// TestDiffApplies: the patch command accepts the diff.
func TestDiffApplies(t *testing.T) {
	patch, err := exec.LookPath("patch")
	if err != nil {
		t.Skip("no patch command")
	}
	dir := module(t, account+"-- account_typeseal.go --\n"+plan.Header+"\n\npackage account\n\nfunc old() {}\n-- "+
		"b/b.go --\npackage b\n//typeseal:seal salt=b max-age=1h\ntype B struct{ A int }\n-- "+
		"c_typeseal.go --\n"+plan.Header+"\npackage account\n")
	result := cleanly(t, dir)
	diff, err := Diff(result)
	check(t, err)
	cmd := exec.Command(patch, "-p1", "--batch")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, diff)
	}
	if got := stale(t, cleanly(t, dir)); got != "" {
		t.Errorf("stale after patch: %s", got)
	}
}

// TestUnchangedUntouched: Commit does not touch files that are up to date, or that differ
// only in their line endings.
func TestUnchangedUntouched(t *testing.T) {
	dir := module(t, account)
	commit(t, dir)
	path := filepath.Join(dir, "account_typeseal.go")
	for _, text := range []string{read(t, path), strings.ReplaceAll(read(t, path), "\n", "\r\n")} {
		write(t, path, text)
		past := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		check(t, os.Chtimes(path, past, past))
		before, err := os.Stat(path)
		check(t, err)
		commit(t, dir)
		after, err := os.Stat(path)
		if err != nil || !after.ModTime().Equal(past) || !os.SameFile(before, after) || read(t, path) != text {
			t.Errorf("touched: %v, %v", after, err)
		}
	}
}

func TestCommitKeepsMode(t *testing.T) {
	dir := module(t, account+"-- account_typeseal.go --\n"+plan.Header+"\npackage account\n")
	path := filepath.Join(dir, "account_typeseal.go")
	check(t, os.Chmod(path, 0o640))
	commit(t, dir)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestForeignFiles: Commit never replaces a file that typeseal did not write.
func TestForeignFiles(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.go")
	for name, put := range map[string]func(path string) error{
		"hand-written": func(path string) error { return os.WriteFile(path, []byte("package account\n"), 0o666) },
		"empty":        func(path string) error { return os.WriteFile(path, nil, 0o666) },
		"folder":       func(path string) error { return os.Mkdir(path, 0o777) },
		"link to nothing": func(path string) error {
			return os.Symlink(filepath.Join(filepath.Dir(path), "nothing.go"), path)
		},
		"link to itself": func(path string) error { return os.Symlink(path, path) },
		"link outside":   func(path string) error { return os.Symlink(outside, path) },
		"link to a generated file": func(path string) error {
			if err := os.WriteFile(outside, []byte(plan.Header+"\npackage account\n"), 0o666); err != nil {
				return err
			}
			return os.Symlink(outside, path)
		},
	} {
		for _, when := range []string{"before Generate", "after Generate"} {
			t.Run(name+" "+when, func(t *testing.T) {
				dir := module(t, account)
				write(t, outside, "package outside\n")
				path := filepath.Join(dir, "account_typeseal.go")
				result := cleanly(t, dir)
				if err := put(path); err != nil {
					t.Skip(err)
				}
				if when == "before Generate" {
					result = generate(t, dir)
					if len(result.Diagnostics) == 0 || result.Diagnostics[0].Rule != "output" {
						t.Errorf("diagnostics %v", result.Diagnostics)
					}
				}
				before := tree(t, dir) + read(t, outside)
				if err := Commit(result); err == nil {
					t.Error("Commit does not fail")
				}
				if _, err := Diff(result); err == nil && when == "after Generate" {
					t.Error("Diff does not fail")
				}
				if tree(t, dir)+read(t, outside) != before {
					t.Error("something was changed")
				}
			})
		}
	}
}

// TestSwappedParent: Commit does not follow a folder that became a symbolic link after
// Generate.
func TestSwappedParent(t *testing.T) {
	for name, target := range map[string]string{"outside": t.TempDir(), "inside": "other"} {
		dir := module(t,
			"-- p/a.go --\npackage p\n//typeseal:sign salt=a max-age=1h\ntype A struct{}\n-- other/x.txt --\n")
		result := cleanly(t, dir)
		p := filepath.Join(dir, "p")
		check(t, os.Rename(p, p+"2"))
		if err := os.Symlink(target, p); err != nil {
			t.Skip(err)
		}
		if err := Commit(result); err == nil {
			t.Errorf("%s: Commit does not fail", name)
		}
		if entries, err := os.ReadDir(p); err != nil || len(entries) > 1 {
			t.Errorf("%s: %v in the link's folder", name, entries)
		}
	}
}

// TestFailureLeavesNothing: if one file cannot be written, none is, and no temporary file is
// left.
func TestFailureLeavesNothing(t *testing.T) {
	dir := module(t, "-- a/a.go --\npackage a\n//typeseal:sign salt=a max-age=1h\ntype A struct{}\n-- b/b.go "+
		"--\npackage b\n//typeseal:sign salt=b max-age=1h\ntype B struct{}\n")
	result := cleanly(t, dir)
	b := filepath.Join(dir, "b")
	check(t, os.Chmod(b, 0o555))
	defer os.Chmod(b, 0o777)
	if os.Geteuid() == 0 {
		// Root can write everywhere, but not into a folder that was removed.
		check(t, os.RemoveAll(b))
	}
	before := tree(t, dir)
	if err := Commit(result); err == nil {
		t.Error("Commit does not fail")
	}
	if after := tree(t, dir); after != before {
		t.Errorf("left behind:\n%s", after)
	}
}

// TestLeftOvers: Commit removes the temporary files of processes that have ended, and no
// others.
func TestLeftOvers(t *testing.T) {
	dir := module(t, account)
	child := exec.Command(os.Args[0], "-test.run=^$")
	check(t, child.Run())
	dead := fmt.Sprintf(".typeseal-%d-1.tmp", child.Process.Pid)
	alive := fmt.Sprintf(".typeseal-%d-1.tmp", os.Getpid())
	for _, name := range []string{dead, alive, ".typeseal-x-1.tmp", ".typeseal-1.tmp", "typeseal.tmp"} {
		write(t, filepath.Join(dir, name), "half a fi")
	}
	commit(t, dir)
	if _, err := os.Stat(filepath.Join(dir, dead)); err == nil {
		t.Errorf("%s still exists", dead)
	}
	for _, name := range []string{alive, ".typeseal-x-1.tmp", ".typeseal-1.tmp", "typeseal.tmp"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
}

// TestConcurrent: several generators that run at once write one valid output.
func TestConcurrent(t *testing.T) {
	dir := module(t, account)
	result := cleanly(t, dir)
	path := filepath.Join(dir, "account_typeseal.go")
	for range 20 {
		write(t, path, plan.Header+"\npackage account\n")
		var wg sync.WaitGroup
		for range 4 {
			mine := *result
			wg.Go(func() {
				if err := Commit(&mine); err != nil {
					t.Error(err)
				}
				if !bytes.Equal([]byte(read(t, path)), mine.Files[0].Content) {
					t.Error("the output is not that of the result")
				}
			})
		}
		wg.Wait()
	}
	if got := tree(t, dir); strings.Contains(got, ".tmp") {
		t.Errorf("left behind:\n%s", got)
	}
}

// TestReachedKeepsOutput: a package that only a payload uses keeps its output, because it
// was not loaded completely.
func TestReachedKeepsOutput(t *testing.T) {
	dir := module(t, "-- one/a.go --\npackage one\n\nimport \"example.com/m/far\"\n\n//typeseal:sign salt=one "+
		"max-age=1h\ntype T struct{ A far.Point }\n"+
		"-- far/b.go --\npackage far\n\ntype Point struct{ X int }\n\n//typeseal:sign salt=far max-age=1h\ntype U "+
		"struct{ A Point }\n")
	mod, _, _ := strings.Cut(read(t, filepath.Join(dir, "go.mod")), "\n")
	path := filepath.Join(dir, "one", "a.go")
	write(t, path, strings.Replace(read(t, path), "example.com/m", strings.TrimPrefix(mod, "module "), 1))
	commit(t, dir)
	result := cleanly(t, dir, "./one")
	if got := stale(t, result); got != "" {
		t.Errorf("stale %s, want nothing", got)
	}
	if len(result.Files) != 1 || len(tokensOf(t, dir, "./one")) != 1 {
		t.Errorf("%d files, %d tokens; want one of each", len(result.Files), len(tokensOf(t, dir, "./one")))
	}
}
