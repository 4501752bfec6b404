package generator

import (
	"fmt"
	"go/token"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A salted is one use of a salt.
type salted struct {
	d      *directive.Directive
	option string // "salt", or "also-salt" for the tokens of another system
	typ    string // with its package's path
	root   string // the module's directory
	wanted bool
}

// saltsDiffer compares the salts of each whole module, those of files that this
// build excludes too: tokens travel between builds. One type may have a salt
// twice, for sign and for seal, and on several platforms.
func (r *run) saltsDiffer() {
	uses := map[string][]salted{}
	for _, u := range r.units {
		for _, a := range u.files {
			for _, t := range a.targets {
				for _, d := range t.Directives {
					if a.Part == source.Test {
						continue
					}
					use := salted{d, "salt", u.pkg.Path + "." + t.Spec.Name.Name, u.pkg.Root, u.pkg.Wanted && a.Part == source.Built}
					if d.Salt != "" {
						uses[d.Salt] = append(uses[d.Salt], use)
					}
					if use.option = "also-salt"; d.Also != nil && d.Also.Salt != d.Salt && d.Also.Salt != "" {
						uses[d.Also.Salt] = append(uses[d.Also.Salt], use)
					}
				}
			}
		}
	}
	for salt, list := range uses {
		for i, use := range list {
			// Of two that are asked for, the later one is to be mended.
			other := slices.IndexFunc(list, func(o salted) bool {
				return o.root == use.root && o.typ != use.typ && (!o.wanted || slices.Index(list[:i], o) >= 0)
			})
			if !use.wanted || other < 0 {
				continue
			}
			at := r.fset.PositionFor(list[other].d.Pos, false)
			pos := use.d.At[use.option]
			r.report(pos, pos+token.Pos(len(use.option)+len("=")+len(salt)), "salt",
				fmt.Sprintf("salt %s belongs to %s already", salt, list[other].typ),
				fmt.Sprintf("it is taken at %s:%d; with one salt, a token of one type could pass for the other's",
					r.name(at.Filename), at.Line))
		}
	}
}
