package vet

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// callFinder finds the calls of generated methods. Its result is empty for a package that
// cannot call one, or does not compile.
var callFinder = &analysis.Analyzer{
	Name:       "typesealcalls",
	Doc:        "find the calls of generated methods, for the other analyzers of typesealvet",
	URL:        home,
	Run:        findCalls,
	Requires:   []*analysis.Analyzer{texts},
	ResultType: reflect.TypeFor[*calls](),

	RunDespiteErrors: true, // otherwise drivers report that the analyzers did not run
}

// calls are the calls of generated methods in a package, except in tests and outputs. What
// a test does with a token harms nobody.
type calls struct {
	files []*ast.File // without tests and outputs
	list  []*call     // in the order of the source
}

// A call is a call of a generated method.
type call struct {
	*ast.CallExpr
	method  *types.Func
	on      ast.Expr   // the receiver
	parents []ast.Node // from the file to the parent of the call
}

// opens are the generated methods that set their receiver if they return no error. mints
// are those that return a token.
var (
	opens = []string{"Verify", "Open", "Peek", "Redeem"}
	mints = []string{"Sign", "Seal"}
)

func findCalls(pass *analysis.Pass) (any, error) {
	f, found := pass.ResultOf[texts].(*fileSet), &calls{}
	if !reaches(pass.Pkg) || len(pass.TypeErrors) > 0 || f.broken() {
		return found, nil
	}
	for _, f := range pass.Files {
		name := pass.Fset.PositionFor(f.Package, false).Filename
		if strings.HasSuffix(name, "_test.go") || isOutput(f) {
			continue
		}
		found.files = append(found.files, f)
		ast.PreorderStack(f, nil, func(n ast.Node, parents []ast.Node) bool {
			if e, ok := n.(*ast.CallExpr); ok {
				if method, on := generatedMethod(pass, e); method != nil {
					found.list = append(found.list, &call{e, method, on, slices.Clone(parents)})
				}
			}
			return true
		})
	}
	return found, nil
}

// reaches reports whether the package may use the runtime: whether it imports the runtime,
// or a package whose exported names mention it.
func reaches(pkg *types.Package) bool {
	seen := map[*types.Package]bool{pkg: true}
	for queue := []*types.Package{pkg}; len(queue) > 0; queue = queue[1:] {
		for _, p := range queue[0].Imports() {
			if p.Path() == contract.RuntimePath {
				return true
			}
			if !seen[p] {
				seen[p] = true
				queue = append(queue, p)
			}
		}
	}
	return false
}

// generatedMethod returns the generated method that a call calls, and its receiver. A
// method is generated if its declaration is in a file with the name of an output. Only
// outputs have such names, because the generator refuses to overwrite other files.
func generatedMethod(pass *analysis.Pass, e *ast.CallExpr) (*types.Func, ast.Expr) {
	selector, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok || !slices.Contains(opens, selector.Sel.Name) && !slices.Contains(mints, selector.Sel.Name) {
		return nil, nil
	}
	selection := pass.TypesInfo.Selections[selector]
	if selection == nil || selection.Kind() != types.MethodVal {
		return nil, nil
	}
	method, ok := selection.Obj().(*types.Func)
	if !ok || !strings.HasSuffix(pass.Fset.PositionFor(method.Pos(), false).Filename, plan.OutputName(".go")) {
		return nil, nil
	}
	return method, selector.X
}

// opens reports whether the method sets its receiver.
func (c *call) opens() bool { return slices.Contains(opens, c.method.Name()) }

// name returns the method with its type, such as Reset.Verify.
func (c *call) name() string {
	t := c.method.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.TypeString(t, func(*types.Package) string { return "" }) + "." + c.method.Name()
}

// parent returns the node around the call, without parentheses.
func (c *call) parent() ast.Node {
	for _, n := range slices.Backward(c.parents) {
		if _, ok := n.(*ast.ParenExpr); !ok {
			return n
		}
	}
	return nil
}

// body returns the body of the innermost function around the call, or nil if there is
// none.
func (c *call) body() *ast.BlockStmt {
	if n := function(c.parents); n != nil {
		return bodyOf(n)
	}
	return nil
}

// function returns the innermost function of a list of nodes, each inside the one before.
func function(list []ast.Node) ast.Node {
	for _, n := range slices.Backward(list) {
		if bodyOf(n) != nil {
			return n
		}
	}
	return nil
}

// bodyOf returns the body of a function, or nil.
func bodyOf(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// token returns the argument of a call that is the token: the only string among the
// parameters that are not options.
func (c *call) token() ast.Expr {
	params := c.method.Signature().Params()
	for i := range params.Len() {
		if t, ok := params.At(i).Type().(*types.Basic); ok && t.Kind() == types.String && i < len(c.Args) {
			return c.Args[i]
		}
	}
	return nil
}
