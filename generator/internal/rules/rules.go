// Package rules holds what annotated types must keep. Each rule is a function over
// the model alone, so that the generator and an analyzer can both call it.
package rules

import (
	"go/token"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A reporter takes what a rule has found: where, what is wrong, what to do.
type reporter func(at diag.Span, message, help string)

// ofPackage are the rules that each package must keep on its own.
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

// Check returns what is wrong with the types of one package.
func Check(p *model.Package) (found []diag.Diagnostic) {
	for _, rule := range ofPackage {
		rule.check(p, func(at diag.Span, message, help string) {
			found = append(found, diag.Diagnostic{Span: at, Rule: rule.name, Message: message, Help: help})
		})
	}
	return found
}

// CheckAll returns what is wrong between the packages of whole modules, in those
// that are Wanted. The function where says where in the source a directive is.
func CheckAll(all []*model.Package, where func(diag.Span) string) []diag.Diagnostic {
	return append(saltsDiffer(all, where), promoted(all)...)
}

// Outdated warns of options whose time is over.
func Outdated(p *model.Package, now time.Time) (found []diag.Diagnostic) {
	for _, d := range p.Declared {
		if d.Build != model.Built {
			continue
		}
		for _, of := range d.Directives {
			if of.Also != nil && !now.Before(of.Also.Until) {
				found = append(found, movedOn(d, of))
			}
		}
	}
	return found
}

// word is the place of a declared name. The word at pos is at fault.
func word(pos token.Pos) diag.Span { return diag.Span{Pos: pos} }
