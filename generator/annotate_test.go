package generator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An annotated module has many structs with directives, of which the generator may refuse
// some.
type annotated struct {
	dir, path string // of the module
	types     []*typeDecl
	refused   map[string][]string // the first diagnostic of each refused struct, by rule
	erase     bool                // remove refused structs, which may not compile, and not only their directives
}

// A typeDecl is a type of the module, and the types that it mentions.
type typeDecl struct {
	file, pkg, name string
	first, last     int             // lines, from its first directive
	mentions        map[string]bool // types as path.Name
	lines           []int           // of its directives
	refused         bool
}

// readTypes reads the types and directives of a module.
func readTypes(t *testing.T, dir, modulePath string) *annotated {
	t.Helper()
	a := &annotated{dir: dir, path: modulePath, refused: map[string][]string{}}
	for _, name := range sources(t, dir) {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			continue
		}
		rel, err := filepath.Rel(dir, filepath.Dir(name))
		check(t, err)
		a.declare(file, fset, path.Join(modulePath, filepath.ToSlash(rel)))
	}
	return a
}

// sources returns the Go files of the packages of a module, without its tests.
func sources(t *testing.T, dir string) (names []string) {
	t.Helper()
	check(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		base := filepath.Base(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != dir:
			nested, _ := filepath.Glob(filepath.Join(name, "go.mod"))
			if strings.ContainsAny(base[:1], "._") || base == "testdata" || base == "vendor" || len(nested) > 0 {
				return filepath.SkipDir
			}
		case strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go"):
			names = append(names, name)
		}
		return nil
	}))
	return names
}

// declare adds the types of a file.
func (a *annotated) declare(file *ast.File, fset *token.FileSet, pkg string) {
	imports := map[string]string{}
	for _, spec := range file.Imports {
		from, _ := strconv.Unquote(spec.Path.Value)
		imports[path.Base(from)] = from
		if spec.Name != nil {
			imports[spec.Name.Name] = from
		}
	}
	for _, spec := range typeSpecs(file) {
		at := fset.Position(spec.start)
		d := &typeDecl{
			file: at.Filename, pkg: pkg, name: spec.Name.Name, first: at.Line, last: fset.Position(spec.End()).Line,
			mentions: map[string]bool{},
		}
		for _, c := range spec.doc {
			if strings.HasPrefix(c.Text, "//typeseal:") {
				d.lines = append(d.lines, fset.Position(c.Pos()).Line)
				d.first = min(d.first, fset.Position(c.Pos()).Line)
			}
		}
		ast.Inspect(spec.Type, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok {
					d.mentions[imports[x.Name]+"."+n.Sel.Name] = true
				}
			case *ast.Ident:
				d.mentions[pkg+"."+n.Name] = true
			}
			return true
		})
		a.types = append(a.types, d)
	}
}

type typeSpec struct {
	*ast.TypeSpec
	start token.Pos // of the line that a directive goes above
	doc   []*ast.Comment
}

// typeSpecs returns the types that a file declares.
func typeSpecs(file *ast.File) (list []typeSpec) {
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		for _, s := range g.Specs {
			s := s.(*ast.TypeSpec)
			spec, doc := typeSpec{s, s.Pos(), nil}, s.Doc
			if !g.Lparen.IsValid() {
				spec.start, doc = g.TokPos, g.Doc
			}
			if doc != nil {
				spec.doc = doc.List
			}
			list = append(list, spec)
		}
	}
	return list
}

// settle generates, and removes the directives of refused structs, until none is refused.
// A struct is refused with a position.
func (a *annotated) settle(t *testing.T) {
	t.Helper()
	for {
		result, err := Generate(t.Context(), Config{Dir: a.dir})
		check(t, err)
		if len(result.Diagnostics) == 0 {
			return
		}
		settled := true
		for _, d := range result.Diagnostics {
			if d.Position.Line == 0 {
				t.Fatalf("no position: %s", d)
			}
			for _, r := range a.about(d) {
				r.refused, settled = true, false
				a.refused[d.Rule] = append(a.refused[d.Rule], d.String())
			}
		}
		if settled {
			for _, d := range result.Diagnostics {
				t.Errorf("not because of a directive: %s\n\t%s", d, d.Source)
			}
			t.FailNow()
		}
		a.rewrite(t)
	}
}

// rewrite takes refused structs or their directives out of the files. Lines keep their
// numbers.
func (a *annotated) rewrite(t *testing.T) {
	t.Helper()
	files := map[string][]string{}
	for _, d := range a.types {
		if !d.refused || d.lines == nil {
			continue
		}
		if files[d.file] == nil {
			files[d.file] = strings.Split(read(t, d.file), "\n")
		}
		for i := d.first; i <= d.last; i++ {
			if a.erase || slices.Contains(d.lines, i) {
				files[d.file][i-1] = "// refused"
			}
		}
		d.lines = nil
	}
	for name, lines := range files {
		write(t, name, strings.Join(lines, "\n"))
	}
}

// accepted returns the structs whose directives are left.
func (a *annotated) accepted() (list []*typeDecl) {
	for _, d := range a.types {
		if len(d.lines) > 0 {
			list = append(list, d)
		}
	}
	return list
}

// about returns the structs that a diagnostic refuses. It is in a declaration with a
// directive, or it names the type, or it is in a type that structs with a directive use.
func (a *annotated) about(d Diagnostic) []*typeDecl {
	var users []*typeDecl
	for _, decl := range a.types {
		in := decl.file == d.Position.Filename && decl.first <= d.Position.Line && d.Position.Line <= decl.last
		named := filepath.Dir(decl.file) == filepath.Dir(d.Position.Filename) &&
			strings.Contains(d.Message+" ", "type "+decl.name+" ")
		switch {
		case !in && !named:
		case len(decl.lines) > 0 && !decl.refused:
			return []*typeDecl{decl}
		case in:
			users = a.users(decl)
		}
	}
	return users
}

// users returns the structs with a directive that contain a type.
func (a *annotated) users(of *typeDecl) (list []*typeDecl) {
	seen, queue := map[*typeDecl]bool{of: true}, []*typeDecl{of}
	for len(queue) > 0 {
		used := queue[0]
		queue = queue[1:]
		for _, d := range a.types {
			if !d.mentions[used.pkg+"."+used.name] || seen[d] {
				continue
			}
			seen[d] = true
			queue = append(queue, d)
			if len(d.lines) > 0 && !d.refused {
				list = append(list, d)
			}
		}
	}
	return list
}

// reasons logs how many structs were refused, by rule.
func (a *annotated) reasons(t *testing.T) {
	t.Helper()
	var rules []string
	for rule := range a.refused {
		rules = append(rules, rule)
	}
	slices.Sort(rules)
	for _, rule := range rules {
		t.Logf("%d %s, such as %s", len(a.refused[rule]), rule, a.refused[rule][0])
	}
}
