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

// TestCookbook: the page is short. It has a block of each recipe, which is one or more whole
// declarations of the file, and a row at the top that leads there.
func TestCookbook(t *testing.T) {
	page := text(t, "README.md")
	if n := strings.Count(page, "\n"); n > 460 {
		t.Errorf("the cookbook has %d lines, more than 460", n)
	}
	shown := map[string]bool{}
	blocks, _, _ := read(t, "README.md")
	for _, b := range blocks {
		file, recipe := strings.CutPrefix(b.from, "examples/recipes/")
		if !recipe {
			continue
		}
		shown[filepath.Join("recipes", file)] = true
		if _, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+b.text, 0); err != nil {
			t.Errorf("line %d: not whole declarations: %v", b.line, err)
		}
		if n := codeLines(b.text); n > maxRecipe {
			t.Errorf("line %d: %d lines of code", b.line, n)
		}
		if !strings.Contains(page, "]("+"recipes/"+file+")") {
			t.Errorf("line %d: no link to recipes/%s", b.line, file)
		}
	}
	for _, file := range recipeFiles(t) {
		if !shown[file] {
			t.Errorf("the cookbook has no block of %s", file)
		}
	}
	table, _, _ := strings.Cut(page, "\n## ")
	for _, heading := range headings(page, "### ") {
		if !strings.Contains(table, "](#"+anchor(heading)+")") {
			t.Errorf("no row of the table leads to %q", heading)
		}
	}
}
