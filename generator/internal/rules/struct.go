package rules

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// isStruct refuses annotated types that are not structs.
func isStruct(p *model.Package, report reporter) {
	for _, t := range p.AllTypes() {
		if _, ok := t.Named.Underlying().(*types.Struct); !ok {
			report(t.Directives[0].Span,
				fmt.Sprintf("type %s is declared as %s, not as a struct", t.Name,
					types.TypeString(t.Named.Underlying(), types.RelativeTo(p.Types))),
				"annotate a struct that has it as a field")
		}
	}
}

// stateKept refuses state in public tokens. State is authenticated with a shared key,
// which the readers of public tokens do not have.
func stateKept(p *model.Package, report reporter) {
	for _, t := range p.AllTypes() {
		if slices.ContainsFunc(t.Directives, func(d *directive.Directive) bool { return d.Kind() == contract.Public }) {
			for _, f := range stateOf(t.Shape) {
				report(word(f.Pos), "field "+pathOf(f)+": a public token cannot have state",
					"leave out alg=ed25519, or the state")
			}
		}
	}
}

// stateOf returns the state fields of a shape, which may be nil.
func stateOf(s *model.Shape) (list []*model.Field) {
	if s != nil {
		for _, f := range s.Fields {
			if f.State {
				list = append(list, f)
			}
		}
	}
	return list
}

// bidiControls are the characters that change the direction of text.
const bidiControls = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// directionKept refuses characters that change the direction of text in an annotated
// declaration, because a reviewer would not see the code that is compiled.
func directionKept(p *model.Package, report reporter) {
	for _, d := range p.Declared {
		for i, c := range d.Text {
			if strings.ContainsRune(bidiControls, c) {
				pos := d.Doc.Pos() + token.Pos(i)
				report(diag.Span{Pos: pos, End: pos + token.Pos(utf8.RuneLen(c))},
					fmt.Sprintf("character %U changes the direction of text", c), "remove it")
			}
		}
	}
}
