package examples_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maxRecipe is how many lines of code a recipe may have, with its type.
const maxRecipe = 30

// recipeFiles returns the files of the recipes, which are in one package.
func recipeFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("recipes", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var recipes []string
	for _, file := range files {
		name := filepath.Base(file)
		if name != "app.go" && !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, "_typeseal.go") {
			recipes = append(recipes, file)
		}
	}
	if len(recipes) < 15 {
		t.Fatalf("only %d recipes", len(recipes))
	}
	return recipes
}

// TestRecipeFiles: each recipe is short, has a type with tokens, and a test of its own.
func TestRecipeFiles(t *testing.T) {
	for _, file := range recipeFiles(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		body := string(source[f.Decls[0].End()-1:]) // after the imports
		if n := codeLines(body); n > maxRecipe || n < 5 {
			t.Errorf("%s has %d lines of code, want at most %d", file, n, maxRecipe)
		}
		if len(functions(f)) == 0 || !strings.Contains(body, "\n//typeseal:") {
			t.Errorf("%s has no function, or no type with tokens", file)
		}
		if _, err := os.Stat(strings.TrimSuffix(file, ".go") + "_test.go"); err != nil {
			t.Error(err)
		}
	}
}

// codeLines counts the lines that are neither empty nor a comment. A directive is code.
func codeLines(source string) (n int) {
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line != "" && (!strings.HasPrefix(line, "//") || strings.HasPrefix(line, "//typeseal:")) {
			n++
		}
	}
	return n
}

func functions(f *ast.File) (names []string) {
	for _, d := range f.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			names = append(names, f.Name.Name)
		}
	}
	return names
}
