package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/cfg"
)

// A known says what is known about the error of an opening at some place: one bit for
// each possibility.
type known byte

const (
	unread  known = 1 << iota // nobody has looked at the error
	failed                    // it is not nil
	passed                    // it is nil
	settled                   // no more reports: the receiver has another value, or the error went elsewhere
	lost                      // the variable of the error has another value
)

// unclear is the state after a test of the error if the code goes on in both cases.
const unclear = failed | passed

// A state has what is known about each opening that has been called.
type state map[*opening]known

// join adds what is known on another way to the same place. It reports whether that
// changes the state.
func (s state) join(other state) (changed bool) {
	for o, k := range other {
		if s[o]|k != s[o] {
			s[o], changed = s[o]|k, true
		}
	}
	return changed
}

// A flow follows openings through the control flow of one function.
type flow struct {
	pass  *analysis.Pass
	graph *cfg.CFG
	list  []*opening
	in    map[*cfg.Block]state
	tell  bool // problems are reported; otherwise the states are computed
	told  map[*opening]bool
}

func newFlow(pass *analysis.Pass, body *ast.BlockStmt, list []*opening) *flow {
	e := ending{pass: pass, busy: map[*types.Func]bool{}}
	return &flow{
		pass: pass, list: list, graph: cfg.New(body, e.mayReturn),
		in: map[*cfg.Block]state{}, told: map[*opening]bool{},
	}
}

// report finds the states at the beginning of all blocks, and then reports problems.
func (f *flow) report() {
	f.in[f.graph.Blocks[0]] = state{}
	for queue := []*cfg.Block{f.graph.Blocks[0]}; len(queue) > 0; queue = queue[1:] {
		b := queue[0]
		for i, out := range f.block(b) {
			next := b.Succs[i]
			if f.in[next] == nil {
				f.in[next] = out
			} else if !f.in[next].joinAll(out, f.list) {
				continue
			}
			queue = append(queue, next)
		}
	}
	f.tell = true
	for _, b := range f.graph.Blocks {
		if f.in[b] != nil {
			f.block(b)
		}
	}
}

// joinAll is join, where an opening that was not called on one of the two ways is
// settled: the receiver may have a value of its own there.
func (s state) joinAll(other state, list []*opening) bool {
	changed := false
	for _, o := range list {
		_, here := s[o]
		_, there := other[o]
		if here != there && s[o]&settled == 0 {
			s[o] |= settled
			changed = true
		}
	}
	return s.join(other) || changed
}

// block passes a block, and returns the states at the beginning of its successors.
func (f *flow) block(b *cfg.Block) []state {
	now := maps.Clone(f.in[b])
	var condition ast.Expr
	for i, n := range b.Nodes {
		if e, ok := n.(ast.Expr); ok && i == len(b.Nodes)-1 && len(b.Succs) == 2 {
			condition = e
		}
		f.node(now, n, condition != nil)
	}
	out := make([]state, len(b.Succs))
	for i := range out {
		out[i] = maps.Clone(now)
		if len(out) < 2 {
			continue
		}
		for o, k := range out[i] {
			next, tested := f.test(o, k, condition, i == 0)
			if !tested && k&^lost == unclear {
				next = settled // the condition may depend on what the code did about the error
			}
			out[i][o] = next
		}
	}
	return out
}

// test returns what is known about an opening if a condition has a value, and whether the
// condition tests the opening's error.
func (f *flow) test(o *opening, k known, condition ast.Expr, value bool) (after known, tested bool) {
	if condition == nil || k&settled != 0 {
		return k, false
	}
	switch e := ast.Unparen(condition).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return f.test(o, k, e.X, !value)
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			left, tested := f.test(o, k, e.X, e.Op == token.LAND)
			right, more := f.test(o, left, e.Y, value)
			if value == (e.Op == token.LAND) {
				return right, tested || more // both have the value
			}
			short, _ := f.test(o, k, e.X, value)
			return short | right, tested || more
		case token.EQL, token.NEQ:
			if isNil(e.Y) && f.isError(o, k, e.X) {
				if value == (e.Op == token.NEQ) {
					return failed, true
				}
				return passed, true
			}
		}
	case *ast.CallExpr:
		if f.asks(o, k, e) {
			if value {
				return failed, true
			}
			return k, true
		}
	}
	return k, false
}

