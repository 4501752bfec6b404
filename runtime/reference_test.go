package typeseal_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/typeseal/typeseal/testdata/python"
)

var referenceFolder = filepath.Join("..", "testdata", "vectors")

// reference runs a script of the independent implementation.
func reference(t *testing.T, script string, args ...string) {
	t.Helper()
	args = append([]string{"-E", "-s", "-B", filepath.Join(referenceFolder, "reference", script)}, args...)
	if out, err := exec.Command(python.Require(t)[0].Path, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// TestFaults measures the vectors: each fault in a table changes the answer of the
// independent implementation for at least one of them.
func TestFaults(t *testing.T) {
	reference(t, "faults.py")
}

// TestReference: the independent implementation gives the answers that the vectors
// contain. Its script make.py writes the same files, byte for byte.
func TestReference(t *testing.T) {
	reference(t, "check.py")

	made := t.TempDir()
	reference(t, "make.py", made)
	files, err := os.ReadDir(made)
	if err != nil || len(files) == 0 {
		t.Fatalf("make.py writes no file: %v", err)
	}
	for _, f := range files {
		got, err := os.ReadFile(filepath.Join(made, f.Name()))
		want, err2 := os.ReadFile(filepath.Join(referenceFolder, f.Name()))
		if err := errors.Join(err, err2); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what make.py writes: %v", f.Name(), err)
		}
	}
}
