// Package emitgo prints planned files as Go source. It has one function for each
// section of the output, in the order of the output. Package plan makes all decisions.
package emitgo

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// command is the command in the comments of guards.
const command = "go tool typeseal ./..."

// Emit returns the source of a file, formatted by gofmt. The result depends only on the
// plan. An error is a bug of typeseal.
func Emit(f *plan.File) ([]byte, error) {
	out := jen.NewFile(f.Package)
	header(out, f)
	imports(out, f)
	versionGuard(out, f)
	shapeGuard(out, f)
	for _, t := range f.Types {
		for _, token := range t.Tokens {
			w := writer{f}
			if token.Foreign != nil {
				w.foreign(out, token)
				continue
			}
			w.spec(out, token)
			w.mint(out, token)
			w.open(out, token)
			w.redeem(out, token)
			w.versions(out, token)
			w.also(out, token)
		}
	}
	for _, s := range f.Funcs {
		if s.Names != "" {
			out.Line()
			out.Var().Id(s.Names).Op("=").Index().String().ValuesFunc(func(g *jen.Group) {
				for _, f := range s.Fields {
					g.Lit(f.Wire)
				}
			})
		}
		if s.Minted {
			emitEncode(out, f, s)
		}
		emitDecode(out, f, s)
	}
	var source bytes.Buffer
	err := out.Render(&source)
	return source.Bytes(), err
}

// header prints the first lines: the mark of generated code, the name of the source file,
// and its build constraint.
func header(out *jen.File, f *plan.File) {
	source := f.Source
	if strings.ContainsFunc(source, func(r rune) bool { return !strconv.IsPrint(r) }) {
		source = strconv.Quote(source)
	}
	out.HeaderComment(plan.Header)
	if f.Constraint == "" {
		out.HeaderComment("// Source: " + source)
		return
	}
	out.HeaderComment("// Source: " + source + "\n")
	out.HeaderComment("//go:build " + f.Constraint)
}

// imports prints the import declaration, the standard library first. jennifer's own
// imports are not used, because they may have names that the user has declared.
func imports(out *jen.File, f *plan.File) {
	var standard, others []jen.Code
	for _, i := range f.Imports {
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

// versionGuard prints constants that do not compile if the runtime is too new or too old
// for the file.
func versionGuard(out *jen.File, f *plan.File) {
	out.Comment("These lines fail to compile if this file and the typeseal runtime do not match.")
	out.Comment("To fix it, update github.com/typeseal/typeseal and run")
	out.Comment("//\n//\t" + command)
	generation := jen.Lit(plan.Generation)
	oldest, newest := jen.Id(f.Runtime).Dot("OldestGenerated"), jen.Id(f.Runtime).Dot("NewestGenerated")
	out.Const().Defs(
		jen.Id("_").Op("=").Id("uint").Call(generation.Clone().Op("-").Add(oldest)),
		jen.Id("_").Op("=").Id("uint").Call(newest.Op("-").Add(generation)),
	)
}

// shapeGuard prints variables that do not compile if a type has changed.
func shapeGuard(out *jen.File, f *plan.File) {
	if len(f.Structs)+len(f.Forms) == 0 {
		return
	}
	out.Comment("These lines fail to compile if a type has changed since this file was generated.")
	out.Comment("To fix it, run")
	out.Comment("//\n//\t" + command)
	out.Var().DefsFunc(func(g *jen.Group) {
		for _, s := range f.Structs {
			g.Id("_").StructFunc(func(g *jen.Group) {
				for _, field := range s.Fields {
					line := jen.Id(field.Type)
					if field.Name != "" {
						line = jen.Id(field.Name).Id(field.Type)
					}
					if field.Tag != "" {
						line.Id(quoted(field.Tag))
					}
					g.Add(line)
				}
			}).Op("=").Id(s.Type).Values()
		}
		for _, form := range f.Forms {
			typed := jen.Parens(jen.Op("*").Id(form.Type)).Parens(jen.Nil())
			g.Id("_").Op("=").Parens(jen.Op("*").Id(form.Form)).Parens(typed)
		}
	})
}

// quoted is a string literal. It is raw if all characters are printable.
func quoted(text string) string {
	if strings.Contains(text, "`") || strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return "`" + text + "`"
}

// comment prints the lines of a doc comment.
func comment(out *jen.File, lines []string) {
	for _, line := range lines {
		out.Comment(strings.TrimRight("// "+line, " "))
	}
}
