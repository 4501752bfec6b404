package emitgo_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// TestPrograms generates code for packages of testdata, and runs their tests.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	m := modeltest.NewScratch(t)
	for _, name := range []string{
		"corpus",   // every supported field type in both codecs
		"once",     // single use and state
		"versions", // older schema versions, with Upgrade and Downgrade
		"foreign",  // tokens of other systems
		"readonly", // tokens that typeseal only reads
		"back",     // a value that its own methods cannot decode again is not minted
		"callers",  // errors of methods, functions and stores of the user
	} {
		archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		m.Add(t, name, generate(t, archive))
	}
	m.Run(t, "vet", "./...")
	m.Run(t, "test", "./...")
}
