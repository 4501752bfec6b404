package typeseal

import (
	"crypto/sha512"
	"strings"
	"sync"
	"sync/atomic"
)

// realm has the subkeys of a set of keys in one realm: the empty one, or the deployment or
// tenant that WithRealm named. It is small, and a call touches few cache lines of it,
// because a program may have very many realms.
type realm struct {
	set   *keySet
	more  atomic.Pointer[subkeySlots] // all slots, if first is too few
	first [16]atomic.Pointer[subkeys]
}

// subkeys returns the subkeys of k for s in r, which is named name. They are derived at
// the first call.
func (r *realm) subkeys(k *key, s *Spec, name string) *subkeys {
	if sub := r.slots().get(k.owner(s)); sub != nil {
		return sub
	}
	return r.put(k.derive(s, name))
}

func (r *realm) slots() subkeySlots {
	if more := r.more.Load(); more != nil {
		return *more
	}
	return r.first[:]
}

// put stores sub and returns it. If another goroutine stored subkeys of the same owner
// first, put returns those.
func (r *realm) put(sub *subkeys) *subkeys {
	r.set.storing.Lock()
	defer r.set.storing.Unlock()
	slots := r.slots()
	if first := slots.get(sub.of); first != nil {
		return first
	}
	if slots.full() {
		slots = slots.grown()
		r.more.Store(&slots)
	}
	slots.put(sub)
	return sub
}

// realmTable has the realms of a set that are in use. It is bounded, because the names of
// tenants may come from requests: it has two generations, and drops the older one when the
// younger one is full. A realm that is dropped stays in use for the views that refer to it.
type realmTable struct {
	mu         sync.RWMutex
	young, old map[string]*realm
}

// generation is how many realms a generation has. As many different realms can be used in
// turn, and none is derived twice.
const generation = 1 << 14

// longestRealm is how many bytes of a realm's name the table keeps.
const longestRealm = sha512.Size

// shortened returns a name of at most a byte more than longestRealm for each name. Names
// that come from requests may be long.
func shortened(name string) string {
	if len(name) <= longestRealm {
		return name
	}
	sum := sha512.Sum512([]byte(name))
	return string(sum[:]) + " " // longer than all names that are not shortened
}

// get returns the realm of a set with the given name.
func (t *realmTable) get(set *keySet, name string) *realm {
	name = shortened(name)
	t.mu.RLock()
	r := t.young[name]
	t.mu.RUnlock()
	if r != nil {
		return r
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if r := t.young[name]; r != nil {
		return r
	}
	if r = t.old[name]; r == nil {
		r = &realm{set: set}
	}
	if t.young == nil || len(t.young) == generation {
		t.young, t.old = map[string]*realm{}, t.young
	}
	t.young[strings.Clone(name)] = r // name may be a part of a long text
	return r
}

// clear forgets all realms. Views that use one keep it.
func (t *realmTable) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.young, t.old = nil, nil
}
