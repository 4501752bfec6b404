package languages

import (
	"bytes"
	"os"
	"testing"

	"github.com/typeseal/typeseal/testdata/peer"
)

// TestPython asks about all native vectors in the oldest and the newest Python.
func TestPython(t *testing.T) {
	list := exchanges(t)
	text := questions(t, list)
	for _, name := range []string{"python-oldest", "python-newest"} {
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
