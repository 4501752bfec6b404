package emitgo

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// command is the command in the comments of guards.
const command = "go tool typeseal ./..."

// A top is the beginning of a file.
type top struct {
	source, constraint, pkg string
	imports                 []plan.Import
}

var topStencil = stencil.File(top.build)

// Top prints the first lines, the package clause and the import declaration.
func Top(s *stencil.Sheet, f *plan.File) {
	h := s.Holes()
	topStencil.Print(s, top{
		source:     h.Line(source(f.Source)),
		constraint: h.Text(f.Constraint),
		pkg:        h.Name(f.Package),
		imports: stencil.List(h, f.Imports, func(i plan.Import) plan.Import {
			// gofmt sorts the paths, so they must not be holes.
			return plan.Import{Path: h.Text(i.Path), Name: h.Word(i.Name), Explicit: h.Is(i.Explicit)}
		}),
	})
}

// source is the name of a source file as the comment has it.
func source(name string) string {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// build prints the mark of generated code, the name of the source file, its build
// constraint, and the imports.
func (t top) build() *jen.File {
	out := jen.NewFile(t.pkg)
	out.HeaderComment(plan.Header)
	if t.constraint == "" {
		out.HeaderComment("// Source: " + t.source)
	} else {
		out.HeaderComment("// Source: " + t.source + "\n")
		out.HeaderComment("//go:build " + t.constraint)
	}
	imports(out, t.imports)
	return out
}

// imports prints the import declaration, the standard library first. jennifer's own
// imports are not used, because they may have names that the user has declared.
func imports(out *jen.File, list []plan.Import) {
	var standard, others []jen.Code
	for _, i := range list {
		line := jen.Lit(i.Path)
		if i.Explicit {
			line = jen.Id(i.Name).Lit(i.Path)
		}
		if first, _, _ := strings.Cut(i.Path, "/"); strings.Contains(first, ".") {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	if len(standard) > 0 {
		standard = append(standard, jen.Empty())
	}
	out.Id("import").Defs(append(standard, others...)...)
}
