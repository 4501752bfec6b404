package emitgo_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// TestVet builds and vets every golden.
func TestVet(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	m := modeltest.NewScratch(t)
	for _, name := range modeltest.Archives(t, goldens) {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m.Add(t, strings.TrimSuffix(filepath.Base(name), ".txtar"), archive.Files)
	}
	m.Run(t, "vet", "./...")
}
