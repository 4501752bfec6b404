package history

import (
	"fmt"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
)

// outlived warns about older versions that are still accepted although their tokens have
// expired: max-age has passed since the date in the lock on which a newer version was
// first minted. That date is the day on which the generator ran, not the day of
// deployment, so this is only a warning.
func (c *Comparison) outlived(known map[lock.ID]*lock.Type) {
	for _, now := range known {
		e := c.entries[now]
		for _, v := range now.Accept {
			if v >= now.Mint || !lock.Outlived(now.Since, now.MaxAge, c.Now) {
				continue
			}
			former := ""
			if f := e.of.Former(v); f != nil {
				former = " and " + f.Name
			}
			c.Found.Add(diag.Diagnostic{
				Span: e.At["accept"], Rule: "former", Warning: true,
				Message: fmt.Sprintf("version %d of %s can go: version %d has been minted since %s, and max-age has "+
					"passed",
					v, now.Name, now.Mint, now.Since),
				Help: fmt.Sprintf("if it was deployed everywhere then, remove %d from accept%s", v, former),
			})
		}
	}
}

// heirs warns about types that take over foreign tokens without a salt from another type. This
// is only a warning, because the two may have different keys.
func (c *Comparison) heirs(list []lock.Heir) {
	for _, h := range list {
		e, ok := c.entries[h.Type]
		if !ok {
			continue
		}
		help := fmt.Sprintf("leave also out until the last of these tokens has expired, unless %s is the new name "+
			"of %s", h.Name, h.From.Name)
		if h.Gone {
			help += fmt.Sprintf("; if none of them are in use, run typeseal forget %s", h.From.Name)
		}
		c.Found.Add(diag.Diagnostic{
			Span: e.At["also"], Rule: "salt", Warning: true, Unsure: true, Help: help,
			Message: fmt.Sprintf("a %s token for %s may now be accepted as %s, if both have the same secret", h.Format,
				h.From.GoType, h.Name),
		})
	}
}
