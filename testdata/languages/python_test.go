package languages

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/typeseal/typeseal/testdata/peer"
)

// runtimePython is the Python runtime.
var runtimePython = filepath.Join("..", "..", "templates", "python", "_typeseal.py")

// pythons are the oldest and the newest Python.
var pythons = []string{"python-oldest", "python-newest"}

// depend reads files that a program reads. A test result is cached only for files that the test
// itself reads.
func depend(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		_, err := os.ReadFile(path)
		must(t, err)
	}
}

// TestPython asks about all native vectors in the oldest and the newest Python.
func TestPython(t *testing.T) {
	depend(t, "answer.py", runtimePython)
	list := exchanges(t)
	text := questions(t, list)
	for _, name := range pythons {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := peer.Command(t, name, "-I", "-B", "answer.py")
			cmd.Stdin, cmd.Stderr = bytes.NewReader(text), os.Stderr
			answers, err := cmd.Output()
			must(t, err)
			judge(t, list, answers)
		})
	}
}
