package emittest_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

var only = flag.String("fault", "", "make the faults whose description contains this `text`")

// TestMutants makes each of the faults in a copy of the generated code, and runs the
// generated tests. They must fail, for at least 55 of 60 faults. All of them take two
// minutes of a processor, so that only CI makes them all.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a test for each fault")
	}
	all := os.Getenv("CI") == "true" || *only != ""
	archive, err := txtar.ParseFile(filepath.Join("testdata", "mutants.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	m := modeltest.NewScratch(t)
	for _, folder := range []string{"account", "session", "once", "foreign", "readonly"} {
		m.Add(t, folder, inFolder(t, archive, folder))
	}
	var mutants []fault
	for i, f := range faults {
		if strings.Contains(f.what, *only) && (all || i%12 == 0) {
			mutants = append(mutants, f)
		}
	}
	for i, f := range mutants {
		addMutant(t, m, i, f)
	}
	out := testAll(t, m)
	killed := 0
	for i, f := range mutants {
		switch found := outcome(out, fmt.Sprintf("m%d", i)); {
		case found == "FAIL":
			killed++
			if survivors[f.what] != "" {
				t.Errorf("%s is found: remove it from the survivors", f.what)
			}
		case found != "ok":
			t.Errorf("%s in %s: %q", f.what, f.folder, found)
		case survivors[f.what] == "":
			t.Errorf("%s in %s: not found", f.what, f.folder)
		default:
			t.Logf("%s is not found: %s", f.what, survivors[f.what])
		}
	}
	t.Logf("%d of %d faults are found", killed, len(mutants))
	if *only == "" && killed*60 < len(mutants)*55 {
		t.Error("the tests find too few of the faults")
	}
}

// inFolder returns the sources in a folder with their outputs and tests.
func inFolder(t *testing.T, archive *txtar.Archive, folder string) []txtar.File {
	var files []txtar.File
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, folder+"/"); ok {
			files = append(files, txtar.File{Name: name, Data: f.Data})
		}
	}
	return generate(t, &txtar.Archive{Files: files})
}

// addMutant adds a package with one fault.
func addMutant(t *testing.T, m modeltest.Scratch, i int, f fault) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(m.Dir, f.folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_typeseal.go") {
			before, after, ok := strings.Cut(string(data), f.in)
			changed := strings.Replace(after, f.old, f.new, 1)
			if !ok || changed == after {
				t.Fatalf("%s: %s has no %q after %q", f.what, name, f.old, f.in)
			}
			data = []byte(before + f.in + changed)
		}
		m.Write(t, filepath.Join(fmt.Sprintf("m%d", i), filepath.Base(name)), data)
	}
}

// testAll runs all tests of the module, and returns what go test prints.
func testAll(t *testing.T, m modeltest.Scratch) string {
	t.Helper()
	cmd := exec.Command("go", "test", "-vet=off", "-ldflags=-s -w", "./...")
	cmd.Dir, cmd.Env = m.Dir, m.Env()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Run() // it fails, because the tests do
	for _, folder := range []string{"account", "session", "once", "foreign", "readonly"} {
		if got := outcome(out.String(), folder); got != "ok" {
			t.Fatalf("without a fault, the tests of %s: %q\n%s", folder, got, out.String())
		}
	}
	return out.String()
}

// outcome returns what go test says about a package: ok, FAIL or why it was not run.
func outcome(out, folder string) string {
	line := regexp.MustCompile(`(?m)^(ok|FAIL)\s+example\.com/all/` + folder + `\s+(.*)$`).FindStringSubmatch(out)
	switch {
	case line == nil:
		return "no result"
	case strings.HasPrefix(line[2], "["):
		return line[2]
	}
	return line[1]
}
