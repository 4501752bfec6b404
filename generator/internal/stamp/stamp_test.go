package stamp

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator/internal/essence"
	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// TestStamp: a stamp is current for the same program, day, settings and files.
func TestStamp(t *testing.T) {
	cache, dir := t.TempDir(), t.TempDir()
	now := time.Date(2026, 11, 29, 23, 59, 59, 0, time.UTC)
	settings := map[string]string{"GOOS": "linux"}
	tree := snapshot.New(nil)
	tree.Walk(dir)
	Open(cache, now, "a", "b").Save(tree, settings, dir, 3, &essence.Record{})

	same := func() (map[string]string, error) { return settings, nil }
	if got, n, ok := Open(cache, now, "a", "b").Current(same, essence.Reader{}); got != dir || n != 3 || !ok {
		t.Errorf("Current returns %s, %d, %v", got, n, ok)
	}
	for name, s := range map[string]*Stamp{
		"other arguments":     Open(cache, now, "a", "b", ""),
		"joined arguments":    Open(cache, now, `a", "b`),
		"the next day":        Open(cache, now.Add(time.Second), "a", "b"),
		"no cache":            Open("", now, "a", "b"),
		"another cache":       Open(t.TempDir(), now, "a", "b"),
		"no stamp at all":     None,
		"an unreadable cache": Open(filepath.Join(dir, "none"), now, "a", "b"),
	} {
		if _, _, ok := s.Current(same, essence.Reader{}); ok {
			t.Errorf("%s: the stamp is current", name)
		}
	}
	changed := func() (map[string]string, error) { return map[string]string{"GOOS": "windows"}, nil }
	if _, _, ok := Open(cache, now, "a", "b").Current(changed, essence.Reader{}); ok {
		t.Error("other settings: the stamp is current")
	}
	failing := func() (map[string]string, error) { return settings, os.ErrPermission }
	if _, _, ok := Open(cache, now, "a", "b").Current(failing, essence.Reader{}); ok {
		t.Error("settings that are not known: the stamp is current")
	}
}
