package generator

import (
	"fmt"
	"go/token"
	"strconv"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// longest is the most characters that a directive's tokens have, 0 where there
// is no bound.
func longest(t *model.Type, d *directive.Directive) int {
	n, bounded := plan.Longest(t, d)
	if !bounded {
		return 0
	}
	return n
}

// longestAccepted is the most characters that a token has which the directive
// opens, 0 if that is not known.
func longestAccepted(t *model.Type, d *directive.Directive) (most int) {
	if d.Also != nil {
		return 0
	}
	for _, v := range d.Accepted() {
		minting := *d
		if minting.Mint = v; v != d.Version && t.Former(v) == nil {
			return 0
		}
		n := longest(t, &minting)
		if n == 0 {
			return 0
		}
		most = max(most, n)
	}
	return most
}

// tokensFit refuses a type with values that keep all their bounds, and whose
// tokens are longer than max-size all the same: minting them would fail when
// somebody has such a value, and not before.
func tokensFit(p *model.Package, report reporter) {
	eachType(p, func(t *model.Type) {
		if t.Shape == nil {
			return
		}
		for _, d := range t.Directives {
			if f := t.Former(d.Mint); d.Mint != d.Version && (f == nil || f.Shape == nil) {
				continue // which is reported
			}
			n, bounded := plan.Longest(t, d)
			if n <= d.MaxSize {
				continue
			}
			without := ""
			if !bounded {
				without = ", even where its fields without a bound are empty"
			}
			pos, end := d.Pos, d.End
			if at, ok := d.At["max-size"]; ok {
				pos, end = at, at+token.Pos(len("max-size="+strconv.Itoa(d.MaxSize)))
			}
			report(model.Problem{
				Pos: pos, End: end,
				Message: fmt.Sprintf("a token of %s can have %d characters%s, and its max-size is %d", t.Name, n,
					without, d.MaxSize),
				Advice: sizeAdvice(n, bounded),
			})
		}
	})
}

func sizeAdvice(n int, bounded bool) string {
	switch {
	case n > contract.MostMaxSize:
		return "lower the bounds of its fields; no token is that long"
	case !bounded:
		return fmt.Sprintf("write a max-size above %d, or lower the bounds of its fields", n)
	}
	return fmt.Sprintf("write max-size=%d, or lower the bounds of its fields", n)
}
