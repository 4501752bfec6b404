package emitgo_test

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const goldens = "../../../testdata/golden/output/*.txtar"

// TestGolden compares the outputs with those in testdata/golden/output, which are in the
// same archives as their sources.
func TestGolden(t *testing.T) {
	for _, name := range modeltest.Archives(t, goldens) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := &txtar.Archive{Comment: archive.Comment, Files: generate(t, archive)}
			if *update {
				if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got))); diff != "" && !*update {
				t.Errorf("run go test with -update if this is right (-want +got):\n%s", diff)
			}
		})
	}
}

// generate returns the sources of an archive with their outputs.
func generate(t *testing.T, archive *txtar.Archive) []txtar.File {
	t.Helper()
	pkg, problems := modeltest.Load(t, archive)
	for _, p := range problems {
		t.Fatalf("%s: %s: %s", pkg.Fset.Position(p.Pos), p.Rule, p.Message)
	}
	var files []txtar.File
	for _, f := range archive.Files {
		if !strings.HasSuffix(f.Name, "_typeseal.go") {
			files = append(files, f)
		}
	}
	for _, f := range plan.New(pkg) {
		data, err := emitgo.Emit(f)
		if err != nil {
			t.Fatal(err)
		}
		if formatted, err := format.Source(data); err != nil || !bytes.Equal(formatted, data) {
			t.Errorf("%s is not formatted by gofmt: %v", f.Name, err)
		}
		files = append(files, txtar.File{Name: f.Name, Data: data})
	}
	return files
}
