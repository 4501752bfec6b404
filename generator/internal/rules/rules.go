// Package rules checks annotated types. Each rule is a function that needs only the
// model, so that both the generator and an analyzer can call it.
package rules

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A reporter receives the results of a rule: the place, the message, the help and the
// edits that remove the error.
type reporter func(at diag.Span, message, help string, fixes ...diag.Fix)

// ofPackage are the rules that look at one package.
var ofPackage = []struct {
	name  string
	check func(p *model.Package, report reporter)
}{
	{"struct", isStruct},
	{"state", stateKept},
	{"former", formersFit},
	{"max-size", tokensFit},
	{"format", formatsFit},
	{"method", methodsFree},
	{"predeclared", predeclaredKept},
	{"look-alike", namesReadable},
	{"look-alike", directionKept},
}

// Check returns the errors in the types of one package.
func Check(p *model.Package) (found []diag.Diagnostic) {
	for _, rule := range ofPackage {
		rule.check(p, func(at diag.Span, message, help string, fixes ...diag.Fix) {
			found = append(found, diag.Diagnostic{
				Span: at, Rule: rule.name, Message: message, Help: help, Fixes: fixes,
			})
		})
	}
	return found
}

// CheckAll returns the errors and warnings between the packages of modules, in the packages
// that are Wanted. The function where returns the place of a directive as text.
func CheckAll(all []*model.Package, where func(diag.Span) string) []diag.Diagnostic {
	return slices.Concat(saltsDiffer(all, where), purposesDiffer(all, where), promoted(all))
}

// Outdated warns about types that accepted the tokens of another system until a day in
// the past. The generated code no longer accepts these tokens.
func Outdated(p *model.Package, now time.Time) (found []diag.Diagnostic) {
	for _, t := range p.Declared {
		for _, d := range t.Directives {
			if t.Build != model.Built || d.Also == nil || now.Before(d.Also.Until) {
				continue
			}
			found = append(found, diag.Diagnostic{
				Span: d.At["also"], Rule: "format", Warning: true,
				Message: fmt.Sprintf("type %s no longer accepts tokens of %s: %s is over", t.Name(), d.Also.Format,
					d.Also.Until.AddDate(0, 0, -1).Format(time.DateOnly)),
				Help: "remove also, until and the other options of also; the methods then have one parameter less",
			})
		}
	}
	return found
}

// word returns the span of the word at pos.
func word(pos token.Pos) diag.Span { return diag.Span{Pos: pos} }

// pathOf returns the expression that selects a field of the annotated type.
func pathOf(f *model.Field) string { return strings.Join(f.Path, ".") }
