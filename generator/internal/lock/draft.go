package lock

import "slices"

// Settled returns l with the main branch's description of every type that is related to a
// refused one. Facts about these types that only l has are drafts: nobody else can have
// created such tokens. Types that l does not have were forgotten on purpose, and are left
// out.
func (l *Lock) Settled(main *Lock, refused []*Type) *Lock {
	touched := func(t *Type) bool {
		return slices.ContainsFunc(refused, func(r *Type) bool { return t.relates(r) })
	}
	known := slices.Concat(l.Types, l.Retired)
	remembered := func(t *Type) bool {
		return slices.ContainsFunc(known, func(k *Type) bool {
			return k.ID() == t.ID() || k.sharesKeys(t) && slices.Contains(k.Formerly, t.GoType)
		})
	}
	settle := func(mine, mains []*Type) (list []*Type) {
		for _, t := range mine {
			if !touched(t) {
				list = append(list, t)
			}
		}
		for _, t := range mains {
			if touched(t) && remembered(t) {
				list = append(list, t)
			}
		}
		return list
	}
	settled := &Lock{head: l.head, Types: settle(l.Types, main.Types), Retired: settle(l.Retired, main.Retired)}
	settled.sort()
	return settled
}

// relates reports whether two types have a salt, a name, or the keys of a foreign
// format in common.
func (t *Type) relates(o *Type) bool {
	names := append([]GoType{t.GoType}, t.Formerly...)
	return slices.Contains(names, o.GoType) || slices.Contains(o.Formerly, t.GoType) || t.sharesKeys(o) ||
		slices.ContainsFunc(t.salts(), func(salt string) bool { return slices.Contains(o.salts(), salt) })
}

// Without returns the lock without the matching types, retired ones included, and the
// matching types.
func (l *Lock) Without(match func(t *Type) bool) (rest *Lock, forgotten []*Type) {
	rest = &Lock{head: l.head}
	sift := func(list []*Type) (kept []*Type) {
		for _, t := range list {
			if match(t) {
				forgotten = append(forgotten, t)
			} else {
				kept = append(kept, t)
			}
		}
		return kept
	}
	rest.Types, rest.Retired = sift(l.Types), sift(l.Retired)
	return rest, forgotten
}
