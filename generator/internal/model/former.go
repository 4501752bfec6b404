package model

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// A Former is the struct of an older schema version of an annotated type. Its methods
// Upgrade and Downgrade convert it to other versions.
type Former struct {
	Version   int
	Name      string
	Pos       token.Pos // of the name
	Named     *types.Named
	Directive *directive.Directive
	Shape     *Shape // without state, which belongs to the annotated type
}

// The methods that convert a version to another. They have no parameters, and return
// the struct of the other version and an error.
const (
	Upgrade   = "Upgrade"
	Downgrade = "Downgrade"
)

// Link sets the former structs of every annotated type. If two have the same version,
// the first counts.
func (p *Package) Link() {
	formers := map[string][]*Former{}
	for _, f := range p.Formers {
		formers[f.Directive.Of] = append(formers[f.Directive.Of], f)
	}
	for _, t := range p.AllTypes() {
		for _, f := range formers[t.Name] {
			if t.Former(f.Version) == nil {
				t.Formers = append(t.Formers, f)
			}
		}
		slices.SortFunc(t.Formers, func(a, b *Former) int { return a.Version - b.Version })
	}
}

// Former returns the struct of an older version, or nil if there is none.
func (t *Type) Former(version int) *Former {
	for _, f := range t.Formers {
		if f.Version == version {
			return f
		}
	}
	return nil
}

// Upgrades returns the former structs through which a payload of an older version is
// upgraded to t, beginning with its own struct. If ok is false, the last one has no
// Upgrade, or there is no struct of the version.
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

// Downgrades returns the former structs through which a payload of t is downgraded to an
// older version, ending with the struct of that version. If ok is false, the last one has
// no Downgrade, or t has none if the list is empty.
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

// Conversion returns the type to which a method that t declares converts it. It
// returns nil if there is no such method, or if the method has another signature.
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

// HasMethod reports whether t declares a method, with any signature.
func HasMethod(t *types.Named, name string) bool { return ownMethod(t, name) != nil }

func ownMethod(t *types.Named, name string) *types.Func {
	for f := range t.Methods() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}
