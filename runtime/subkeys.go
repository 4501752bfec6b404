package typeseal

import (
	"sync/atomic"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// subkeys holds what one Spec derives from one root key, in one realm. It is secret, and
// small: there is one for each type of each tenant.
//
// A call first reads its two ends, of and state, so that a processor fetches both cache
// lines from slow memory at the same time.
type subkeys struct {
	of    owner
	tag   suite.MAC
	enc   suite.Cipher // sealed only
	state *suite.MAC   // nil unless the type has state
}

// owner says whose subkeys these are, among those of one realm.
type owner struct{ key, spec uint32 }

// derive computes the subkeys of k for s in a realm. Each use has a subkey of its own.
func (k *key) derive(s *Spec, realm string) *subkeys {
	sub, domain := newSubkeys(s.state), s.domain(realm)
	sub.of = k.owner(s)
	use := suite.Sign
	if s.kind == envelope.Sealed {
		use = suite.SealTag
		sub.enc = suite.NewCipher(k.root.Subkey(suite.SealEnc, domain))
	}
	sub.tag = suite.NewMAC(k.root.Subkey(use, domain))
	if s.state {
		*sub.state = suite.NewMAC(k.root.Subkey(suite.State, domain))
	}
	return sub
}

// newSubkeys allocates subkeys, with the MAC of the state if there is any.
func newSubkeys(state bool) *subkeys {
	if !state {
		return new(subkeys)
	}
	both := new(struct {
		subkeys
		mac suite.MAC
	})
	both.state = &both.mac
	return &both.subkeys
}

func (k *key) owner(s *Spec) owner { return owner{uint32(k.place), uint32(s.index)} }

// domain returns what separates the keys and signatures of s from those of other Specs
// and realms.
func (s *Spec) domain(realm string) suite.Domain {
	return suite.Domain{Realm: realm, Salt: s.salt, Codec: s.codec}
}

// subkeySlots is a hash table of subkeys, with open addressing. The number of slots is a
// power of two, and a quarter of them or more is empty. Reading takes no lock.
type subkeySlots []atomic.Pointer[subkeys]

// get returns the subkeys of an owner, or nil.
func (slots subkeySlots) get(o owner) *subkeys {
	for i := o.home(); ; i++ {
		sub := slots[i&uint32(len(slots)-1)].Load()
		if sub == nil || sub.of == o {
			return sub
		}
	}
}

// home returns where to begin to look. The Specs of one package, which tenants use
// together, have homes of their own.
func (o owner) home() uint32 { return o.spec + o.key*31 }

// put stores sub in an empty slot. Two calls must not run at the same time.
func (slots subkeySlots) put(sub *subkeys) {
	i := sub.of.home()
	for slots[i&uint32(len(slots)-1)].Load() != nil {
		i++
	}
	slots[i&uint32(len(slots)-1)].Store(sub)
}

// full reports whether there is no room for more subkeys.
func (slots subkeySlots) full() bool {
	used := 0
	for i := range slots {
		if slots[i].Load() != nil {
			used++
		}
	}
	return used*4 >= len(slots)*3
}

// grown returns a table with twice as many slots and the same subkeys.
func (slots subkeySlots) grown() subkeySlots {
	more := make(subkeySlots, 2*len(slots))
	for i := range slots {
		if sub := slots[i].Load(); sub != nil {
			more.put(sub)
		}
	}
	return more
}
