package vet

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

var peek = &analysis.Analyzer{
	Name: "typesealpeek",
	Doc: `report Peek where the token should be redeemed

Peek leaves a single-use token usable. That is right for the page of a link (GET), and
wrong in a handler of POST, PUT, PATCH or DELETE if the token is not redeemed after it.`,
	URL:      home + "#hdr-typesealpeek",
	Run:      reportPeeks,
	Requires: []*analysis.Analyzer{callFinder},

	RunDespiteErrors: true, // callFinder finds nothing then
}

func reportPeeks(pass *analysis.Pass) (any, error) {
	found := pass.ResultOf[callFinder].(*calls)
	p := peeks{pass: pass, calls: found}
	for _, c := range found.list {
		if c.method.Name() != "Peek" {
			continue
		}
		method, handler, route := p.requestMethod(c)
		if method != "" && !p.mayRedeem(c, handler, route) {
			pass.Reportf(c.Pos(), "%s leaves the token usable, but this code handles %s; call Redeem where the "+
				"request takes effect", c.name(), method)
		}
	}
	return nil, nil
}

// peeks looks at the functions around calls of Peek.
type peeks struct {
	pass *analysis.Pass
	*calls
}

// changing are the methods of requests that change something.
var changing = []string{"POST", "PUT", "PATCH", "DELETE"}

// requestMethod returns the method of the requests for which the call is made, if it is
// surely one that changes something, and the function that handles them. route is the call
// that registers the function, or nil.
func (p peeks) requestMethod(c *call) (method string, handler ast.Node, route *ast.CallExpr) {
	inside := ast.Node(c.CallExpr)
	for i, n := range slices.Backward(c.parents) {
		switch n := n.(type) {
		case *ast.IfStmt:
			if inside == n.Body {
				method = p.compared(n.Cond, token.EQL)
			}
		case *ast.CaseClause:
			method = p.caseOf(n, c.parents[:i])
		case *ast.BlockStmt:
			method = p.guarded(n, inside)
		case *ast.FuncLit:
			method, route = p.registered(nil, n)
		case *ast.FuncDecl:
			fn, _ := p.pass.TypesInfo.Defs[n.Name].(*types.Func)
			method, route = p.registered(fn, nil)
		}
		if method != "" {
			return method, function(c.parents[:i+1]), route
		}
		inside = n
	}
	return "", nil, nil
}

// compared returns the method that a condition compares with the method of a request.
func (p peeks) compared(e ast.Expr, op token.Token) string {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok || b.Op != op || !p.isMethod(b.X) {
		return ""
	}
	return p.changingMethod(b.Y)
}

// isMethod reports whether an expression is the field Method of an http.Request.
func (p peeks) isMethod(e ast.Expr) bool {
	s, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v, ok := p.pass.TypesInfo.Uses[s.Sel].(*types.Var)
	return ok && v.IsField() && v.Name() == "Method" && v.Pkg() != nil && v.Pkg().Path() == "net/http"
}

// changingMethod returns the value of an expression if it is a method that changes
// something.
func (p peeks) changingMethod(e ast.Expr) string {
	if text := p.text(e); slices.Contains(changing, text) {
		return text
	}
	return ""
}

// text returns the value of a constant string.
func (p peeks) text(e ast.Expr) string {
	v := p.pass.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(v)
}

// caseOf returns the method of a case of switch r.Method.
func (p peeks) caseOf(c *ast.CaseClause, parents []ast.Node) string {
	if len(parents) < 2 || len(c.List) != 1 {
		return ""
	}
	s, ok := parents[len(parents)-2].(*ast.SwitchStmt)
	if !ok || s.Tag == nil || !p.isMethod(s.Tag) {
		return ""
	}
	return p.changingMethod(c.List[0])
}

// guarded returns the method without which a statement before inside leaves the block: if
// r.Method != http.MethodPost { ...; return }.
func (p peeks) guarded(b *ast.BlockStmt, inside ast.Node) string {
	for _, s := range b.List {
		if s == inside {
			break
		}
		i, ok := s.(*ast.IfStmt)
		if !ok || len(i.Body.List) == 0 {
			continue
		}
		if _, ok := i.Body.List[len(i.Body.List)-1].(*ast.ReturnStmt); !ok {
			continue
		}
		if method := p.compared(i.Cond, token.NEQ); method != "" {
			return method
		}
	}
	return ""
}

