package emitgo_test

import (
	"testing"

	"golang.org/x/tools/txtar"
)

// TestRoundTrip runs the test of testdata/corpus.txtar, which has every supported field
// type in both codecs.
func TestRoundTrip(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/corpus.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t)
	m.add(t, "corpus", generate(t, archive))
	m.run(t, "vet", "./...")
	m.run(t, "test", "./...")
}

// TestOnce runs the test of testdata/once.txtar: single use and state.
func TestOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/once.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t)
	m.add(t, "once", generate(t, archive))
	m.run(t, "vet", "./...")
	m.run(t, "test", "./...")
}

// TestForeign runs the test of testdata/foreign.txtar: tokens of other systems.
func TestForeign(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/foreign.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t)
	m.add(t, "foreign", generate(t, archive))
	m.run(t, "vet", "./...")
	m.run(t, "test", "./...")
}

// TestBack runs the test of testdata/back.txtar: a value that its own methods do not
// decode again is not minted.
func TestBack(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/back.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t)
	m.add(t, "back", generate(t, archive))
	m.run(t, "vet", "./...")
	m.run(t, "test", "./...")
}
