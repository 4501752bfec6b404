package languages

import (
	"testing"

	"github.com/typeseal/typeseal/testdata/peer"
)

// TestPythonSurroundings runs surroundings.py in the oldest and the newest Python.
func TestPythonSurroundings(t *testing.T) {
	for _, name := range []string{"python-oldest", "python-newest"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := peer.Command(t, name, "-I", "-B", "surroundings.py").CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
