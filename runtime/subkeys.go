package typeseal

import (
	"sync"
	"sync/atomic"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// subkeys is one key as one Spec uses it: what is derived from it.
type subkeys struct {
	id     uint32
	domain suite.Domain
	plain  []byte // see appendHead

	// Signed and sealed.
	tag   *suite.MAC
	state *suite.MAC   // where the type has state
	enc   suite.Cipher // sealed

	// Public: the one or the other.
	sign   suite.Signer
	public [suite.KeySize]byte
}

// newSubkeys returns what is the same for every sort of key.
func newSubkeys(id uint32, s *Spec, realm string) *subkeys {
	d := s.domain(realm)
	return &subkeys{id: id, domain: d, plain: plainHead(s.kind, d)}
}

// rootSubkeys derives what s needs of a root key.
func rootSubkeys(root suite.Root, id uint32, s *Spec, realm string) *subkeys {
	sub := newSubkeys(id, s, realm)
	if Kind(s.kind) == Sealed {
		sub.tag = suite.NewMAC(root.Subkey(suite.SealTag, sub.domain))
		sub.enc = suite.NewCipher(root.Subkey(suite.SealEnc, sub.domain))
	} else {
		sub.tag = suite.NewMAC(root.Subkey(suite.Sign, sub.domain))
	}
	if s.state {
		sub.state = suite.NewMAC(root.Subkey(suite.State, sub.domain))
	}
	return sub
}

// subkeyTable holds a key's subkeys by Spec. Reading takes no lock.
type subkeyTable struct {
	mu    sync.Mutex
	ready atomic.Pointer[[]*subkeys]
}

// get returns the subkeys for s, nil where none were put.
func (t *subkeyTable) get(s *Spec) *subkeys {
	ready := t.ready.Load()
	if ready == nil || s.index >= len(*ready) {
		return nil
	}
	return (*ready)[s.index]
}

// put keeps sub for s and returns it, or what another goroutine put first.
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
