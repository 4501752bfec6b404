package rotation

import (
	"slices"
	"time"
)

// Undated returns the ids of the keys that do not say when they took their state. Either they
// have no Since, or their Since cannot be true, because somebody has changed the states of keys
// by hand. A wait that is counted from a wrong Since would end too early.
func (r *Ring) Undated() (ids []string) {
	keys := r.Keys()
	wrong := exchanged(keys)
	for _, k := range keys {
		if k.Since.IsZero() || wrong && minted(k, keys) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// exchanged reports whether states were changed by hand: a former primary key ceased to mint
// before the primary key began, but none ceased when it began, or nobody knows when that was.
// Promote gives both keys the same Since, and a former primary key is removed before newer ones.
func exchanged(keys []Key) bool {
	began, ok := began(keys)
	ceased := func(k Key) bool {
		switch k.State {
		case accepted:
			return k.Since.Equal(began)
		case retired, revoked:
			return !k.Since.Before(began)
		}
		return false
	}
	former := func(k Key) bool { return k.State == accepted && !k.Since.IsZero() && minted(k, keys) }
	return ok && slices.ContainsFunc(keys, former) && (began.IsZero() || !slices.ContainsFunc(keys, ceased))
}

// minted reports whether a key is primary, or may have been before the primary key.
func minted(k Key, keys []Key) bool {
	began, _ := began(keys)
	return k.State == primary || k.State == accepted && (began.IsZero() || k.Since.Before(began))
}

// began returns when the primary key became primary, or zero if the ring does not say. It returns
// false if there is no primary key, because the keys are public keys.
func began(keys []Key) (time.Time, bool) {
	i := slices.IndexFunc(keys, func(k Key) bool { return k.State == primary })
	if i < 0 {
		return time.Time{}, false
	}
	return keys[i].Since, true
}
