package snapshot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestWalk: a walk reads the folders of one module, and keeps the texts of folders with
// directives.
func TestWalk(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module m
-- a/a.go --
package a // mention
-- a/b.go --
package a
-- a/own.go --
// own
-- a/_b.go --
-- plain/p.go --
package plain
-- testdata/x.go --
-- nested/go.mod --
-- nested/n.go --
-- nested/deep/d.go --
`)
	tree := New(func(src []byte) Marks {
		return Marks{Own: strings.HasPrefix(string(src), "// own"), Mentions: strings.Contains(string(src), "mention")}
	})
	tree.Walk(dir)
	var got []string
	for _, f := range tree.Below(dir) {
		for _, file := range f.Files {
			name := strings.TrimPrefix(filepath.ToSlash(file.Path), filepath.ToSlash(dir)+"/")
			if file.Src != nil {
				name += "+"
			}
			got = append(got, name)
		}
	}
	want := "go.mod a/a.go+ a/b.go+ a/own.go plain/p.go"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
	if text := tree.Text(filepath.Join(dir, "plain", "p.go")); string(text) != "package plain\n" {
		t.Errorf("Text returns %q", text)
	}
}

// TestSum: the sum is that of the files on disk, also after Put, and every change of a file
// that was read changes it.
func TestSum(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
-- a/a.go --
package a
-- b/b.go --
package b
-- b/b_test.go --
-- c/c.go --
`)
	path := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	read := func() *Tree {
		tree := New(nil)
		tree.Walk(path("a"))
		tree.Folder(path("b"))
		tree.Names(path("c"))
		tree.File(path("d.txt"))
		return tree
	}
	tree := read()
	again := New(nil)
	again.Read(tree.Facts())
	if again.Sum() != tree.Sum() {
		t.Error("the same files have another sum")
	}

	write(t, path("a/new.go"), "package a // new\n")
	tree.Put(path("a/new.go"), []byte("package a // new\n"))
	write(t, path("a/a.go"), "package a // changed\n")
	tree.Put(path("a/a.go"), []byte("package a // changed\n"))
	write(t, path("d.txt"), "d")
	tree.Put(path("d.txt"), []byte("d"))
	if read().Sum() != tree.Sum() {
		t.Error("after Put, the sum is not that of the files")
	}
	os.Remove(path("a/new.go"))
	tree.Put(path("a/new.go"), nil)
	os.Remove(path("d.txt"))
	tree.Put(path("d.txt"), nil)
	if read().Sum() != tree.Sum() {
		t.Error("after Put of nothing, the sum is not that of the files")
	}

	last := tree.Sum()
	for _, step := range []struct {
		what    string
		do      func()
		changes bool
	}{
		{"a content", func() { write(t, path("a/a.go"), "package a // chanGed\n") }, true},
		{"a new file", func() { write(t, path("a/z.go"), "") }, true},
		{"a new folder", func() { write(t, path("a/x/x.go"), "") }, true},
		{"a folder that became a module", func() { write(t, path("a/x/go.mod"), "") }, true},
		{"a file in another module", func() { write(t, path("a/x/y.go"), "") }, false},
		{"a content of a single folder", func() { write(t, path("b/b.go"), "package c\n") }, true},
		{"a test of a single folder", func() { write(t, path("b/b_test.go"), "package c\n") }, false},
		{"a new test of a single folder", func() { write(t, path("b/c_test.go"), "package c\n") }, true},
		{"a content where names count", func() { write(t, path("c/c.go"), "package d\n") }, false},
		{"a name where names count", func() { write(t, path("c/d.go"), "package d\n") }, true},
		{"a folder where names count", func() { write(t, path("c/e/e.txt"), "") }, true},
		{"an empty file that was missing", func() { write(t, path("d.txt"), "") }, true},
		{"a file that is not Go", func() { write(t, path("a/e.txt"), "") }, false},
		{"a link instead of a file", func() {
			if os.Remove(path("a/z.go")) != nil || os.Symlink(path("d.txt"), path("a/z.go")) != nil {
				t.Skip("no symbolic links")
			}
		}, true},
		{"what a link leads to", func() { write(t, path("d.txt"), "e") }, true},
		{"a link to nothing", func() { os.Remove(path("d.txt")) }, true},
	} {
		step.do()
		now := read().Sum()
		if (now != last) != step.changes {
			t.Errorf("%s: the sum changes is %v", step.what, now != last)
		}
		last = now
	}
}

// TestChangedText: if a text that is read a second time has changed, the sum is that of no
// files.
func TestChangedText(t *testing.T) {
	dir := unpack(t, "-- a.go --\npackage a\n")
	path := filepath.Join(dir, "a.go")
	tree := New(nil)
	tree.Walk(dir)
	write(t, path, "package b\n")
	if text := tree.Text(path); string(text) != "package b\n" {
		t.Errorf("Text returns %q", text)
	}
	for _, text := range []string{"package a\n", "package b\n"} {
		write(t, path, text)
		now := New(nil)
		now.Walk(dir)
		if now.Sum() == tree.Sum() {
			t.Errorf("the sum is that of %q", text)
		}
	}
}
