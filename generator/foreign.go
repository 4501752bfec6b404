package generator

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// formatsFit refuses fields for which the tokens of another system have no room.
func formatsFit(p *model.Package, report reporter) {
	eachType(p, func(t *model.Type) {
		if t.Shape == nil {
			return
		}
		for _, d := range t.Directives {
			format := d.Format
			if d.Also != nil {
				format = d.Also.Format
			}
			if format == "" {
				continue
			}
			stateless(t, format, report)
			if contract.Foreign(format).Fields {
				fieldsOnly(t, d, report)
			}
		}
	})
}

func stateless(t *model.Type, format string, report reporter) {
	for _, f := range t.Shape.Fields {
		if f.State {
			report(model.Problem{
				Pos:     f.Pos,
				Message: fmt.Sprintf("field %s: %s tokens have no room for state", strings.Join(f.Path, "."), format),
				Advice:  "make it a field that tokens hold, or leave it out with json:\"-\"",
			})
		}
	}
}

// fieldsOnly wants text that handshake's fields can be: what has one spelling
// and no structure.
func fieldsOnly(t *model.Type, d *directive.Directive, report reporter) {
	count := 0
	for _, f := range t.Shape.Fields {
		s := f.Shape
		switch {
		case f.State, s.Kind == model.Unsupported: // reported
		case slices.Contains([]model.Kind{model.String, model.Int, model.Uint, model.Text}, s.Kind):
		case s.Kind == model.Custom && s.JSON == model.Text:
		default:
			report(model.Problem{
				Pos:     f.Pos,
				Message: fmt.Sprintf("field %s: a handshake token's fields are plain text", strings.Join(f.Path, ".")),
				Advice:  "write a string, an integer, or a type with MarshalText and UnmarshalText",
			})
		}
		count++
	}
	if count == 0 {
		report(model.Problem{Pos: d.Pos, End: d.End, Message: "a handshake token has at least one field",
			Advice: "give type " + t.Name + " one that is exported"})
	}
}

// moved warns of options that let a type accept another system's tokens and
// whose time is over: the generated code refuses them already.
func (r *run) moved(now time.Time) {
	for _, u := range r.units {
		for _, a := range u.files {
			for _, t := range a.targets {
				for _, d := range t.Directives {
					if d.Also == nil || now.Before(d.Also.Until) || !u.pkg.Wanted || a.Part != source.Built {
						continue
					}
					pos := d.At["also"]
					r.warn(pos, pos+token.Pos(len("also=")+len(d.Also.Format)), "format",
						fmt.Sprintf("type %s no longer accepts tokens of %s: %s is over", t.Spec.Name.Name, d.Also.Format,
							d.Also.Until.AddDate(0, 0, -1).Format(time.DateOnly)),
						"remove also, until and what belongs to them; the methods then want one parameter less")
				}
			}
		}
	}
}
