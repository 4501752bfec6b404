package vet

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
)

var ignored = &analysis.Analyzer{
	Name: "typesealerror",
	Doc: `report ignored errors of Verify, Open, Peek and Redeem

The error is the only thing that says whether a token is valid. A program that does not
look at it accepts any text.`,
	URL:      home + "#hdr-typesealerror",
	Run:      reportIgnored,
	Requires: []*analysis.Analyzer{callFinder},

	RunDespiteErrors: true, // callFinder finds nothing then
}

func reportIgnored(pass *analysis.Pass) (any, error) {
	found := pass.ResultOf[callFinder].(*calls)
	for _, c := range found.list {
		if c.opens() && c.dropped() {
			pass.Reportf(c.Pos(), "the error of %s is ignored, so any text is accepted as a token", c.name())
		}
	}
	return nil, nil
}

// dropped reports whether the result of the call goes nowhere.
func (c *call) dropped() bool {
	switch p := c.parent().(type) {
	case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
		return true
	case *ast.AssignStmt:
		return len(p.Lhs) == len(p.Rhs) && isBlank(p.Lhs[c.index(p.Rhs)])
	case *ast.ValueSpec:
		return len(p.Names) == len(p.Values) && isBlank(p.Names[c.index(p.Values)])
	}
	return false
}

// index returns the index of the call in a list that has it.
func (c *call) index(list []ast.Expr) int {
	for i, e := range list {
		if ast.Unparen(e) == c.CallExpr {
			return i
		}
	}
	return 0
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}
