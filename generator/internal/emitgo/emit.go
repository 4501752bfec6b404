// Package emitgo prints planned files as Go source: one function for each
// section of the output, called in the order of the output. It decides nothing;
// what the code says comes from package plan.
package emitgo

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/plan"
)

// command is what guards tell the reader to run.
const command = "go tool typeseal ./..."

// Emit returns a file's source, formatted as gofmt does. The result depends on
// the plan alone. An error is a fault of this program, not of its user.
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
			w.appendTo(out, token)
			w.open(out, token)
			w.redeem(out, token)
			w.versions(out, token)
			w.also(out, token)
		}
	}
	for _, s := range f.Funcs {
		emitNames(out, s)
		if s.Minted {
			emitEncode(out, f, s)
		}
		emitDecode(out, f, s)
	}
	var source bytes.Buffer
	err := out.Render(&source)
	return source.Bytes(), err
}

// header prints the mark that makes the file ours, where it comes from, and the
// build constraint of its source.
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

// imports prints the import declaration, the standard library first. It does
// without jennifer's own, whose choice of names does not know the user's.
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

// versionGuard keeps the file from compiling with a runtime that is too new or
// too old for it.
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

// shapeGuard keeps the file from compiling when a type has changed since.
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
					g.Add(guardField(field))
				}
			}).Op("=").Id(s.Type).Values()
		}
		for _, form := range f.Forms {
			g.Id("_").Op("=").Parens(jen.Op("*").Id(form.Form)).Parens(jen.Parens(jen.Op("*").Id(form.Type)).Parens(jen.Nil()))
		}
	})
}

func guardField(f plan.GuardField) *jen.Statement {
	line := jen.Id(f.Type)
	if f.Name != "" {
		line = jen.Id(f.Name).Id(f.Type)
	}
	if f.Tag != "" {
		line.Id(quoted(f.Tag))
	}
	return line
}

// quoted is a string literal, raw where that shows everything in it.
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
