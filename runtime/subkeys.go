package typeseal

import (
	"crypto/ed25519"
	"sync"
	"sync/atomic"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// subkeys is one key as one Spec uses it: what is derived from it, and pools of
// the working space that its calls need. The pools hang here, and not on the
// Spec, because a keyed HMAC is the dearest thing in them.
type subkeys struct {
	id    uint32
	ns    suite.Namespace
	mints sync.Pool // of *Mint
	opens sync.Pool // of *Opened

	// Signed and sealed.
	tag   []byte
	state []byte       // where the type has state
	enc   suite.Cipher // sealed

	// Public: the one or the other.
	private ed25519.PrivateKey
	public  ed25519.PublicKey
}

// rootSubkeys derives what s needs of a root key.
func rootSubkeys(root *suite.Root, id uint32, s *Spec, realm string) *subkeys {
	sub := &subkeys{id: id, ns: s.namespace(realm)}
	if Kind(s.kind) == Sealed {
		sub.tag = root.Subkey(suite.SealTag, sub.ns)
		sub.enc = suite.NewCipher(root.Subkey(suite.SealEnc, sub.ns))
	} else {
		sub.tag = root.Subkey(suite.Sign, sub.ns)
	}
	if s.state {
		sub.state = root.Subkey(suite.State, sub.ns)
	}
	return sub
}

// tagger returns a Tagger under the subkeys' tag key, nil for a public kind.
func (sub *subkeys) tagger() *suite.Tagger {
	if sub.tag == nil {
		return nil
	}
	return suite.NewTagger(sub.tag)
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
