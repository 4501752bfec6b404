package model

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// A Former is the struct that an annotated type was in an older schema version.
// Its methods Upgrade and Downgrade lead to other versions.
type Former struct {
	Version   int
	Name      string
	Pos       token.Pos // of the name
	Named     *types.Named
	Directive *directive.Directive
	Shape     *Shape // without state, which belongs to the annotated type
}

// The methods that lead from one version to another: no parameters, the other
// version's struct and an error as results.
const (
	Upgrade   = "Upgrade"
	Downgrade = "Downgrade"
)

// Link gives every annotated type its former structs. Of two with one version
// the first counts.
func (p *Package) Link() {
	for _, file := range p.Files {
		for _, t := range file.Types {
			for _, f := range p.Formers {
				if f.Directive.Of == t.Name && t.Former(f.Version) == nil {
					t.Formers = append(t.Formers, f)
				}
			}
			slices.SortFunc(t.Formers, func(a, b *Former) int { return a.Version - b.Version })
		}
	}
}

// Former returns the struct that t was in a version, nil where there is none.
func (t *Type) Former(version int) *Former {
	for _, f := range t.Formers {
		if f.Version == version {
			return f
		}
	}
	return nil
}

// Upgrades returns the former structs that a payload of an older version passes
// on its way to t: its own and then, where that one's Upgrade leads to another,
// later ones. The last's Upgrade leads to t. ok is false where the way ends
// before; the last is then the one whose Upgrade is missing, if any.
func (t *Type) Upgrades(version int) (way []*Former, ok bool) {
	for f := t.Former(version); f != nil; {
		way = append(way, f)
		to := Conversion(f.Named, Upgrade)
		if to == t.Named {
			return way, true
		}
		next := t.formerOf(to)
		if next == nil || next.Version <= f.Version {
			break
		}
		f = next
	}
	return way, false
}

// Downgrades returns the former structs that a payload of t passes on its way to
// an older version, the last of which is that version's. ok is false where the
// way ends before; the last is then the one whose Downgrade is missing, or where
// there is none t itself.
func (t *Type) Downgrades(version int) (way []*Former, ok bool) {
	to := Conversion(t.Named, Downgrade)
	for f := t.formerOf(to); f != nil && f.Version >= version; f = t.formerOf(to) {
		if n := len(way); n > 0 && f.Version >= way[n-1].Version {
			break
		}
		way = append(way, f)
		if f.Version == version {
			return way, true
		}
		to = Conversion(f.Named, Downgrade)
	}
	return way, false
}

func (t *Type) formerOf(named *types.Named) *Former {
	for _, f := range t.Formers {
		if named != nil && f.Named == named {
			return f
		}
	}
	return nil
}

// Conversion returns the type that a method of t's own leads to, nil where there
// is no method of that name or it has another form.
func Conversion(t *types.Named, method string) *types.Named {
	f := ownMethod(t, method)
	if f == nil {
		return nil
	}
	s := f.Signature()
	if s.Params().Len() != 0 || s.Results().Len() != 2 || !isError(s.Results().At(1).Type()) {
		return nil
	}
	to, _ := types.Unalias(s.Results().At(0).Type()).(*types.Named)
	return to
}

// HasMethod reports whether t has a method of its own, of any form.
func HasMethod(t *types.Named, name string) bool { return ownMethod(t, name) != nil }

func ownMethod(t *types.Named, name string) *types.Func {
	for f := range t.Methods() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}
