package emitgo_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// TestSameBytes: the output depends only on the source, not on the order of maps or on
// earlier plans.
func TestSameBytes(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/corpus.txtar")
	if err != nil {
		t.Fatal(err)
	}
	want := generate(t, archive)
	for range 10 {
		for i, f := range generate(t, archive) {
			if !bytes.Equal(f.Data, want[i].Data) {
				t.Fatalf("%s differs", f.Name)
			}
		}
	}
}

// TestNoUserComments: the output contains no comment of the source, and therefore no
// compiler directive.
func TestNoUserComments(t *testing.T) {
	source := strings.ReplaceAll(`package p

// EVIL
//go:build ignore
//go:linkname evil evil.EVIL
//export EVIL
//line ../../EVIL.go:1
/* EVIL */
//typeseal:sign salt=p.t max-age=1h
type T struct {
	// EVIL */ func init() { EVIL() }
	//go:linkname EVIL
	A int // EVIL
	B Nested /* EVIL */
}

// EVIL
type Nested struct{ A /* EVIL */ int }
`, "EVIL", "EVIL EVIL\u2028")
	files := generate(t, &txtar.Archive{Files: []txtar.File{{Name: "p.go", Data: []byte(source)}}})
	output := files[len(files)-1].Data
	for _, bad := range []string{"EVIL", "evil", "go:", "export", "/*", "//line"} {
		if bytes.Contains(output, []byte(bad)) {
			t.Errorf("the output has %q", bad)
		}
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), "", output, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if c, ok := n.(*ast.Comment); ok && !strings.HasPrefix(c.Text, "// ") && c.Text != "//" &&
			!strings.HasPrefix(c.Text, "//\t") {
			t.Errorf("a comment that is not prose: %q", c.Text)
		}
		return true
	})
}

// TestHeader: the mark, the source and its build constraint, in the places that
// the go command expects.
func TestHeader(t *testing.T) {
	archive := &txtar.Archive{Files: []txtar.File{{Name: "p.go",
		Data: []byte("package p\n\n//typeseal:sign salt=p.t max-age=1h\ntype T struct{}\n")}}}
	pkg, _ := modeltest.Load(t, archive)
	pkg.Files[0].Constraint = "linux && !cgo"
	pkg.Files[0].Name = "p\xff\n//go:build ignore\n.go"
	got, err := emitgo.Emit(plan.New(pkg)[0])
	if err != nil {
		t.Fatal(err)
	}
	want := plan.Header + "\n" + `// Source: "p\xff\n//go:build ignore\n.go"` +
		"\n\n//go:build linux && !cgo\n\npackage p\n"
	if !strings.HasPrefix(string(got), want) {
		t.Errorf("got\n%s", got[:min(len(got), 200)])
	}
}

// TestGuards: an output does not compile if the types of its payload have changed.
func TestGuards(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	const source = `package p

import "example.com/app/far"

//typeseal:sign salt=p.t max-age=1h
type T struct {
	A int    ` + "`json:\"a\"`" + `
	B Nested
	Role Role
	Far far.Point
	Unit far.Unit
	Al []far.Al
	Deep map[string]far.Pair[far.Al]
	Open far.Open
	Embedded
	Left map[string]int ` + "`json:\"-\"`" + `
}

type Nested struct { X int }
type Embedded struct { Y int }
type Role string
`
	const far = `package far

type Point struct{ X int }
type Unit string
type hidden struct{ H int }
type Al = hidden
type Pair[T any] struct{ V T }
type id = int64
type Open struct {
	ID   id
	Left map[id]func() ` + "`json:\"-\"`" + `
}
`
	files := generate(t, &txtar.Archive{Files: []txtar.File{{Name: "p.go", Data: []byte(source)},
		{Name: "far/far.go", Data: []byte(far)}}})
	m := modeltest.NewScratch(t)
	m.Add(t, "p", files)
	m.Run(t, "build", "./...")
	for _, c := range []struct{ file, old, new string }{
		{"p.go", "A int", "A int32"},
		{"p.go", `json:"a"`, `json:"b"`},
		{"p.go", "A int", "C, A int"},
		{"p.go", "Nested struct { X int", "Nested struct { X int; Z bool"},
		{"p.go", "Embedded struct { Y int", "Embedded struct { Y int; Z bool"},
		{"p.go", "Role string", "Role int"},
		{"p.go", "Left map[string]int", "Left map[string]bool"},
		{"far/far.go", "struct{ X int }", "struct{ X int; z int }"},
		{"far/far.go", "Unit string", "Unit []byte"},
		{"far/far.go", "H int", "H, I int"},
		{"far/far.go", "V T", "V T; W bool"},
		{"far/far.go", "id = int64", "id = int32"},
		{"far/far.go", "Left map[id]func()", "Left map[id]func(); Right int"},
	} {
		name := filepath.Join(m.Dir, "p", c.file)
		before, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		after := bytes.Replace(before, []byte(c.old), []byte(c.new), 1)
		if bytes.Equal(before, after) {
			t.Fatalf("%s has no %q", c.file, c.old)
		}
		m.Write(t, filepath.Join("p", c.file), after)
		cmd := exec.Command("go", "build", "./p")
		cmd.Dir, cmd.Env = m.Dir, m.Env()
		if out, err := cmd.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("p_typeseal.go")) {
			t.Errorf("%q for %q compiles: %v %s", c.new, c.old, err, out)
		}
		m.Write(t, filepath.Join("p", c.file), before)
	}
}
