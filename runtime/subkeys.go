package typeseal

import (
	"sync"
	"sync/atomic"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// subkeys holds the keys that one Spec derives from one key, in one realm.
type subkeys struct {
	id     uint32 // of the key
	domain suite.Domain

	// plain is the result of appendHead without bindings, with a header of zeros.
	plain []byte

	// For signed and sealed tokens.
	tag   *suite.MAC
	state *suite.MAC   // if the type has state
	enc   suite.Cipher // sealed only

	// For public tokens: the signer in a signing key, the public key in a ring
	// of public keys.
	sign   suite.Signer
	public [suite.KeySize]byte
}

// subkeys returns the subkeys of k for s. They are derived at the first call.
func (k *key) subkeys(s *Spec, realm string) *subkeys {
	if sub := k.inUse.get(s); sub != nil {
		return sub
	}
	return k.inUse.put(s, k.derive(s, realm))
}

// derive computes the subkeys of k for s in a realm. A root key has a subkey for each
// use. The keys of an Ed25519 pair are used directly, and the signed message contains the
// domain.
func (k *key) derive(s *Spec, realm string) *subkeys {
	d := suite.Domain{Realm: realm, Salt: s.salt, Codec: s.codec}
	sub := &subkeys{id: k.id, domain: d, sign: k.sign, public: k.public}
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

// subkeyTable holds a key's subkeys, indexed by Spec. Reading it takes no lock.
//
// A slice that was published never changes. put publishes a longer copy, so that
// those who read the old one are not disturbed.
type subkeyTable struct {
	mu    sync.Mutex // held by put
	ready atomic.Pointer[[]*subkeys]
}

// get returns the subkeys for s, or nil.
func (t *subkeyTable) get(s *Spec) *subkeys {
	ready := t.ready.Load()
	if ready == nil || s.index >= len(*ready) {
		return nil
	}
	return (*ready)[s.index]
}

// put stores sub for s and returns it. If another goroutine stored subkeys for
// s first, put returns those.
func (t *subkeyTable) put(s *Spec, sub *subkeys) *subkeys {
	t.mu.Lock()
	defer t.mu.Unlock()
	if first := t.get(s); first != nil {
		return first
	}
	var grown []*subkeys
	if ready := t.ready.Load(); ready != nil {
		grown = append(grown, *ready...)
	}
	for len(grown) <= s.index {
		grown = append(grown, nil)
	}
	grown[s.index] = sub
	t.ready.Store(&grown)
	return sub
}
