package emitgo_test

import (
	"testing"

	"golang.org/x/tools/txtar"
)

// TestVersions runs the test of testdata/versions.txtar: payloads of older
// schema versions, through Upgrade and Downgrade.
func TestVersions(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/versions.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t)
	m.add(t, "versions", generate(t, archive))
	m.run(t, "vet", "./...")
	m.run(t, "test", "./...")
}
