package python

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestReference runs the independent implementation of the native format: it
// answers the vectors as they say, and writes again to the byte those that it has
// made.
func TestReference(t *testing.T) {
	peer := Require(t)[0]
	vectors := filepath.Join("..", "..", "testdata", "vectors")
	reference := func(script string, args ...string) {
		t.Helper()
		args = append([]string{"-E", "-s", "-B", filepath.Join(vectors, "reference", script)}, args...)
		if out, err := exec.Command(peer.Path, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
	}
	reference("check.py")

	made := t.TempDir()
	reference("make.py", made)
	files, err := os.ReadDir(made)
	check(t, err)
	if len(files) == 0 {
		t.Error("make.py writes no file")
	}
	for _, f := range files {
		got, err := os.ReadFile(filepath.Join(made, f.Name()))
		check(t, err)
		want, err := os.ReadFile(filepath.Join(vectors, f.Name()))
		check(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what make.py writes", f.Name())
		}
	}
}
