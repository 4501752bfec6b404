package lock

import "slices"

// A lineage maps each type of a new lock to the types of an old lock whose tokens it
// opens.
type lineage struct {
	from      map[*Type][]*Type // by the new type: the old types whose tokens it opens
	continued map[*Type]bool    // old types whose tokens are opened
	apart     map[*Type]bool    // continued types that have another salt than the new type
	renamed   map[GoType]GoType // the new names of Go types

	live, retired func() *index // the types of the old lock
}

// trace finds the lineage. A type opens the tokens of the old type with the same salt and
// verb. If the old type is retired, it does so only if the Go type is the same.
func trace(old, now *Lock) *lineage {
	l := &lineage{
		from: map[*Type][]*Type{}, continued: map[*Type]bool{}, apart: map[*Type]bool{},
		renamed: map[GoType]GoType{}, live: indexed(old.Types), retired: indexed(old.Retired),
	}
	live, retired, after := old.ByID(), byID(old.Retired), now.ByID()
	for _, t := range now.Types {
		switch was, gone := live[t.ID()], retired[t.ID()]; {
		case was != nil:
			l.link(was, t)
		case gone != nil && gone.GoType == t.GoType:
			l.link(gone, t)
		default:
			l.linkForeign(after, t)
		}
	}
	return l
}

func (l *lineage) link(was, is *Type) {
	l.from[is] = append(l.from[is], was)
	l.continued[was] = true
	if was.GoType != is.GoType {
		l.renamed[was.GoType] = is.GoType
	}
}

// renaming returns a retired type with the new name of its Go type, so that it can return.
func (l *lineage) renaming(t *Type) *Type {
	name, ok := l.renamed[t.GoType]
	if !ok || t.Salt == "" { // without a salt, the name is the identity
		return t
	}
	renamed := *t
	renamed.GoType = name
	renamed.Formerly = slices.DeleteFunc(t.names(), func(g GoType) bool { return g == name })
	slices.SortFunc(renamed.Formerly, compareGoTypes)
	return &renamed
}

// linkForeign links a new type with the removed types whose foreign tokens it
// opens. Without a salt, these are all types of its format. A native type opens
// foreign tokens with also=, which may have another salt.
func (l *lineage) linkForeign(after map[ID]*Type, t *Type) {
	for _, was := range l.live().sharesKeys(t) {
		if after[was.ID()] == nil {
			l.link(was, t)
		}
	}
	for _, was := range l.live().named[t.GoType] {
		if after[was.ID()] == nil && was.Verb == t.Verb && was.Format != Native && t.Salt != "" &&
			was.main().space() == t.also().space() {
			l.link(was, t)
			l.apart[was] = was.Salt != ""
		}
	}
	for _, was := range l.retired().sharesKeys(t) {
		l.link(was, t)
	}
}
