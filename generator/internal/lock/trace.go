package lock

// A lineage says which types of an old lock go on as which types of a new one.
type lineage struct {
	from      map[*Type][]*Type // by the new type: those whose tokens it opens
	continued map[*Type]bool    // old types that go on
	apart     map[*Type]bool    // those of them whose salt is not that of the new one
}

// trace finds the lineage. Salt and verb decide, since tokens are opened by
// them. A retired type goes on only as itself. Foreign tokens without a salt are
// opened by every type of their format and verb, so a new type of that format
// goes on for all that are gone.
func trace(old, now *Lock) *lineage {
	l := &lineage{from: map[*Type][]*Type{}, continued: map[*Type]bool{}, apart: map[*Type]bool{}}
	live, retired, after := old.ByID(), byID(old.Retired), now.ByID()
	for _, t := range now.Types {
		if was := live[t.ID()]; was != nil {
			l.link(was, t)
		} else if was := retired[t.ID()]; was != nil && was.GoType == t.GoType {
			l.link(was, t)
		} else if t.Salt == "" {
			l.linkSaltless(old, after, t)
		} else {
			l.linkMoved(old, after, t)
		}
	}
	return l
}

func (l *lineage) link(was, is *Type) {
	l.from[is] = append(l.from[is], was)
	l.continued[was] = true
}

func (l *lineage) linkSaltless(old *Lock, after map[string]*Type, t *Type) {
	for _, was := range old.Types {
		if after[was.ID()] == nil && was.sharesKeys(t) {
			l.link(was, t)
		}
	}
	for _, was := range old.Retired {
		if was.sharesKeys(t) {
			l.link(was, t)
		}
	}
}

// linkMoved: a type of a foreign format goes on as the native one of its name
// that accepts its tokens, under another salt too, since not every salt of
// theirs can be a native one.
func (l *lineage) linkMoved(old *Lock, after map[string]*Type, t *Type) {
	for _, was := range old.Types {
		if after[was.ID()] == nil && was.GoType == t.GoType && was.Verb == t.Verb && was.Format != Native &&
			was.main().space() == t.also().space() {
			l.link(was, t)
			l.apart[was] = was.Salt != ""
		}
	}
}

// sharesKeys reports whether nothing but its payload tells a token of t from one
// of o: both are of one foreign format, without a salt.
func (t *Type) sharesKeys(o *Type) bool {
	return t.Salt == "" && o.Salt == "" && t.Verb == o.Verb && family(t.Format) == family(o.Format)
}
