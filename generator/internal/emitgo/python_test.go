package emitgo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestPython runs the test of testdata/python.txtar: at least 1,000 payloads
// each way between generated types and the real Django, and as many for
// handshake and Ax_Handoff. It skips where Python lacks what it needs, and fails
// in CI.
func TestPython(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	python := findPython("django, cryptography")
	if python == "" {
		const message = "no Python with Django: apt-get install python3-django python3-cryptography"
		if os.Getenv("CI") == "true" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	archive, err := txtar.ParseFile("testdata/python.txtar")
	if err != nil {
		t.Fatal(err)
	}
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PEER_PYTHON", python)
	t.Setenv("CHECKOUT", checkout)
	m := newModule(t)
	m.add(t, "peer", generate(t, archive))
	out := m.output(t, "test", "-count=1", "-v", "./peer")
	if n := strings.Count(out, ": 1000 payloads each way"); n != 5 {
		t.Errorf("%d formats exchanged their payloads, want 5", n)
	}
}

// findPython looks at Debian's own first: that is where apt-get installs to.
func findPython(modules string) string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import "+modules).Run() == nil {
			return python
		}
	}
	return ""
}
