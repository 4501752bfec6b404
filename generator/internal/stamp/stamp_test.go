package stamp

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// TestStamp: a stamp is current for the same program, day, settings and files.
func TestStamp(t *testing.T) {
	cache, dir := t.TempDir(), t.TempDir()
	now := time.Date(2026, 11, 29, 23, 59, 59, 0, time.UTC)
	settings := map[string]string{"GOOS": "linux"}
	tree := snapshot.New(nil)
	tree.Walk(dir)
	Open(cache, now, "a", "b").Save(tree, settings, dir, 3)

	same := func() (map[string]string, error) { return settings, nil }
	if got, n, ok := Open(cache, now, "a", "b").Current(same); got != dir || n != 3 || !ok {
		t.Errorf("Current returns %s, %d, %v", got, n, ok)
	}
	other := Open(cache, now, "a", "b")
	other.tool = "another build"
	for name, s := range map[string]*Stamp{
		"other arguments":     Open(cache, now, "a", "b", ""),
		"joined arguments":    Open(cache, now, `a", "b`),
		"the next day":        Open(cache, now.Add(time.Second), "a", "b"),
		"another build":       other,
		"no cache":            Open("", now, "a", "b"),
		"another cache":       Open(t.TempDir(), now, "a", "b"),
		"no stamp at all":     None,
		"an unreadable cache": Open(filepath.Join(dir, "none"), now, "a", "b"),
	} {
		if _, _, ok := s.Current(same); ok {
			t.Errorf("%s: the stamp is current", name)
		}
	}
	changed := func() (map[string]string, error) { return map[string]string{"GOOS": "windows"}, nil }
	if _, _, ok := Open(cache, now, "a", "b").Current(changed); ok {
		t.Error("other settings: the stamp is current")
	}
	failing := func() (map[string]string, error) { return settings, os.ErrPermission }
	if _, _, ok := Open(cache, now, "a", "b").Current(failing); ok {
		t.Error("settings that are not known: the stamp is current")
	}
	s := Open(cache, now, "a", "b")
	if err := os.Rename(s.path, s.path+".moved"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(s.path+".moved", s.path); err != nil {
		t.Skip(err)
	}
	if _, _, ok := s.Current(same); ok {
		t.Error("a link: the stamp is current")
	}
}

// TestClean: a new stamp removes those that nobody has renewed for a month, and nothing
// else.
func TestClean(t *testing.T) {
	cache, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{
		"old.stamp": keep + time.Hour, "killed.stamp.tmp": keep + time.Hour, "young.stamp": keep - time.Hour,
		"foreign": 2 * keep,
	} {
		path := filepath.Join(cache, name)
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	Open(cache, now).Save(snapshot.New(nil), nil, "", 0)
	for name, want := range map[string]bool{
		"old.stamp": false, "killed.stamp.tmp": false, "young.stamp": true, "foreign": true,
	} {
		if _, err := os.Stat(filepath.Join(cache, name)); (err == nil) != want {
			t.Errorf("%s: %v, want %v", name, err == nil, want)
		}
	}
}
