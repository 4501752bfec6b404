package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A generation is a generator that runs beside others: its folder, below that of the test,
// and its arguments.
type generation struct {
	folder string
	args   []string
}

// TestParallel runs generators at once, as make -j, two editors or a watch do. All exit 0, and
// in the end everything is up to date.
func TestParallel(t *testing.T) {
	const packages = 6
	source := func(name string) string {
		return fmt.Sprintf("package %s\n\n//typeseal:sign salt=s%[1]s max-age=1h\ntype T struct{ A int }\n", name)
	}
	module := func(files map[string]string, folder string) {
		files[filepath.Join(folder, "go.mod")] = "module example.com/" + folder + "\n\ngo 1.26.0\n"
		for i := range packages {
			name := fmt.Sprintf("p%d", i)
			files[filepath.Join(folder, name, "a.go")] = source(name)
		}
	}
	var each, same []generation
	for i := range packages {
		each = append(each, generation{"one", []string{fmt.Sprintf("./p%d", i)}})
		same = append(same, generation{"one", []string{"./p0"}})
	}
	overlap := []generation{{"one", nil}, {"one", nil}, {"one/p1", nil}, {"one", []string{"./p2", "./p3"}}}
	modules := []generation{{"one", nil}, {"two", nil}, {".", nil}, {".", nil}, {"two/p1", []string{"../../one/..."}}}
	for name, c := range map[string]struct {
		work string // text of go.work
		run  []generation
	}{
		"different packages":   {"", each},
		"the same package":     {"", append(same, generation{"one", nil})},
		"overlapping packages": {"", overlap},
		"a workspace":          {"go 1.26.0\n\nuse (\n\t./one\n\t./two\n)\n", modules},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			module(files, "one")
			if c.work != "" {
				files["go.work"] = c.work
				module(files, "two")
				for path, text := range files { // salts are different in a workspace
					if strings.HasPrefix(path, "two"+string(filepath.Separator)) {
						files[path] = strings.ReplaceAll(text, "salt=s", "salt=two.s")
					}
				}
			}
			parallel(t, writeFiles(t, files), c.work != "", c.run)
		})
	}
}

var anAge = regexp.MustCompile(`max-age=\w+`)

// parallel runs generators at once, several times: without outputs, with outdated ones, and
// when all are up to date.
func parallel(t *testing.T, dir string, workspace bool, run []generation) {
	env := append(os.Environ(), "GOWORK=off")
	modules := []string{"one"}
	if workspace {
		env = append(os.Environ(), "GOWORK=")
		modules = append(modules, "two")
	}
	typeseal := func(folder string, args ...string) error {
		cmd := exec.Command("typeseal", args...)
		cmd.Dir, cmd.Env = filepath.Join(dir, folder), env
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("in %s: typeseal %s: %w\n%s", folder, strings.Join(args, " "), err, out)
		}
		return nil
	}
	all := allFiles(t, dir)
	rounds := 6
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		switch round % 3 {
		case 0:
			for _, path := range allFiles(t, dir) {
				if !slices.Contains(all, path) {
					check(t, os.Remove(path))
				}
			}
		case 1:
			for _, path := range all {
				text := readFile(t, "", path)
				text = anAge.ReplaceAllString(text, fmt.Sprintf("max-age=%dd", round+1))
				check(t, os.WriteFile(path, []byte(text), 0o644))
			}
		}
		var wg sync.WaitGroup
		for _, g := range run {
			wg.Go(func() {
				if err := typeseal(g.folder, g.args...); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, m := range modules {
			if err := checkAgain(typeseal, m, run); err != nil {
				t.Fatalf("round %d: all exit 0, but %v", round, err)
			}
		}
	}
	for _, path := range allFiles(t, dir) {
		if name := filepath.Base(path); strings.HasPrefix(name, ".") {
			t.Errorf("left behind: %s", path)
		}
	}
}

// checkAgain returns an error if the packages of a module that were generated are not up to
// date.
func checkAgain(typeseal func(string, ...string) error, module string, run []generation) error {
	for _, g := range run {
		if g.folder == module {
			if err := typeseal(module, append([]string{"check"}, g.args...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// allFiles returns the paths of all files below dir.
func allFiles(t *testing.T, dir string) (paths []string) {
	check(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	}))
	return paths
}
