package languages

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/emit"
	"github.com/typeseal/typeseal/testdata/peer"
)

// emitted returns a folder that has what emit writes for shop.lock in the folder tokens, and
// copies of files.
func emitted(t *testing.T, language string, readers bool, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	result, err := emit.Generate(emit.Config{
		Language: language, Lock: "shop.lock", Out: filepath.Join(dir, "tokens"), Version: "(test)", Readers: readers,
	})
	must(t, err)
	for _, d := range result.Diagnostics {
		t.Fatal(d)
	}
	must(t, emit.Commit(result))
	for _, name := range files {
		copyFile(t, name, filepath.Join(dir, name))
	}
	return dir
}

// TestEmittedPython runs the programs that use emitted Python.
func TestEmittedPython(t *testing.T) {
	for _, python := range pythons {
		for _, program := range []string{"uses.py", "bad_input.py"} {
			t.Run(python+" "+program, func(t *testing.T) {
				t.Parallel()
				dir := emitted(t, "python", false, program)
				cmd := peer.Command(t, python, "-B", program)
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				t.Logf("%s", out)
				must(t, err)
			})
		}
	}
}

// TestEmittedPythonTypes checks emitted Python, and a program that uses it, with strict type
// checkers.
func TestEmittedPythonTypes(t *testing.T) {
	for _, readers := range []bool{false, true} {
		dir, checked := emitted(t, "python", readers, "uses.py"), []string{"tokens"}
		if !readers {
			checked = append(checked, "uses.py")
			run(t, dir, "python-oldest", "-I", "-m", "mypy", "--strict", "tokens")
		}
		run(t, dir, "python-newest", append([]string{"-I", "-m", "mypy", "--strict"}, checked...)...)
		config := message{"typeCheckingMode": "strict", "include": checked}
		writeJSON(t, filepath.Join(dir, "pyrightconfig.json"), config)
		run(t, dir, "pyright", "--project", dir)
	}
}

// run runs a program, which must not fail.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := peer.Command(t, name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", name, args, err, out)
	}
}

// TestWrongPython: mypy finds an error in each line of wrong_uses.py that ends with a comment that
// says so, and in no other line.
func TestWrongPython(t *testing.T) {
	const name = "wrong_uses.py"
	text, err := os.ReadFile(name)
	must(t, err)
	var want []string
	for i, line := range strings.Split(string(text), "\n") {
		if strings.HasSuffix(line, "  # wrong") {
			want = append(want, fmt.Sprint(i+1))
		}
	}
	cmd := peer.Command(t, "python-newest", "-I", "-m", "mypy", "--strict", name)
	cmd.Dir = emitted(t, "python", false, name)
	out, _ := cmd.CombinedOutput()
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^wrong_uses\.py:(\d+): error`).FindAllSubmatch(out, -1) {
		got = append(got, string(m[1]))
	}
	got = slices.Compact(got)
	if len(want) < 50 || !slices.Equal(got, want) {
		t.Errorf("errors in lines %v, want %v\n%s", got, want, out)
	}
}
