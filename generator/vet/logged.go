package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

var logged = &analysis.Analyzer{
	Name: "typeseallog",
	Doc: `report tokens and keys in logs and errors

A token that is in a log can be used by everyone who reads the log, and a key by everyone
who wants to make tokens. Errors end up in logs.`,
	URL:      home + "#hdr-typeseallog",
	Run:      reportLogged,
	Requires: []*analysis.Analyzer{callFinder},

	RunDespiteErrors: true, // callFinder finds nothing then
}

func reportLogged(pass *analysis.Pass) (any, error) {
	found := pass.ResultOf[callFinder].(*calls)
	l := secrets{pass: pass, what: map[types.Object]string{}}
	for _, c := range found.list {
		if c.opens() {
			l.note(c.token(), "token")
		} else if assigned := c.firstResult(); assigned != nil {
			l.note(assigned, "token")
		}
	}
	for _, f := range found.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Rhs) == 1 {
				if e, ok := a.Rhs[0].(*ast.CallExpr); ok && slices.Contains(generating, l.runtimeName(e)) {
					l.note(a.Lhs[0], "key")
				}
			}
			if e, ok := n.(*ast.CallExpr); ok && slices.Contains(parsing, l.runtimeName(e)) && len(e.Args) == 1 {
				l.note(e.Args[0], "key")
			}
			return true
		})
	}
	if len(l.what) == 0 {
		return nil, nil
	}
	for _, f := range found.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if e, ok := n.(*ast.CallExpr); ok && l.isLog(e) {
				l.report(e)
			}
			return true
		})
	}
	return nil, nil
}

// generating are the functions of the runtime that return the text of a secret key, and
// parsing those that take one.
var (
	generating = []string{"GenerateKey", "GenerateSigningKey"}
	parsing    = []string{"ParseKeyring", "ParseSigningKey"}
)

// firstResult returns the variable that gets the token of a call that mints.
func (c *call) firstResult() ast.Expr {
	if a, ok := c.parent().(*ast.AssignStmt); ok && len(a.Rhs) == 1 {
		return a.Lhs[0]
	}
	return nil
}

// secrets are the local variables that have a token or a key.
type secrets struct {
	pass *analysis.Pass
	what map[types.Object]string
}

func (l secrets) note(e ast.Expr, what string) {
	if e == nil {
		return
	}
	if v, ok := variable(l.pass, e).(*types.Var); ok && !v.IsField() {
		l.what[v] = what
	}
}

// runtimeName returns the name of the function of the runtime that a call calls.
func (l secrets) runtimeName(e *ast.CallExpr) string {
	if fn := l.callee(e); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == contract.RuntimePath {
		return fn.Name()
	}
	return ""
}

func (l secrets) callee(e *ast.CallExpr) *types.Func {
	switch fun := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		fn, _ := l.pass.TypesInfo.Uses[fun].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := l.pass.TypesInfo.Uses[fun.Sel].(*types.Func)
		return fn
	}
	return nil
}

// loggers are packages whose functions and methods write logs. The longest path that
// begins a package's path counts.
var loggers = []string{
	"log", "log/slog", "go.uber.org/zap", "github.com/sirupsen/logrus", "github.com/rs/zerolog",
	"github.com/go-logr/logr", "github.com/hashicorp/go-hclog", "k8s.io/klog", "github.com/golang/glog",
	"github.com/charmbracelet/log", "github.com/go-kit/log",
}

// isLog reports whether a call writes a log or makes an error.
func (l secrets) isLog(e *ast.CallExpr) bool {
	fn := l.callee(e)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	path, name := fn.Pkg().Path(), fn.Name()
	switch {
	case path == "fmt":
		return name == "Errorf"
	case path == "errors":
		return name == "New"
	}
	return slices.ContainsFunc(loggers, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") })
}

// report reports the secrets in the arguments of a call.
func (l secrets) report(e *ast.CallExpr) {
	for _, a := range e.Args {
		if id := l.shown(a); id != nil {
			l.pass.Reportf(id.Pos(), "%s is a %s, which must not be part of a log or an error", id.Name,
				l.what[l.pass.TypesInfo.Uses[id]])
		}
	}
}

// shown returns the secret whose whole text is part of the text of an expression.
func (l secrets) shown(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if obj := l.pass.TypesInfo.Uses[e]; obj != nil && l.what[obj] != "" {
			return e
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			if id := l.shown(e.X); id != nil {
				return id
			}
			return l.shown(e.Y)
		}
	case *ast.CallExpr:
		fn := l.callee(e)
		text := fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "fmt" && strings.HasPrefix(fn.Name(), "Sprint"))
		if text || l.pass.TypesInfo.Types[e.Fun].IsType() {
			for _, a := range e.Args {
				if id := l.shown(a); id != nil {
					return id
				}
			}
		}
	}
	return nil
}
