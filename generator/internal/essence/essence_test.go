package essence

import (
	"bytes"
	"crypto/sha256"
	"go/ast"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

const text = `// Package a is a package.
package a

import "fmt"

// A is a type.
type A struct{ B int }

func (a A) String() string { return "a" }

// Label returns a label.
func (a *A) Label() string {
	return fmt.Sprint("label") // of it
}

var x = func() int { return 1 }()

func f(int) { println(1) }
`

// reader looks at files as the generator does, in a simple way: the head ends before the only
// import.
func reader() Reader {
	mentions := func(text []byte) bool { return bytes.Contains(text, []byte("//mark")) }
	receiver := func(d *ast.FuncDecl) string {
		t := d.Recv.List[0].Type
		if star, ok := t.(*ast.StarExpr); ok {
			t = star.X
		}
		return t.(*ast.Ident).Name
	}
	look := func(text []byte) snapshot.Marks {
		marks := snapshot.Marks{Own: bytes.HasPrefix(text, []byte("// own")), Mentions: mentions(text)}
		if head, _, ok := bytes.Cut(text, []byte("\"fmt\"\n")); ok {
			marks.Head = sha256.Sum256(head)
		}
		return marks
	}
	return Reader{Receiver: receiver, Methods: []string{"Lock", "String"}, Mentions: mentions, Look: look}
}

// TestEssence: each edit changes the essence of those parts to which it matters.
func TestEssence(t *testing.T) {
	for _, test := range []struct{ name, old, new, parts string }{
		{"nothing", "", "", ""},
		{"a body", "println(1)", "println(2)", ""},
		{"a longer body", "println(1)", "println(1)\n\n\tprintln(2)", ""},
		{"a comment in a body", "// of it", "// it", ""},
		{"a body of a method that counts", `return "a"`, `return "b"`, ""},
		{"a body of a function literal", "return 1 }()", "return 2 }()", "decl source"},
		{"a comment", "A is", "A was", "source"},
		{"a method", "Label()", "Name()", "source"},
		{"a method that counts", "Label() string", "Lock() string", "decl source"},
		{"a signature of a method", "Label()", "Label(int)", "source"},
		{"a signature of a method that counts", "String()", "String(int)", "decl source"},
		{"a receiver", "a *A", "a A", "source"},
		{"a receiver of a method that counts", "a A", "a *A", "decl source"},
		{"a method less", "func (a A) String() string { return \"a\" }\n", "", "decl source"},
		{"a method more", "var x", "func (a A) More() {}\n\nvar x", "source"},
		{"a method without a body", "var x", "func (a A) More()\n\nvar x", "source"},
		{"a function", "var x", "func more() {}\n\nvar x", "decl source"},
		{"a signature", "f(int)", "f(int8)", "decl source"},
		{"a field", "B int", "B int8", "decl source"},
		{"a tag", "B int", "B int `json:\"b\"`", "decl source"},
		{"a name", "type A", "type AA", "decl source"},
		{"a struct in a body", "println(1)", "var _ struct{ A int }", "decl source"},
		{"a directive", "// A is", "//mark", "head decl source"},
		{"a directive in a body", "println(1)", "println(1) //mark", "head decl source"},
		{"an import", "import", "import \"time\"\n\nimport", "head decl source"},
		{"a package", "package a\n", "package b\n", "head decl source"},
		{"a comment on a package", "Package a is", "Package a was", "head decl source"},
		{"an output", "// Package", "// own", "head decl source"},
		{"a head that is not known", `"fmt"`, `"fmt" `, "head decl source"},
		{"a syntax error", "type A", "type", "decl source"},
		{"a syntax error in a body", "println(1)", "println(1", "decl source"},
	} {
		if !strings.Contains(text, test.old) {
			t.Fatalf("%s: no %q", test.name, test.old)
		}
		edited := strings.Replace(text, test.old, test.new, 1)
		var parts []string
		for _, part := range []string{Head, Declarations, Source} {
			if reader().Of(Part{Name: part}, []byte(text)) != reader().Of(Part{Name: part}, []byte(edited)) {
				parts = append(parts, part)
			}
		}
		if got := strings.Join(parts, " "); got != test.parts {
			t.Errorf("%s: matters to %q, want %q", test.name, got, test.parts)
		}
	}
}

// TestShadowed: of a type with fields that methods may hide, the names of all methods matter.
func TestShadowed(t *testing.T) {
	for edited, want := range map[string]bool{
		"func (a *A) Label() string {": false,
		"func (a *A) Label(int) int {": false,
		"func (a *A) Name() string {":  true,
		"func (a A) Label() string {":  true,
		"func (b *B) Label() string {": true,
	} {
		part := Part{Name: Declarations, Types: []string{"A"}}
		other := strings.Replace(text, "func (a *A) Label() string {", edited, 1)
		if got := reader().Of(part, []byte(text)) != reader().Of(part, []byte(other)); got != want {
			t.Errorf("%s: it matters is %v", edited, got)
		}
	}
}

// TestPieces: what is left out does not join what is before and after it, and texts with errors
// have an essence of their own.
func TestPieces(t *testing.T) {
	const head = "package a\n\nimport \"fmt\"\n"
	seen := map[string]map[snapshot.Sum]string{Declarations: {}, Source: {}}
	for _, end := range []string{
		"", "var x = 1", "func f() {}\nvar x = 1", "func f() {}", "func f()", "func f() { }\nfunc f() {}",
		"var x int\nfunc f() {}", "func f() {}\nvar x int", "func f() {", "func f() { println(", "func f() { println(1",
	} {
		for part, seen := range seen {
			sum := reader().Of(Part{Name: part}, []byte(head+end+"\n"))
			if other, ok := seen[sum]; ok {
				t.Errorf("%s: %q has the essence of %q", part, end, other)
			}
			seen[sum] = end
		}
	}
}
