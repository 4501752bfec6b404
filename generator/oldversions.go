package generator

import (
	"fmt"
	"go/token"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// outlived warns of older versions that are accepted though no token of them can
// be alive: max-age has passed since the lock says that another is minted. The
// lock knows when generate ran, not when the program was deployed, and so this is
// never more than a warning.
func (r *run) outlived(now time.Time) {
	for _, u := range r.units {
		if u.model == nil || !u.pkg.Wanted {
			continue
		}
		eachType(u.model, func(t *model.Type) {
			for _, d := range t.Directives {
				for _, v := range d.Accepted() {
					if v < d.Mint && lock.Outlived(r.sinceOf(d), d.MaxAge, now) {
						r.outlivedVersion(t, d, v)
					}
				}
			}
		})
	}
}

func (r *run) outlivedVersion(t *model.Type, d *directive.Directive, version int) {
	former := ""
	if f := t.Former(version); f != nil {
		former = " and " + f.Name
	}
	pos := d.At["accept"]
	r.warn(pos, pos+token.Pos(len("accept")), "former",
		fmt.Sprintf("version %d of %s can go: version %d has been minted since %s, and max-age has passed", version,
			t.Name, d.Mint, r.sinceOf(d)),
		fmt.Sprintf("where that was deployed everywhere so long ago, remove %d from accept%s", version, former))
}
