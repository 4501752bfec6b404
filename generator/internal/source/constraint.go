package source

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/token"
	"io"
	"slices"
	"strings"
)

// Constraint returns the condition under which a file is built: its //go:build line, the
// tags in its name (account_linux_arm64.go), and cgo if it imports "C". It is empty if
// the file is always built. The file must have been parsed with its comments.
func (f *File) Constraint(fset *token.FileSet) string {
	x := written(f.AST, fset)
	if x != nil {
		x = and(nil, x)
	}
	for _, tag := range nameTags(f.Name) {
		x = and(x, &constraint.TagExpr{Tag: tag})
	}
	if slices.ContainsFunc(f.AST.Imports, func(imp *ast.ImportSpec) bool { return imp.Path.Value == `"C"` }) {
		x = and(x, &constraint.TagExpr{Tag: "cgo"})
	}
	if x == nil {
		return ""
	}
	return x.String()
}

// NeverBuilt reports whether a file's //go:build line requires the tag ignore, as in
// programs that are run by name and are not part of the package. The file must have
// been parsed with its comments.
func (f *File) NeverBuilt(fset *token.FileSet) bool {
	x := written(f.AST, fset)
	return x != nil && !holds(x, true)
}

// holds reports whether x can have the given value for some set of tags without ignore.
func holds(x constraint.Expr, value bool) bool {
	switch x := x.(type) {
	case *constraint.NotExpr:
		return holds(x.X, !value)
	case *constraint.AndExpr:
		if value {
			return holds(x.X, true) && holds(x.Y, true)
		}
		return holds(x.X, false) || holds(x.Y, false)
	case *constraint.OrExpr:
		if value {
			return holds(x.X, true) || holds(x.Y, true)
		}
		return holds(x.X, false) && holds(x.Y, false)
	case *constraint.TagExpr:
		return x.Tag != "ignore" || !value
	}
	return true
}

// and returns x && y, without the conditions of y that x already has.
func and(x, y constraint.Expr) constraint.Expr {
	if y, ok := y.(*constraint.AndExpr); ok {
		return and(and(x, y.X), y.Y)
	}
	switch {
	case x == nil:
		return y
	case slices.Contains(conjuncts(x), y.String()):
		return x
	}
	return &constraint.AndExpr{X: x, Y: y}
}

// conjuncts returns the conditions that x joins with &&.
func conjuncts(x constraint.Expr) []string {
	if x, ok := x.(*constraint.AndExpr); ok {
		return append(conjuncts(x.X), conjuncts(x.Y)...)
	}
	return []string{x.String()}
}

// written returns the constraint in the comments above the package clause: the
// //go:build line, or else the +build lines that an empty line separates from the
// package clause.
func written(f *ast.File, fset *token.FileSet) constraint.Expr {
	var plus constraint.Expr
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		apart := line(fset, group.End())+1 < line(fset, f.Package)
		for _, c := range group.List {
			x, err := constraint.Parse(c.Text)
			switch {
			case err != nil:
			case constraint.IsGoBuild(c.Text):
				return x
			case apart:
				plus = and(plus, x)
			}
		}
	}
	return plus
}

func line(fset *token.FileSet, pos token.Pos) int { return fset.PositionFor(pos, false).Line }

// nameTags returns the tags in a file's name, by the go command's rule: the last parts
// between the first underscore and the first dot.
func nameTags(name string) []string {
	name, _, _ = strings.Cut(name, ".")
	_, name, ok := strings.Cut(name, "_")
	if !ok {
		return nil
	}
	parts := strings.Split(name, "_")
	if n := len(parts); parts[n-1] == "test" {
		parts = parts[:n-1]
	}
	n := len(parts)
	if n >= 2 && isSystem(parts[n-2]) && isArch(parts[n-1]) {
		return parts[n-2:]
	}
	if n >= 1 && (isSystem(parts[n-1]) || isArch(parts[n-1])) {
		return parts[n-1:]
	}
	return nil
}

// isSystem and isArch report whether a word in a file's name is an operating system or
// an architecture. Package go/build does not export its lists, but it leaves out of a
// build a file whose name has another system or architecture. Before an architecture
// it looks only for a system.
func isSystem(word string) bool { return !builds("p_"+word+"_amd64.go", "none", "amd64") }
func isArch(word string) bool   { return !builds("p_"+word+".go", "none", "none") && !isSystem(word) }

func builds(name, goos, goarch string) bool {
	c := build.Context{
		GOOS: goos, GOARCH: goarch, Compiler: "gc",
		OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil },
	}
	ok, err := c.MatchFile("", name)
	return ok && err == nil
}
