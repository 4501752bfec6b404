package rules

import (
	"fmt"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// formatsFit refuses fields that the tokens of a foreign format cannot contain.
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
				report(word(f.Pos), fmt.Sprintf("field %s: %s tokens cannot have state", pathOf(f), format),
					"make it a field that tokens contain, or leave it out with json:\"-\"")
			}
			foreign := contract.Foreign(format)
			reserved(t, foreign, report)
			if d.Also != nil && d.Also.Gob() {
				gobsFit(d, t, report)
			}
			if foreign.Fields {
				listsFit(t, d, foreign, report)
			}
		}
	}
}

// listsFit refuses payloads that are not a list of texts.
func listsFit(t *model.Type, d *directive.Directive, format *contract.Format, report reporter) {
	if len(t.Shape.Fields) == 0 {
		report(d.Span, fmt.Sprintf("a %s token has at least one field", format.Name),
			"give type "+t.Name+" an exported field")
	}
	for _, f := range t.Shape.Fields {
		if !isText(f) {
			report(word(f.Pos),
				fmt.Sprintf("field %s: the fields of %s tokens are plain text", pathOf(f), format.Name),
				"write a string, an integer, or a type with MarshalText and UnmarshalText")
		}
	}
}

// reserved refuses fields whose name has a meaning of its own in the other system's tokens.
func reserved(t *model.Type, format *contract.Format, report reporter) {
	for _, f := range t.Shape.Fields {
		if !f.State && slices.Contains(format.Reserved, f.Wire) {
			report(word(f.Pos),
				fmt.Sprintf("field %s: typeseal checks the claim %q of a %s itself, so it cannot be a field", pathOf(f),
					f.Wire, format.Title),
				"leave the field out with json:\"-\"; max-age limits the age of tokens, and also-issuer and "+
					"also-audience say which issuer and audience they must have")
		}
	}
}

// isText reports whether a field is encoded as text, or is state or cannot be encoded,
// which other rules report.
func isText(f *model.Field) bool {
	text := []model.Kind{model.String, model.Int, model.Uint, model.Text, model.Unsupported}
	return f.State || slices.Contains(text, f.Shape.Kind) || f.Shape.Kind == model.Custom && f.Shape.JSON == model.Text
}
