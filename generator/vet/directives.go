package vet

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

var directives = &analysis.Analyzer{
	Name: "typesealdirective",
	Doc: `report mistakes in directives and annotated types

These are the errors that the generator reports, at the same places: misspelled
directives, options and tags, fields that cannot be encoded, two types of the package
with one salt. What needs the whole module or typeseal.lock, and what may be meant so, is
left to "typeseal check".`,
	URL:              home + "#hdr-typesealdirective",
	Run:              reportDirectives,
	Requires:         []*analysis.Analyzer{surveyor},
	RunDespiteErrors: true,
}

func reportDirectives(pass *analysis.Pass) (any, error) {
	r := pass.ResultOf[surveyor].(*result)
	if r == nil {
		return nil, nil
	}
	for _, d := range slices.Concat(r.found.Errors(), r.found.Warnings()) {
		if !r.ours[d.Position.Filename] || d.Unsure {
			continue // another pass has the file, or go vet would fail without a remedy
		}
		text := d.Message
		if d.Help != "" {
			text += "; " + d.Help
		}
		pass.Report(analysis.Diagnostic{
			Pos: d.Pos, End: d.End, Category: d.Rule, Message: text, SuggestedFixes: fixes(pass, d),
		})
	}
	return nil, nil
}

// fixes returns the edits of a diagnostic, for tools that can apply them.
func fixes(pass *analysis.Pass, d diag.Diagnostic) (list []analysis.SuggestedFix) {
	for _, f := range d.Fixes {
		at := f.Span
		if f.Tag {
			start := tagOf(pass, d.Pos)
			if !start.IsValid() {
				continue
			}
			at = diag.Span{Pos: start + f.Pos, End: start + f.End}
		}
		list = append(list, analysis.SuggestedFix{
			Message:   "Write " + strings.TrimSpace(f.Text),
			TextEdits: []analysis.TextEdit{{Pos: at.Pos, End: at.End, NewText: []byte(f.Text)}},
		})
	}
	return list
}

// tagOf returns where the text of the tag of the field at pos begins. The position is not
// valid if the tag is not in back quotes, because escapes change the length of the text.
func tagOf(pass *analysis.Pass, pos token.Pos) (start token.Pos) {
	for _, f := range pass.Files {
		if pos < f.FileStart || f.FileEnd < pos {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if ok && field.Pos() <= pos && pos < field.Type.End() && field.Tag != nil {
				if field.Tag.Value[0] == '`' {
					start = field.Tag.Pos() + 1
				}
			}
			return n != nil && n.Pos() <= pos && pos < n.End()
		})
	}
	return start
}
