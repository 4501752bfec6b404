package emittest_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/emittest"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden compares the tests with those in testdata/golden/tests, which are in the same
// archives as their sources.
func TestGolden(t *testing.T) {
	for _, name := range modeltest.Archives(t, "../../../testdata/golden/tests/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := &txtar.Archive{Comment: archive.Comment}
			for _, f := range generate(t, archive) {
				if !strings.HasSuffix(f.Name, "_typeseal.go") {
					got.Files = append(got.Files, f)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got))); diff != "" {
				t.Errorf("run go test with -update if this is right (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCorpus runs the tests of every type in the golden files, and of every type of field.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	m := modeltest.NewScratch(t)
	names := modeltest.Archives(t, "../../../testdata/golden/output/*.txtar")
	for _, name := range []string{"corpus", "callers", "versions", "foreign", "readonly", "back"} {
		names = append(names, "../emitgo/testdata/"+name+".txtar")
	}
	for i, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m.Add(t, fmt.Sprintf("p%d", i), generate(t, archive))
	}
	// Some types of these two share a salt, which the generator would refuse.
	m.Run(t, "test", "-skip=TestTypesealTypesOf(Callers|Versions)", "./...")
}

// generate returns the sources of an archive with their outputs and tests.
func generate(t *testing.T, archive *txtar.Archive) []txtar.File {
	t.Helper()
	pkg, problems := modeltest.Load(t, archive)
	for _, p := range problems {
		t.Fatalf("%s: %s: %s", pkg.Fset.Position(p.Pos), p.Rule, p.Message)
	}
	var files []txtar.File
	for _, f := range archive.Files {
		if !strings.HasSuffix(f.Name, "_typeseal.go") && !strings.HasSuffix(f.Name, "_test.go") {
			files = append(files, f)
		}
	}
	pkg.Tests = true
	for _, f := range plan.New(pkg) {
		emit := emitgo.Emit
		if len(f.Tests) > 0 {
			emit = emittest.Emit
		}
		data, err := emit(f)
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