// isError reports whether an expression is the opening's error.
func (f *flow) isError(o *opening, k known, e ast.Expr) bool {
	e = ast.Unparen(e)
	if e == o.CallExpr {
		return true
	}
	return o.err != nil && k&lost == 0 && variable(f.pass, e) == o.err
}

// asks reports whether a call is errors.Is or errors.As of the opening's error.
func (f *flow) asks(o *opening, k known, e *ast.CallExpr) bool {
	s, ok := e.Fun.(*ast.SelectorExpr)
	if !ok || len(e.Args) != 2 || !f.isError(o, k, e.Args[0]) {
		return false
	}
	fn, ok := f.pass.TypesInfo.Uses[s.Sel].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == "errors" && (fn.Name() == "Is" || fn.Name() == "As")
}

func isNil(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == "nil"
}

// node passes one node of a block.
func (f *flow) node(now state, n ast.Node, condition bool) {
	for _, o := range f.list {
		k, called := now[o]
		if called {
			if e, ok := n.(ast.Expr); ok && condition {
				now[o] = f.afterCondition(o, k, e)
			} else {
				now[o] = f.after(o, k, n, false)
			}
		}
		if contains(n, o.CallExpr) && f.followed(o) {
			now[o] = unread
		}
	}
}

// followed reports whether the error of an opening can be followed: it is in a variable,
// or compared with nil in a condition.
func (f *flow) followed(o *opening) bool {
	b, ok := o.parent().(*ast.BinaryExpr)
	if o.err != nil || !ok || !isNil(b.Y) {
		return o.err != nil
	}
	for _, n := range slices.Backward(o.parents) {
		switch n.(type) {
		case *ast.ParenExpr, *ast.BinaryExpr, *ast.UnaryExpr:
			continue
		case *ast.IfStmt, *ast.ForStmt, *ast.CaseClause:
			return true
		}
		break
	}
	return false
}

// afterCondition is after for a condition, of which the right side may be evaluated only
// if the left side has tested the error.
func (f *flow) afterCondition(o *opening, k known, condition ast.Expr) known {
	switch e := ast.Unparen(condition).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return f.afterCondition(o, k, e.X)
		}
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			left := f.afterCondition(o, k, e.X)
			between, _ := f.test(o, left, e.X, e.Op == token.LAND)
			right := f.afterCondition(o, between, e.Y)
			return left | right&(settled|lost)
		}
	}
	return f.after(o, k, condition, true)
}

// after returns what is known about an opening after a node, and reports a wrong use of
// its receiver in the node.
func (f *flow) after(o *opening, k known, n ast.Node, condition bool) known {
	m := f.mentions(o, k, n, condition)
	if m.err && k&lost == 0 && (k&unread != 0 || k == unclear) {
		k = settled
	}
	if m.use != nil && k&settled == 0 {
		if k&^lost == unclear && (condition || compared(n, m.use)) {
			return settled // the payload is looked at
		}
		if text := o.problem(k, m.whole); text != "" {
			f.complain(o, m.use, text)
			return settled
		}
	}
	switch {
	case m.set, m.written && k&failed != 0:
		return settled
	case m.assigned:
		return k | lost
	}
	return k
}

// problem says what is wrong with a use of the receiver. whole says that a return
// statement returns the receiver: the caller may know what a zero value means.
func (o *opening) problem(k known, whole bool) string {
	switch {
	case k&unread != 0 && k&lost != 0:
		return "%s is used, but the error of %s was overwritten before anyone looked at it"
	case k&unread != 0:
		return "%s is used before the error of %s is looked at"
	case !o.fresh || whole:
		return ""
	case k&^lost == failed:
		return "%s has no payload here, because %s has failed"
	case k&^lost == unclear:
		return "%s may have no payload here; return, or set it, where the error of %s is not nil"
	}
	return ""
}

func (f *flow) complain(o *opening, at *ast.Ident, text string) {
	if f.tell && !f.told[o] {
		f.told[o] = true
		f.pass.Reportf(at.Pos(), text, at.Name, o.method.Name())
	}
}
