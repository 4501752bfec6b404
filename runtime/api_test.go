package typeseal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sources parses the package and its internal ones, without tests.
func sources(t *testing.T) (files []*ast.File) {
	fset := token.NewFileSet()
	for _, pattern := range []string{"*.go", "internal/*/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	return files
}

// TestNoWayAround is C10, C11 and D03: no exported name skips a check, shortens
// a tag or takes a cost from a token.
func TestNoWayAround(t *testing.T) {
	suspect := regexp.MustCompile(`(?i)unverif|insecure|skip|unsafe|without(check|verif)|truncat|taglen|cost|iterations|noverify|alg`)
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

// TestConstantTime is C13: tags are compared by crypto/hmac alone and in one
// place, never by bytes.Equal or as arrays.
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
	for _, name := range []string{"bytes.Equal", "bytes.Compare", "bytes.HasPrefix", "slices.Equal", "reflect.DeepEqual"} {
		if compared[name] > 0 {
			t.Errorf("%s is called: a tag could be compared by it", name)
		}
	}
	if got := compared["hmac.Equal"] + compared["subtle.ConstantTimeCompare"]; got != 1 {
		t.Errorf("tags are compared in %d places, not in one", got)
	}
}
