package lock

import "slices"

// An Heir is a type that opens foreign tokens without a salt that were those of another type
// before. They may be in flight, and nothing in them tells the two apart.
type Heir struct {
	*Type
	From   *Type // the other type, which no longer opens them
	Gone   bool  // it has no other tokens either
	Format string
}

// Heirs returns the heirs in a new lock. Types that still open the tokens are not there: they
// are compared as types of one source.
func Heirs(old, now *Lock) (list []Heir) {
	present := slices.Concat(now.Types, now.Elsewhere)
	after, named := byID(present), indexed(present)
	for _, t := range now.Types {
		is := t.also()
		if is.format == "" || is.salt != "" || is.over() {
			continue
		}
		for _, was := range slices.Concat(old.Types, old.Retired) {
			if was.GoType != t.GoType && was.gives(is, after[was.ID()], t) {
				list = append(list, Heir{t, was, named().named[was.GoType] == nil, is.format})
			}
		}
	}
	return list
}

// gives reports whether an old type opened foreign tokens that heir can decode, and its
// successor, which may be nil, opens none of them.
func (t *Type) gives(f foreign, successor, heir *Type) bool {
	if successor != nil && (successor.GoType == heir.GoType || successor.accepts(f)) || !t.accepts(f) {
		return false
	}
	c := &comparison{was: t, is: heir}
	structs{c: c, codec: f.encoder(), missing: f.missing}.compare(t.Shapes[t.Version], heir.Shapes[heir.Version], "")
	return c.allowed()
}

// accepts reports whether a type opens tokens of another one that have no salt.
func (t *Type) accepts(other foreign) bool {
	return slices.ContainsFunc([]foreign{t.main(), t.also()}, func(f foreign) bool {
		return f.space() == other.space() && f.choice == other.choice && !f.over()
	})
}
