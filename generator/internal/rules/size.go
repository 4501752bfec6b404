package rules

import (
	"fmt"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// tokensFit refuses a type if a value within all bounds can have a token longer than
// max-size. Minting such a value would fail, perhaps only in production.
func tokensFit(p *model.Package, report reporter) {
	for _, t := range p.AllTypes() {
		if t.Shape == nil {
			continue
		}
		for _, d := range t.Directives {
			if f := t.Former(d.Mint); d.Mint != d.Version && (f == nil || f.Shape == nil) {
				continue // the former struct is missing, which is reported
			}
			longest, bounded := plan.Longest(t, d)
			if longest <= d.MaxSize {
				continue
			}
			at, ok := d.At["max-size"]
			if !ok {
				at = d.Span
			}
			most, help := fmt.Sprintf("%d characters", longest), fmt.Sprintf("write max-size=%d", longest)
			var fixes []diag.Fix
			if ok && bounded && longest <= contract.MostMaxSize {
				fixes = []diag.Fix{{Span: at, Text: fmt.Sprintf("max-size=%d", longest)}}
			}
			if !bounded {
				most += ", even if its fields without a bound are empty"
				help = fmt.Sprintf("write a max-size above %d", longest)
			}
			help += ", or lower the bounds of its fields"
			if longest > contract.MostMaxSize {
				help = "lower the bounds of its fields; no token can be that long"
			}
			report(at, fmt.Sprintf("a token of %s can have %s, and its max-size is %d", t.Name, most, d.MaxSize), help,
				fixes...)
		}
	}
}
