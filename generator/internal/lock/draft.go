package lock

import "slices"

// Settled is l with what the main line says of the types that have to do with
// the refused ones. What only l has of these is a draft, of which nobody else
// can have minted a token. What l does not remember was forgotten on purpose,
// and stays so.
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

// relates reports whether what becomes of one type decides about the other: they
// have a salt, a name or the keys of a foreign format in common.
func (t *Type) relates(o *Type) bool {
	names := append([]GoType{t.GoType}, t.Formerly...)
	return slices.Contains(names, o.GoType) || slices.Contains(o.Formerly, t.GoType) || t.sharesKeys(o) ||
		slices.ContainsFunc(t.salts(), func(salt string) bool { return slices.Contains(o.salts(), salt) })
}

// Without is the lock without the types that match, and those types, retired
// ones too: none of their tokens is in use.
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
