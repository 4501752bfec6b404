package compattest

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Vectors returns the cases of a file of testdata/vectors, or of the directory that
// TYPESEAL_VECTORS names. It skips the test if there is no such file, and fails it
// for fields that V does not have.
func Vectors[V any](t *testing.T, name string) []V {
	t.Helper()
	if dir := os.Getenv("TYPESEAL_VECTORS"); dir != "" {
		return read[V](t, filepath.Join(dir, name))
	}
	return Published[V](t, name)
}

// Published returns the cases of a file of testdata/vectors.
func Published[V any](t *testing.T, name string) []V {
	t.Helper()
	return read[V](t, filepath.Join("..", "..", "..", "testdata", "vectors", name))
}

func read[V any](t *testing.T, path string) []V {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no such file")
	}
	Check(t, err)
	var file struct {
		Format, Origin string
		Fields         map[string]string
		Cases          []V
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	Check(t, d.Decode(&file))
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file.Cases
}

// A Difference is one row of a package's table of differences. A row applies to cases
// that the original accepts with a quirk. Reading such a case must fail with Read, and
// minting its payload with Mint.
type Difference[V any] struct {
	Row     string
	Applies func(V) bool
	Read    error
	Mint    error
	Cases   []string // those of the published file
}

// First returns the first difference that applies, or nil. The differences are in the
// order in which a reader checks them.
func First[V any](table []Difference[V], v V) *Difference[V] {
	for i := range table {
		if table[i].Applies(v) {
			return &table[i]
		}
	}
	return nil
}

// Differences checks a table against the published cases of a file and the package's
// documentation: each case with a quirk is in one row, or in same if the package has the
// quirk too, and the documentation explains each row. look returns the name and the quirk
// of a case, and the difference that applies.
func Differences[V any](
	t *testing.T, file string, table []Difference[*V], same []string,
	look func(*V) (name, quirk string, d *Difference[*V]),
) {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	Check(t, err)
	held := map[string]string{}
	for _, d := range table {
		if !bytes.Contains(doc, []byte("\n//\t"+d.Row+" ")) {
			t.Errorf("doc.go does not explain %s", d.Row)
		}
		for _, name := range d.Cases {
			held[name] = d.Row
		}
	}
	for _, v := range Published[V](t, file) {
		name, quirk, d := look(&v)
		row := ""
		if d != nil {
			row = d.Row
		}
		if row != held[name] || quirk != "" && (row == "") != slices.Contains(same, name) {
			t.Errorf("%s: row %q, the table says %q", name, row, held[name])
		}
	}
}

// Explained checks a package's documentation against the published cases of a file. look
// returns the name of a case, the row of the documentation that it names, and whether a
// library and this package disagree about it. A case names a row if they disagree, and
// each row is named by a case.
func Explained[V any](t *testing.T, file string, look func(*V) (name, row string, differs bool)) {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	Check(t, err)
	_, doc, _ = bytes.Cut(doc, []byte("\n// # Differences\n"))
	doc, _, _ = bytes.Cut(doc, []byte("\n// # "))
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z][a-z0-9-]*) `).FindAllSubmatch(doc, -1) {
		named[string(m[1])] = false
	}
	for _, v := range Published[V](t, file) {
		name, row, differs := look(&v)
		if _, explained := named[row]; differs != explained {
			t.Errorf("%s: row %q, and a difference: %v", name, row, differs)
		} else if differs {
			named[row] = true
		}
	}
	for row, seen := range named {
		if !seen {
			t.Errorf("no case for the row %s", row)
		}
	}
}
