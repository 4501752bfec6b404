package note

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestNote: a note is read as it was written, by the same build, about the same.
func TestNote(t *testing.T) {
	cache := t.TempDir()
	body := []byte("a\nb\n")
	Open(cache, "k", "a", "b").Write(body)
	if got := Open(cache, "k", "a", "b").Read(); !bytes.Equal(got, body) {
		t.Errorf("Read returns %q", got)
	}
	other := Open(cache, "k", "a", "b")
	other.tool = "another build"
	for name, n := range map[string]*Note{
		"another kind":     Open(cache, "l", "a", "b"),
		"more about it":    Open(cache, "k", "a", "b", ""),
		"joined":           Open(cache, "k", `a", "b`),
		"another build":    other,
		"no cache":         Open("", "k", "a", "b"),
		"another cache":    Open(t.TempDir(), "k", "a", "b"),
		"no such folder":   Open(filepath.Join(cache, "none"), "k", "a", "b"),
		"not even a note":  nil,
		"a file as folder": Open(Open(cache, "k", "a", "b").path, "k", "a", "b"),
	} {
		if got := n.Read(); got != nil {
			t.Errorf("%s: Read returns %q", name, got)
		}
	}
	Open("", "k").Write(body)
	Open(Open(cache, "k", "a", "b").path, "k").Write(body)
	Open(cache, "k", "a", "b").Write(make([]byte, most))
	if got := Open(cache, "k", "a", "b").Read(); got != nil {
		t.Errorf("a note that is too large is read, and has %d bytes", len(got))
	}
}

// TestDamaged: a note that is damaged, or that somebody else may have written, is not read.
func TestDamaged(t *testing.T) {
	n := Open(t.TempDir(), "k")
	n.Write([]byte("some text"))
	text, err := os.ReadFile(n.path)
	check(t, err)
	refused := func(name string) {
		t.Helper()
		if got := n.Read(); got != nil {
			t.Errorf("%s: Read returns %q", name, got)
		}
		os.RemoveAll(n.path)
	}
	for i := range text {
		check(t, os.WriteFile(n.path, text[:i], 0o600))
		refused(fmt.Sprintf("%d bytes", i))
		for bit := range 8 {
			wrong := bytes.Clone(text)
			wrong[i] ^= 1 << bit
			check(t, os.WriteFile(n.path, wrong, 0o600))
			refused(fmt.Sprintf("bit %d of byte %d", bit, i))
		}
	}
	check(t, os.WriteFile(n.path, append(bytes.Clone(text), ' '), 0o600))
	refused("a longer text")
	check(t, os.Mkdir(n.path, 0o700))
	refused("a folder")
	check(t, os.WriteFile(n.path+".moved", text, 0o600))
	if os.Symlink(n.path+".moved", n.path) == nil {
		refused("a link")
	}
	check(t, os.WriteFile(n.path, text, 0o600))
	if got := n.Read(); string(got) != "some text" {
		t.Errorf("Read returns %q", got)
	}
}

// TestClean: a new note removes those that nobody has renewed for a month, those that are too
// many, and nothing else.
func TestClean(t *testing.T) {
	cache, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{
		"old.note": keep + time.Hour, "killed.note.tmp": keep + time.Hour, "young.note": keep - time.Hour,
		"foreign": 2 * keep,
	} {
		path := filepath.Join(cache, name)
		check(t, os.WriteFile(path, nil, 0o600))
		check(t, os.Chtimes(path, time.Time{}, now.Add(-age)))
	}
	Open(cache, "k").Write(nil)
	for name, want := range map[string]bool{
		"old.note": false, "killed.note.tmp": false, "young.note": true, "foreign": true,
	} {
		if _, err := os.Stat(filepath.Join(cache, name)); (err == nil) != want {
			t.Errorf("%s: %v, want %v", name, err == nil, want)
		}
	}
	for i := range notes + 10 {
		Open(cache, "k", fmt.Sprint(i)).Write(nil)
	}
	entries, err := os.ReadDir(cache)
	check(t, err)
	if len(entries) > notes+2 {
		t.Errorf("the cache has %d files", len(entries))
	}
}
