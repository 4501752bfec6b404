package lock

import "slices"

// Settled returns l with the main branch's description of every type that is related to a
// refused one. Facts about these types that only l has are drafts: nobody else can have
// created such tokens. Types that l does not have were forgotten on purpose, and are left
// out.
func (l *Lock) Settled(main *Lock, refused []*Type) *Lock {
	touched := indexed(refused)().relates
	known := slices.Concat(l.Types, l.Retired)
	ids, index := byID(known), indexed(known)
	remembered := func(t *Type) bool {
		return ids[t.ID()] != nil || slices.ContainsFunc(index().sharesKeys(t), func(k *Type) bool {
			return slices.Contains(k.Formerly, t.GoType)
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
