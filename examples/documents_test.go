package examples_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents returns the paths of the files of the project whose names end so.
func documents(t *testing.T, ending string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "tmp", "node_modules", ".mypy_cache"}, d.Name()):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ending):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("%q, %v", paths, err)
	}
	return paths
}

// TestIndex: the tables of CONTRIBUTING.md name every document, and every package that
// programs can import, with a link.
func TestIndex(t *testing.T) {
	var linked []string
	for _, l := range link.FindAllStringSubmatch(text(t, "../CONTRIBUTING.md"), -1) {
		linked = append(linked, l[1])
	}
	for _, document := range documents(t, ".md") {
		if name := relative(t, document); !slices.Contains(linked, name) {
			t.Errorf("CONTRIBUTING.md has no link to %s", name)
		}
	}
	for _, name := range packages(t) {
		if !slices.ContainsFunc(linked, func(l string) bool { return l == name || path.Dir(l) == name }) {
			t.Errorf("CONTRIBUTING.md has no link to package %s", name)
		}
	}
}

// unlisted are packages that are public for a reason of the house alone.
var unlisted = []string{"generator/folder", "runtime/issued", "runtime/example/shop"}

// packages returns the folders of the packages and commands that users import or run.
func packages(t *testing.T) (names []string) {
	for _, file := range documents(t, ".go") {
		name := path.Dir(relative(t, file))
		top, _, _ := strings.Cut(name, "/")
		if !slices.Contains([]string{"cmd", "generator", "runtime"}, top) || slices.Contains(unlisted, name) {
			continue
		}
		if !regexp.MustCompile(`(^|/)(internal|testdata)(/|$)`).MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) < 20 {
		t.Fatalf("only %q were found", names)
	}
	return names
}

func relative(t *testing.T, path string) string {
	t.Helper()
	name, err := filepath.Rel("..", path)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

// TestNamedTests: the tests that CONTRIBUTING.md names exist.
func TestNamedTests(t *testing.T) {
	var all strings.Builder
	for _, file := range documents(t, "_test.go") {
		all.WriteString(text(t, file))
	}
	named := 0
	for _, name := range regexp.MustCompile(`\bTest[A-Z]\w*`).FindAllString(text(t, "../CONTRIBUTING.md"), -1) {
		if named++; !strings.Contains(all.String(), "\nfunc "+name+"(") {
			t.Errorf("CONTRIBUTING.md names %s, which does not exist", name)
		}
	}
	if named < 5 {
		t.Errorf("only %d tests are named", named)
	}
}
