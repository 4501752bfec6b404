package typeseal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// parsed parses Go files, except tests.
func parsed(patterns ...string) (files []*ast.File, err error) {
	fset := token.NewFileSet()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			files = append(files, f)
		}
	}
	return files, nil
}

// sources parses the package and its internal packages.
func sources(t *testing.T) []*ast.File {
	files, err := parsed("*.go", "internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestNoWayAround: no exported name skips a check, shortens a tag, or takes a
// cost from a token.
func TestNoWayAround(t *testing.T) {
	suspect := regexp.MustCompile(`(?i)unverif|insecure|skip|unsafe|without(check|verif)|` +
		`truncat|taglen|cost|iterations|noverify|alg`)
	names := 0
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.IsExported() && id.Obj != nil {
				names++
				if suspect.MatchString(id.Name) {
					t.Errorf("%s looks like a way around a check", id.Name)
				}
			}
			return true
		})
	}
	if names < 50 {
		t.Errorf("only %d names were looked at", names)
	}
}

// TestConstantTime: tags are compared by crypto/hmac alone and in one place,
// never by bytes.Equal.
func TestConstantTime(t *testing.T) {
	compared := map[string]int{}
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := call.X.(*ast.Ident); ok {
				compared[pkg.Name+"."+call.Sel.Name]++
			}
			return true
		})
	}
	for _, name := range []string{"bytes.Equal", "bytes.Compare", "bytes.HasPrefix", "slices.Equal",
		"reflect.DeepEqual"} {
		if compared[name] > 0 {
			t.Errorf("%s is called: a tag could be compared by it", name)
		}
	}
	if got := compared["hmac.Equal"] + compared["subtle.ConstantTimeCompare"]; got != 1 {
		t.Errorf("tags are compared in %d places, not in one", got)
	}
}

// maxNames is how many exported names of this package are for people.
const maxNames = 52

// TestExamples: the names of this package that are not for generated code are
// few, and each is in an example.
func TestExamples(t *testing.T) {
	var examples strings.Builder
	files, err := filepath.Glob("example*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		examples.Write(text)
	}
	names := namesForPeople(t)
	if len(names) < 30 || len(names) > maxNames {
		t.Errorf("%d names are for people, want at most %d: %s", len(names), maxNames, names)
	}
	for _, name := range names {
		if !regexp.MustCompile(`typeseal\.` + name + `\b`).MatchString(examples.String()) {
			t.Errorf("%s is in no example", name)
		}
	}
}

// namesForPeople returns the exported names of the package whose comments do
// not begin with "For generated code."
func namesForPeople(t *testing.T) (names []string) {
	files, err := parsed("*.go")
	if err != nil {
		t.Fatal(err)
	}
	keep := func(id *ast.Ident, docs ...*ast.CommentGroup) {
		for _, d := range docs {
			if strings.HasPrefix(d.Text(), "For generated code.") {
				return
			}
		}
		if id.IsExported() {
			names = append(names, id.Name)
		}
	}
	for _, f := range files {
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					keep(d.Name, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						keep(s.Name, d.Doc, s.Doc)
					case *ast.ValueSpec:
						for _, id := range s.Names {
							keep(id, d.Doc, s.Doc)
						}
					}
				}
			}
		}
	}
	return names
}
