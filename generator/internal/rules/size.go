package rules

import (
	"fmt"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// tokensFit refuses a type with values that keep all bounds and whose tokens are
// longer than max-size all the same: they could not be minted, which nobody would
// notice before such a value comes.
func tokensFit(p *model.Package, report reporter) {
	for _, t := range p.AllTypes() {
		if t.Shape == nil {
			continue
		}
		for _, d := range t.Directives {
			if f := t.Former(d.Mint); d.Mint != d.Version && (f == nil || f.Shape == nil) {
				continue // which is reported
			}
			longest, bounded := plan.Longest(t, d)
			if longest <= d.MaxSize {
				continue
			}
			at, ok := d.At["max-size"]
			if !ok {
				at = d.Span
			}
			unbounded := ""
			if !bounded {
				unbounded = ", even if its fields without a bound are empty"
			}
			report(at, fmt.Sprintf("a token of %s can have %d characters%s, and its max-size is %d", t.Name, longest,
				unbounded, d.MaxSize), sizeHelp(longest, bounded))
		}
	}
}

func sizeHelp(longest int, bounded bool) string {
	switch {
	case longest > contract.MostMaxSize:
		return "lower the bounds of its fields; no token can be that long"
	case !bounded:
		return fmt.Sprintf("write a max-size above %d, or lower the bounds of its fields", longest)
	}
	return fmt.Sprintf("write max-size=%d, or lower the bounds of its fields", longest)
}
