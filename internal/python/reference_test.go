package python

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var vectors = filepath.Join("..", "..", "testdata", "vectors")

// reference runs a script of the reference.
func reference(t *testing.T, script string, args ...string) {
	t.Helper()
	args = append([]string{"-E", "-s", "-B", filepath.Join(vectors, "reference", script)}, args...)
	if out, err := exec.Command(Require(t)[0].Path, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// TestFaults measures the vectors: each fault of a table, put into the reference's
// reader, gives some of them another answer.
func TestFaults(t *testing.T) {
	reference(t, "faults.py")
}

// TestReference runs the independent implementation of the native format: it
// answers the vectors as they say, and writes again to the byte those that it has
// made.
func TestReference(t *testing.T) {
	reference(t, "check.py")

	made := t.TempDir()
	reference(t, "make.py", made)
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