// registered returns the method for which a function is registered as a handler: in a call
// with a pattern such as "POST /reset", or of a router's method such as Post. It returns that
// call, too.
func (p peeks) registered(fn *types.Func, lit *ast.FuncLit) (method string, route *ast.CallExpr) {
	if fn == nil && lit == nil {
		return "", nil
	}
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			e, ok := n.(*ast.CallExpr)
			if !ok || method != "" || len(e.Args) < 2 {
				return method == ""
			}
			is := func(a ast.Expr) bool { return p.handler(a, fn, lit) }
			if slices.ContainsFunc(e.Args[1:], is) {
				method, route = p.route(e), e
			}
			return true
		})
	}
	return method, route
}

// handler reports whether an argument is a function, a conversion of it such as
// http.HandlerFunc(f), or middleware around it such as signedIn(f).
func (p peeks) handler(e ast.Expr, fn *types.Func, lit *ast.FuncLit) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return e == lit
	case *ast.Ident:
		return fn != nil && p.pass.TypesInfo.Uses[e] == fn
	case *ast.SelectorExpr:
		return fn != nil && p.pass.TypesInfo.Uses[e.Sel] == fn
	case *ast.CallExpr:
		is := func(a ast.Expr) bool { return p.handler(a, fn, lit) && p.handles(a) }
		return slices.ContainsFunc(e.Args, is)
	}
	return false
}

// handles reports whether an argument of middleware may be the handler, which returns nothing
// or an error. Other functions, such as one that returns who is asking, do a part of the work.
func (p peeks) handles(e ast.Expr) bool {
	f, ok := p.pass.TypesInfo.TypeOf(e).Underlying().(*types.Signature)
	if !ok {
		return true // it has become an interface
	}
	results := f.Results()
	return results.Len() == 0 ||
		results.Len() == 1 && types.Identical(results.At(0).Type(), types.Universe.Lookup("error").Type())
}

// route returns the method of the requests that a call registers a handler for.
func (p peeks) route(e *ast.CallExpr) string {
	path := p.text(e.Args[0])
	if method, _, ok := strings.Cut(path, " "); ok && slices.Contains(changing, method) {
		return method
	}
	s, ok := e.Fun.(*ast.SelectorExpr)
	if method := ""; ok && strings.HasPrefix(path, "/") {
		if method = strings.ToUpper(s.Sel.Name); slices.Contains(changing, method) {
			return method
		}
	}
	return ""
}

// mayRedeem reports whether a handler may redeem the token of a call: by a function of the
// package that it uses, by one that is registered with it, which runs before or after it, or
// by another function that gets the token.
func (p peeks) mayRedeem(c *call, handler ast.Node, route *ast.CallExpr) bool {
	if handler == nil {
		return true
	}
	seen, queue := map[ast.Node]bool{}, []ast.Node{handler}
	if route != nil {
		queue = append(queue, route)
	}
	for ; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		if n == nil || seen[n] {
			continue
		}
		seen[n] = true
		redeems := false
		ast.Inspect(n, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			redeems = redeems || strings.Contains(id.Name, "Redeem")
			if fn, ok := p.pass.TypesInfo.Uses[id].(*types.Func); ok && fn.Pkg() == p.pass.Pkg {
				if body := declared(p.pass, fn); body != nil {
					queue = append(queue, body)
				}
			}
			return true
		})
		if redeems {
			return true
		}
	}
	return p.passedOn(handler, c)
}

// passedOn reports whether the token of a call is an argument of another call, which may
// redeem it.
func (p peeks) passedOn(handler ast.Node, c *call) (passed bool) {
	arg := c.token()
	if arg == nil {
		return true
	}
	obj := variable(p.pass, arg)
	if obj == nil {
		return false // an expression, which nothing else can mention
	}
	ast.Inspect(handler, func(n ast.Node) bool {
		e, ok := n.(*ast.CallExpr)
		if !ok || e == c.CallExpr {
			return true
		}
		for _, a := range e.Args {
			passed = passed || mentioned(p.pass, a, obj) && !contains(a, c.CallExpr)
		}
		return true
	})
	return passed
}

// contains reports whether a node is around another.
func contains(outer, inner ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}
