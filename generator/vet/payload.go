package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

var payload = &analysis.Analyzer{
	Name: "typesealpayload",
	Doc: `report payloads that are used without a valid token

Verify, Open, Peek and Redeem set their receiver only if they return no error. This
analyzer reports a receiver that is used before the error is looked at, where the error is
known not to be nil, and after such a place if the code goes on.`,
	URL:      home + "#hdr-typesealpayload",
	Run:      reportPayloads,
	Requires: []*analysis.Analyzer{callFinder},

	RunDespiteErrors: true, // callFinder finds nothing then
}

func reportPayloads(pass *analysis.Pass) (any, error) {
	found := pass.ResultOf[callFinder].(*calls)
	byBody := map[*ast.BlockStmt][]*opening{}
	var bodies []*ast.BlockStmt
	for _, c := range found.list {
		o := openingOf(pass, c)
		if o == nil {
			continue
		}
		o.reportReturn(pass)
		body := c.body()
		if byBody[body] == nil {
			bodies = append(bodies, body)
		}
		byBody[body] = append(byBody[body], o)
	}
	for _, body := range bodies {
		newFlow(pass, body, byBody[body]).report()
	}
	return nil, nil
}

// An opening is a call whose receiver and error are variables of a function.
type opening struct {
	*call
	x   types.Object // the receiver, a variable or a pointer
	err types.Object // the variable of the error; nil if the call is part of a condition

	// fresh is set if the receiver has its zero value before the call. Another receiver may
	// have a value that is meant to stay if the token is refused.
	fresh bool
}

// openingOf returns the variables of a call. It returns nil if the receiver is not a
// local variable.
func openingOf(pass *analysis.Pass, c *call) *opening {
	if !c.opens() || c.body() == nil {
		return nil
	}
	on := ast.Unparen(c.on)
	if u, ok := on.(*ast.UnaryExpr); ok && u.Op == token.AND {
		on = ast.Unparen(u.X)
	}
	id, ok := on.(*ast.Ident)
	if !ok {
		return nil
	}
	o := &opening{call: c}
	x, ok := pass.TypesInfo.ObjectOf(id).(*types.Var)
	if !ok || x.Parent() == nil || x.Parent() == pass.Pkg.Scope() {
		return nil
	}
	o.x, o.fresh = x, zeroBefore(pass, c, x)
	switch p := c.parent().(type) {
	case *ast.AssignStmt:
		if len(p.Rhs) == 1 {
			o.err = variable(pass, p.Lhs[0])
		}
	case *ast.ValueSpec:
		if len(p.Values) == 1 {
			o.err = variable(pass, p.Names[0])
		}
	}
	return o
}

// variable returns the variable that an expression names, or nil.
func variable(pass *analysis.Pass, e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	return pass.TypesInfo.ObjectOf(id)
}

// zeroBefore reports whether x is declared in the function without a value, or with a
// zero value, and is not mentioned between its declaration and the call.
func zeroBefore(pass *analysis.Pass, c *call, x *types.Var) bool {
	zero, touched := false, false
	ast.Inspect(c.body(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if pass.TypesInfo.Defs[name] == x {
					zero = len(n.Values) == 0 || i < len(n.Values) && isZero(pass, n.Values[i])
				}
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && pass.TypesInfo.Defs[id] == x && len(n.Lhs) == len(n.Rhs) {
					zero = isZero(pass, n.Rhs[i])
				}
			}
		case *ast.ForStmt, *ast.RangeStmt:
			// In a later round of a loop, x has the payload of an earlier one.
			inside := n.Pos() <= c.Pos() && c.Pos() < n.End()
			touched = touched || inside && (x.Pos() < n.Pos() || n.End() <= x.Pos())
		case *ast.Ident:
			touched = touched || n.Pos() < c.Pos() && pass.TypesInfo.Uses[n] == x
		}
		return true
	})
	return zero && !touched
}

// isZero reports whether an expression is a zero value or a pointer to one.
func isZero(pass *analysis.Pass, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.AND && isZero(pass, e.X)
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.CallExpr:
		id, ok := e.Fun.(*ast.Ident)
		return ok && pass.TypesInfo.Uses[id] == types.Universe.Lookup("new")
	}
	return false
}

// reportReturn reports return x, x.Verify(...), where x may be read before Verify sets it.
func (o *opening) reportReturn(pass *analysis.Pass) {
	r, ok := o.parent().(*ast.ReturnStmt)
	if !ok {
		return
	}
	if _, pointer := o.x.Type().Underlying().(*types.Pointer); pointer {
		return
	}
	i := slices.IndexFunc(r.Results, func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && pass.TypesInfo.Uses[id] == o.x
	})
	if i >= 0 {
		pass.Reportf(r.Results[i].Pos(), "%s may be read before %s sets it; Go does not say which comes first",
			o.x.Name(), o.method.Name())
	}
}
