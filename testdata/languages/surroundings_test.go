package languages

import (
	"os/exec"
	"testing"

	"github.com/typeseal/typeseal/testdata/peer"
)

// TestPythonSurroundings runs surroundings.py in the oldest and the newest Python.
func TestPythonSurroundings(t *testing.T) {
	for _, name := range []string{"python-oldest", "python-newest"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			succeed(t, peer.Command(t, name, "-I", "-B", "surroundings.py"))
		})
	}
}

// TestTypeScriptSurroundings runs surroundings.ts in the oldest Node.
func TestTypeScriptSurroundings(t *testing.T) {
	succeed(t, peer.Command(t, "node-20", bundle(t, "surroundings.ts")))
}

// succeed runs a program that prints what it checks.
func succeed(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil || len(out) == 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
