package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// formatsFit refuses fields that the tokens of a foreign format cannot hold.
func formatsFit(p *model.Package, report reporter) {
	for _, t := range p.AllTypes() {
		if t.Shape == nil {
			continue
		}
		for _, d := range t.Directives {
			format := d.Format
			if d.Also != nil {
				format = d.Also.Format
			}
			if format == "" {
				continue
			}
			for _, f := range stateOf(t.Shape) {
				report(word(f.Pos), fmt.Sprintf("field %s: %s tokens cannot have state", strings.Join(f.Path, "."), format),
					"make it a field that tokens hold, or leave it out with json:\"-\"")
			}
			if contract.Foreign(format).Fields {
				fieldsAreText(t, d, report)
			}
		}
	}
}

// fieldsAreText refuses fields that a handshake token cannot hold: its fields are
// text, with one spelling for each value.
func fieldsAreText(t *model.Type, d *directive.Directive, report reporter) {
	if len(t.Shape.Fields) == 0 {
		report(d.Span, "a handshake token has at least one field", "give type "+t.Name+" an exported field")
	}
	plain := []model.Kind{model.String, model.Int, model.Uint, model.Text, model.Unsupported} // the last is reported
	for _, f := range t.Shape.Fields {
		s := f.Shape
		if f.State || slices.Contains(plain, s.Kind) || s.Kind == model.Custom && s.JSON == model.Text {
			continue
		}
		report(word(f.Pos), fmt.Sprintf("field %s: a handshake token's fields are plain text", strings.Join(f.Path, ".")),
			"write a string, an integer, or a type with MarshalText and UnmarshalText")
	}
}

// movedOn warns of a type that accepted the tokens of another system until a day
// that is over. The generated code refuses these tokens already.
func movedOn(of *model.Declared, d *directive.Directive) diag.Diagnostic {
	return diag.Diagnostic{
		Span: d.At["also"], Rule: "format", Warning: true,
		Message: fmt.Sprintf("type %s no longer accepts tokens of %s: %s is over", of.Name(), d.Also.Format,
			d.Also.Until.AddDate(0, 0, -1).Format(time.DateOnly)),
		Help: "remove also, until and the other options of also; the methods then have one parameter less",
	}
}
