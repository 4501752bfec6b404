// Package essence says what matters of the texts of a module's Go files, so that an edit of
// anything else is known to have no effect.
package essence

import (
	"bytes"
	"crypto/sha256"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// A Part says how much of a file matters.
type Part struct {
	Name  string
	Types []string `json:",omitempty"` // for Declarations: types of which the names of all methods matter, sorted
}

// The names of parts.
const (
	Head         = "head"   // what the go command looks at when it lists packages
	Declarations = "decl"   // that and the declarations, without methods that no type needs
	Source       = "source" // everything but bodies of functions
)

// A Reader finds what matters in a text.
type Reader struct {
	Receiver func(method *ast.FuncDecl) string // returns the name of a method's type
	Methods  []string                          // names of the methods that types need, sorted
	Mentions func(text []byte) bool            // reports whether a text may have a directive
	Look     func(text []byte) snapshot.Marks  // returns the marks of a file
}

// Of returns a hash of what matters of a text.
func (r Reader) Of(part Part, text []byte) snapshot.Sum {
	marks := r.Look(text)
	if part.Name == Head {
		return r.OfFile(part, text, marks, nil, nil)
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if err != nil {
		f = nil
	}
	return r.OfFile(part, text, marks, fset, f)
}

// OfFile returns a hash of what matters of the text of a file. f is nil if it was not parsed or
// has errors.
func (r Reader) OfFile(
	part Part, text []byte, marks snapshot.Marks, fset *token.FileSet, f *ast.File,
) snapshot.Sum {
	c := content{Reader: r, Part: part, text: text, fset: fset}
	switch {
	case marks.Head == (snapshot.Sum{}) || f == nil && part.Name != Head:
		c.Name, c.kept = "text", text
	case part.Name == Declarations:
		c.declarations(f)
	case part.Name == Source:
		c.source(f)
	}
	return c.sum(marks)
}

// A content is what matters of a text.
type content struct {
	Reader
	Part
	text []byte
	fset *token.FileSet
	kept []byte
}

// add adds a piece of the text. A piece is followed by a byte that no text without syntax
// errors has.
func (c *content) add(start, end int) { c.kept = append(append(c.kept, c.text[start:end]...), 0) }

func (c *content) offset(pos token.Pos) int { return c.fset.PositionFor(pos, false).Offset }

// source adds the text without the bodies.
func (c *content) source(f *ast.File) {
	from := 0
	for _, d := range f.Decls {
		if body := c.body(d); body != nil {
			c.add(from, c.offset(body.Pos()))
			from = c.offset(body.End())
		}
	}
	c.add(from, len(c.text))
}

// declarations adds the declarations without the bodies, except methods that no type needs.
func (c *content) declarations(f *ast.File) {
	for _, d := range f.Decls {
		end := d.End()
		if body := c.body(d); body != nil {
			end = body.Pos()
		}
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && !found(c.Methods, fn.Name.Name) {
			if !found(c.Types, c.Receiver(fn)) {
				continue
			}
			end = fn.Name.End()
		}
		c.add(c.offset(d.Pos()), c.offset(end))
	}
}

// body returns the body of a function, unless it has what counts in a body, too: a struct or a
// directive.
func (c *content) body(d ast.Decl) *ast.BlockStmt {
	fn, ok := d.(*ast.FuncDecl)
	if !ok || fn.Body == nil {
		return nil
	}
	text := c.text[c.offset(fn.Body.Pos()):c.offset(fn.Body.End())]
	if bytes.Contains(text, []byte("struct")) || c.Mentions(text) {
		return nil
	}
	return fn.Body
}

func found(sorted []string, name string) bool {
	_, ok := slices.BinarySearch(sorted, name)
	return ok
}

// sum returns the hash, which depends on the marks, too.
func (c *content) sum(marks snapshot.Marks) snapshot.Sum {
	var flags [2]byte
	for i, on := range []bool{marks.Own, marks.Mentions} {
		if on {
			flags[i] = 1
		}
	}
	h := sha256.New()
	h.Write([]byte(c.Name + "\n"))
	h.Write(flags[:])
	h.Write(marks.Head[:])
	h.Write(c.kept)
	return snapshot.Sum(h.Sum(nil))
}
