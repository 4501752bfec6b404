package source

import (
	"bytes"
	"crypto/sha256"
	"go/ast"
	"go/parser"
	"go/token"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// Look says what the text of a file is: an output, or else its head, and whether it mentions
// a directive.
func (c Config) Look(src []byte) (m snapshot.Marks) {
	if m.Own = IsOwn(src, c.Header); m.Own {
		return m
	}
	m.Mentions = c.Mentions(src)
	paths, end, ok := head(src)
	if m.Mentions {
		m.Imports = paths
	}
	if ok {
		m.Head = sha256.Sum256(src[:end])
	}
	return m
}

// head returns the imports of a file, and the end of what the go command looks at when it
// lists packages: build constraints, the package and the imports. It reports false if more of
// the file may matter: if there is a syntax error, or a line go:embed with one.
func head(src []byte) (imports []string, end int, ok bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ImportsOnly|parser.SkipObjectResolution)
	if err != nil {
		return nil, 0, false
	}
	for _, imp := range f.Imports {
		imports = append(imports, importPath(imp))
	}
	return imports, fset.PositionFor(headEnd(f), false).Offset,
		!bytes.Contains(src, []byte("go:embed")) && !bytes.Contains(src, []byte{0})
}

func headEnd(f *ast.File) token.Pos {
	if n := len(f.Decls); n > 0 {
		return f.Decls[n-1].End()
	}
	return f.Name.End()
}
