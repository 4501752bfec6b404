package model_test

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// load makes the model of a struct T with the given fields. others are further
// declarations.
func load(t *testing.T, fields, others string) (*model.Shape, []diag.Diagnostic) {
	t.Helper()
	source := "package p\n\n//typeseal:sign salt=p.t max-age=1h\ntype T struct {\n" + fields + "\n}\n\n" + others
	pkg, problems := modeltest.Load(t, &txtar.Archive{Files: []txtar.File{{Name: "p.go", Data: []byte(source)}}})
	return pkg.Files[0].Types[0].Shape, problems
}

// TestNesting: 16 nested containers, including the struct itself, can be encoded, and 17
// cannot. For greater depths the search ends early.
func TestNesting(t *testing.T) {
	_, problems := load(t, "F "+strings.Repeat("[]", 15)+"int", "")
	if len(problems) != 0 {
		t.Errorf("15 slices: %v", problems)
	}
	for _, n := range []int{16, 17, 5000} {
		_, problems = load(t, "F "+strings.Repeat("[]", n)+"int", "")
		if len(problems) != 1 || problems[0].Rule != "nesting" {
			t.Errorf("%d slices: %v", n, problems)
		}
	}
	_, problems = load(t, "A A; F [][][]A",
		"type A struct{ B []B }; type B struct{ C [1]C }; type C struct{ D map[int][][][][][][][]int }")
	if len(problems) != 1 || problems[0].Rule != "nesting" {
		t.Errorf("a type that is small enough in one place only: %v", problems)
	}
}

func TestFieldCount(t *testing.T) {
	for n, want := range map[int]int{256: 0, 257: 1} {
		var fields strings.Builder
		for i := range n {
			fmt.Fprintf(&fields, "F%d int\n", i)
		}
		_, problems := load(t, fields.String(), "")
		if len(problems) != want || want == 1 && problems[0].Rule != "fields" {
			t.Errorf("%d fields: %v", n, problems)
		}
	}
}

// TestWide: a type that is reached on many paths is examined once, even if it has faults.
func TestWide(t *testing.T) {
	for _, leaf := range []string{"int", "func()"} {
		var others strings.Builder
		for i := range 13 {
			fmt.Fprintf(&others, "type S%d struct { A, B, C, D, E, F, G, H *S%d }\n", i, i+1)
		}
		fmt.Fprintf(&others, "type S13 struct { A %s }\n", leaf)
		start := time.Now()
		_, problems := load(t, "S *S0", others.String())
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", leaf, took)
		}
		if bad := leaf != "int"; bad != (len(problems) > 0) {
			t.Errorf("%s: %v", leaf, problems)
		}
	}
}

// TestInvalid: a type with errors is Unsupported, and is not reported again.
func TestInvalid(t *testing.T) {
	pkg := types.NewPackage("example.com/p", "p")
	named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "T", nil), types.NewStruct([]*types.Var{
		types.NewField(token.NoPos, pkg, "F", types.Typ[types.Invalid], false),
		types.NewField(token.NoPos, pkg, "G", types.NewSlice(types.Typ[types.Invalid]), false),
	}, nil), nil)
	shape, problems := model.RootShape(named, []string{"msgpack", "json"})
	if len(problems) != 0 || shape.Fields[0].Shape.Kind != model.Unsupported {
		t.Errorf("%v %+v", problems, shape.Fields[0].Shape)
	}
}

// TestFlattened: the paths of fields of embedded structs include the embedded struct.
func TestFlattened(t *testing.T) {
	shape, problems := load(t, "A\nX int", "type A struct { B }; type B struct { Y int `json:\"y\"`; Z int }")
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, f := range shape.Fields {
		got = append(got, strings.Join(f.Path, ".")+"="+f.Wire)
	}
	if want := "A.B.Y=y A.B.Z=Z X=X"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzTag(f *testing.F) {
	for _, tag := range []string{`json:"a,omitempty" typeseal:"max=3"`, `json:"-,"`, "a:\"\\x00\"", "json:\"`\""} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		pkg := types.NewPackage("example.com/p", "p")
		field := types.NewField(token.NoPos, pkg, "F", types.Typ[types.String], false)
		named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "T", nil),
			types.NewStruct([]*types.Var{field}, []string{tag}), nil)
		shape, problems := model.RootShape(named, []string{"json"})
		if len(problems) > 0 {
			return
		}
		for _, f := range shape.Fields {
			if f.Wire == "" || strings.ContainsAny(f.Wire, "\"\\,`\n\x00") {
				t.Errorf("tag %q gives the name %q", tag, f.Wire)
			}
		}
	})
}
