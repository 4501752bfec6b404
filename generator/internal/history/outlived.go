package history

import (
	"fmt"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
)

// outlived warns of older versions that are accepted though no token of them can be
// valid: max-age has passed since the lock says that another version is minted. The
// lock knows when the generator ran, not when the program was deployed, and so this
// is never more than a warning.
func (c *Comparison) outlived(known map[string]*lock.Type) {
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
				Message: fmt.Sprintf("version %d of %s can go: version %d has been minted since %s, and max-age has passed",
					v, now.Name, now.Mint, now.Since),
				Help: fmt.Sprintf("if that was deployed everywhere at that time, remove %d from accept%s", v, former),
			})
		}
	}
}
