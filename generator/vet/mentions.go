package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/cfg"
)

// mentions says how a node mentions the receiver and the error of an opening.
type mentions struct {
	use      *ast.Ident // the receiver is read
	whole    bool       // it is read only as a whole, by a return statement
	set      bool       // the receiver gets another value, or its address is taken
	written  bool       // a part of the receiver gets a value
	err      bool       // the error is read, other than by a test
	assigned bool       // the error gets another value
}

// mentions looks at a node. Tests of the error in a condition are not mentions: test
// handles them.
func (f *flow) mentions(o *opening, k known, n ast.Node, condition bool) (m mentions) {
	var walk func(n ast.Node) bool
	walk = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit: // it runs at another time
			m.err = m.err || o.err != nil && mentioned(f.pass, n, o.err)
			return false
		case *ast.AssignStmt:
			for _, e := range n.Rhs {
				ast.Inspect(e, walk)
			}
			for _, e := range n.Lhs {
				f.target(o, &m, e, walk)
			}
			return false
		case *ast.IncDecStmt:
			f.target(o, &m, n.X, walk)
			return false
		case *ast.ReturnStmt:
			whole := len(n.Results) > 0
			for _, e := range n.Results {
				if variable(f.pass, e) != o.x && mentioned(f.pass, e, o.x) {
					whole = false
				}
			}
			m.whole = whole
		case *ast.UnaryExpr:
			if n.Op == token.AND && f.base(n.X) == o.x {
				m.set = true
				return false
			}
		case *ast.BinaryExpr:
			if condition && isNil(n.Y) && f.isError(o, k, n.X) && n.X != o.CallExpr {
				return false
			}
		case *ast.CallExpr:
			if condition && f.asks(o, k, n) {
				ast.Inspect(n.Args[1], walk)
				return false
			}
			return !f.setsBy(o, k, &m, n, walk)
		case *ast.Ident:
			switch f.pass.TypesInfo.Uses[n] {
			case nil:
			case o.x:
				if m.use == nil {
					m.use = n
				}
			case o.err:
				m.err = true
			}
		}
		return true
	}
	ast.Inspect(n, walk)
	return m
}

// compared reports whether a use of the receiver is part of a comparison, such as in
// return r.ID != 0.
func compared(n ast.Node, use *ast.Ident) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if e, ok := n.(*ast.BinaryExpr); ok && e.Op.Precedence() == token.EQL.Precedence() {
			found = found || contains(e, use)
		}
		return !found
	})
	return found
}

// setsBy notes a call of a method that may set the opening's receiver. It reports false if
// the call is not one.
func (f *flow) setsBy(o *opening, k known, m *mentions, n *ast.CallExpr, walk func(ast.Node) bool) bool {
	set, rest := f.calledOn(o, n)
	if !set {
		return false
	}
	if rest == nil {
		m.set = true
	} else if m.written = true; k&unread != 0 {
		ast.Inspect(n.Fun, walk)
	}
	for _, e := range n.Args {
		ast.Inspect(e, walk)
	}
	return true
}

// target notes an assignment to an expression.
func (f *flow) target(o *opening, m *mentions, e ast.Expr, walk func(ast.Node) bool) {
	switch id := variable(f.pass, e); {
	case id != nil && id == o.x:
		m.set = true
	case id != nil && id == o.err:
		m.assigned = true
	case f.base(e) == o.x:
		m.written = true
	default:
		ast.Inspect(e, walk)
	}
}

// base returns the variable of which an expression is a part.
func (f *flow) base(e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			return f.pass.TypesInfo.ObjectOf(x)
		default:
			return nil
		}
	}
}

// calledOn reports whether a call may set the opening's receiver, because it calls a
// method with a pointer. rest is nil if the method is generated, and so sets all of it.
func (f *flow) calledOn(o *opening, e *ast.CallExpr) (set bool, rest *types.Func) {
	s, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok || f.base(s.X) != o.x {
		return false, nil
	}
	if generated, _ := generatedMethod(f.pass, e); generated != nil {
		return slices.Contains(opens, generated.Name()), nil
	}
	method, ok := f.pass.TypesInfo.Uses[s.Sel].(*types.Func)
	if !ok || method.Signature().Recv() == nil {
		return false, nil
	}
	_, pointer := method.Signature().Recv().Type().(*types.Pointer)
	return pointer, method
}

func mentioned(pass *analysis.Pass, n ast.Node, obj types.Object) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && pass.TypesInfo.Uses[id] == obj {
			found = true
		}
		return !found
	})
	return found
}

// An ending knows which calls end a function or the program.
type ending struct {
	pass *analysis.Pass
	busy map[*types.Func]bool
}

// endWords begin the names of functions of other packages that do not return. If such a
// function does return, a problem after it is not found.
var endWords = []string{"fatal", "exit", "panic", "die", "abort", "bail", "fail", "must", "skip", "goexit"}

// mayReturn reports whether a call may return to its caller.
func (e *ending) mayReturn(c *ast.CallExpr) bool {
	var id *ast.Ident
	switch fun := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return true
	}
	if fn, ok := e.pass.TypesInfo.Uses[id].(*types.Func); ok && fn.Pkg() == e.pass.Pkg {
		if body := declared(e.pass, fn); body != nil {
			return e.returns(fn, body)
		}
	}
	name := strings.ToLower(id.Name)
	return !slices.ContainsFunc(endWords, func(w string) bool { return strings.HasPrefix(name, w) })
}

// returns reports whether a function of the package may return.
func (e *ending) returns(fn *types.Func, body *ast.BlockStmt) bool {
	if e.busy[fn] {
		return true
	}
	e.busy[fn] = true
	defer delete(e.busy, fn)
	return !cfg.New(body, e.mayReturn).NoReturn()
}

// declared returns the body of a function of the package, or nil.
func declared(pass *analysis.Pass, fn *types.Func) *ast.BlockStmt {
	for _, f := range pass.Files {
		if fn.Pos() < f.FileStart || f.FileEnd < fn.Pos() {
			continue
		}
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Name.Pos() == fn.Pos() {
				return d.Body
			}
		}
	}
	return nil
}
