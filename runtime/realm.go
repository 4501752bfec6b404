package typeseal

import "sync"

// realm is the subkeys of a set of keys in one realm: the empty one, or the deployment or
// tenant that WithRealm named.
type realm struct {
	set   *keySet
	name  string
	inUse subkeyTable
}

// subkeys returns the subkeys of k for s. They are derived at the first call.
func (r *realm) subkeys(k *key, s *Spec) *subkeys {
	if sub := r.inUse.get(k, s); sub != nil {
		return sub
	}
	return r.inUse.put(k.derive(s, r.name))
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

// get returns the realm of a set with the given name.
func (t *realmTable) get(set *keySet, name string) *realm {
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
		r = &realm{set: set, name: name}
	}
	if t.young == nil || len(t.young) == generation {
		t.young, t.old = map[string]*realm{}, t.young
	}
	t.young[name] = r
	return r
}

// clear forgets all realms. Views that use one keep it.
func (t *realmTable) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.young, t.old = nil, nil
}
