package typeseal

import (
	"sync"
	"sync/atomic"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// subkeys holds the keys that one Spec derives from one key, in one realm.
type subkeys struct {
	key    *key
	spec   *Spec
	domain suite.Domain

	// plain is the result of appendHead without bindings, with a header of zeros.
	plain []byte

	// For signed and sealed tokens.
	tag   *suite.MAC
	state *suite.MAC   // if the type has state
	enc   suite.Cipher // sealed only
}

// derive computes the subkeys of k for s in a realm. A root key has a subkey for each
// use. The keys of an Ed25519 pair are used directly, and the signed message contains the
// domain.
func (k *key) derive(s *Spec, realm string) *subkeys {
	d := suite.Domain{Realm: realm, Salt: s.salt, Codec: s.codec}
	sub := &subkeys{key: k, spec: s, domain: d}
	sub.plain = appendBindings(appendHeader(nil, envelope.Header{Kind: s.kind}, d), nil)
	mac := func(use string) *suite.MAC { return suite.NewMAC(k.root.Subkey(use, d)) }
	switch s.kind {
	case envelope.Signed:
		sub.tag = mac(suite.Sign)
	case envelope.Sealed:
		sub.tag = mac(suite.SealTag)
		sub.enc = suite.NewCipher(k.root.Subkey(suite.SealEnc, d))
	}
	if s.state {
		sub.state = mac(suite.State)
	}
	return sub
}

// subkeyTable holds the subkeys of a realm. It is a hash table with open addressing.
// Reading it takes no lock.
//
// Slots that were published never change. put publishes a copy, so that those who read
// the old ones are not disturbed.
type subkeyTable struct {
	mu    sync.Mutex // held by put
	ready atomic.Pointer[subkeySlots]
}

// subkeySlots are the slots of a table. Their number is a power of two, and a third of
// them or more is empty.
type subkeySlots []*subkeys

// home returns the first slot to look at for the subkeys of k for s.
func home(k *key, s *Spec) int { return s.index + k.place*31 }

// get returns the subkeys of k for s, or nil.
func (t *subkeyTable) get(k *key, s *Spec) *subkeys {
	ready := t.ready.Load()
	if ready == nil {
		return nil
	}
	slots := *ready
	for i := home(k, s); ; i++ {
		sub := slots[i&(len(slots)-1)]
		if sub == nil || sub.spec == s && sub.key == k {
			return sub
		}
	}
}

// put stores sub and returns it. If another goroutine stored subkeys for the same key and
// Spec first, put returns those.
func (t *subkeyTable) put(sub *subkeys) *subkeys {
	t.mu.Lock()
	defer t.mu.Unlock()
	if first := t.get(sub.key, sub.spec); first != nil {
		return first
	}
	var old subkeySlots
	if ready := t.ready.Load(); ready != nil {
		old = *ready
	}
	grown := old.with(sub)
	t.ready.Store(&grown)
	return sub
}

// with returns a copy of the slots with sub.
func (slots subkeySlots) with(sub *subkeys) subkeySlots {
	used := 1
	for _, other := range slots {
		if other != nil {
			used++
		}
	}
	size := max(2, len(slots))
	for size*2 < used*3 {
		size *= 2
	}
	grown := make(subkeySlots, size)
	for _, other := range append(slots[:len(slots):len(slots)], sub) {
		if other == nil {
			continue
		}
		i := home(other.key, other.spec)
		for grown[i&(size-1)] != nil {
			i++
		}
		grown[i&(size-1)] = other
	}
	return grown
}
