package emitgo_test

import (
	"testing"

	"golang.org/x/tools/txtar"
)

// TestCallers runs the test of testdata/callers.txtar: errors of methods, functions and
// stores of the user.
func TestCallers(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/callers.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t)
	m.add(t, "callers", generate(t, archive))
	m.run(t, "vet", "./...")
	m.run(t, "test", "./...")
}
