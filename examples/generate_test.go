package examples_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// generateLine is a line that generates. Lines that emit are others.
var generateLine = regexp.MustCompile(`(?m)^//go:generate go tool typeseal( [^e\n].*)?$`)

// TestGenerateLines: each module with tokens has one go:generate line, because a line
// generates for the whole module. With a line in each package, go generate ./... would
// take time that grows with the square of their number.
func TestGenerateLines(t *testing.T) {
	lines, locks := map[string]int{}, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == ".ci"):
			return filepath.SkipDir
		case d.Name() == "typeseal.lock":
			locks[filepath.Dir(path)] = true
		case filepath.Ext(path) == ".go":
			source, err := os.ReadFile(path)
			if found := generateLine.FindAll(source, -1); found != nil {
				lines[moduleOf(filepath.Dir(path))] += len(found)
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for module := range locks {
		if lines[module] != 1 {
			t.Errorf("%s has %d go:generate lines, not one", module, lines[module])
		}
	}
	if len(locks) < 4 || len(lines) != len(locks) {
		t.Errorf("locks in %v, lines in %v", locks, lines)
	}
}

// moduleOf returns the directory at or above dir that has go.mod.
func moduleOf(dir string) string {
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil || !strings.Contains(dir, string(filepath.Separator)) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
