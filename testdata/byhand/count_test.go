package byhand

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The files with code about the token. Neither package site, which both sites use, nor
// the code that starts the sites is counted.
var (
	example = filepath.Join("..", "..", "examples", "passwordreset")
	typed   = []string{filepath.Join(example, "reset.go"), filepath.Join(example, "confirm.go")}
	byHand  = []string{"token.go", "used.go", "confirm.go", "page.go"}
)

// TestLess counts the code that handles the token, and prints the counts with -v. With
// typeseal it must be at most a third of the lines and a quarter of the branches.
func TestLess(t *testing.T) {
	lines, branches := countAll(t, typed)
	handLines, handBranches := countAll(t, byHand)
	t.Logf("typeseal: %d lines, %d branches; by hand: %d lines, %d branches", lines, branches, handLines, handBranches)
	if 3*lines > handLines || 4*branches > handBranches {
		t.Error("want at most a third of the lines and a quarter of the branches")
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(string(readme)), " ")
	for _, want := range []string{
		fmt.Sprintf("%d lines with %d branches are about tokens", lines, branches),
		fmt.Sprintf("there are %d lines with %d branches", handLines, handBranches),
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

func countAll(t *testing.T, names []string) (lines, branches int) {
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		l, b := countLines(source), countBranches(t, source)
		t.Logf("%-46s %3d lines %3d branches", filepath.ToSlash(name), l, b)
		lines, branches = lines+l, branches+b
	}
	return lines, branches
}

// countLines counts lines that contain code, not only comments and space.
func countLines(source []byte) int {
	files := token.NewFileSet()
	file := files.AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0) // without comments
	has := map[int]bool{}
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return len(has)
		}
		if kind == token.SEMICOLON && text == "\n" {
			continue
		}
		first := file.Line(pos)
		for i, part := range strings.Split(text, "\n") {
			if i == 0 || strings.TrimSpace(part) != "" {
				has[first+i] = true
			}
		}
	}
}

// countBranches counts if, for, each case of a switch or select, && and ||.
func countBranches(t *testing.T, source []byte) (n int) {
	tree, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			if node.List != nil { // not the default
				n++
			}
		case *ast.BinaryExpr:
			if node.Op == token.LAND || node.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}
