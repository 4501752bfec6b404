package modeltest

import (
	"path/filepath"
	"testing"
)

// Archives returns the names of the archives that match a pattern. There must be one.
func Archives(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives at %s: %v", pattern, err)
	}
	return names
}
