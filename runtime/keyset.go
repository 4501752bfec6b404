package typeseal

import (
	"strings"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// keySet is the content of a ring's text: keys and cutoffs. It never changes, apart from the
// tables of subkeys.
type keySet struct {
	// keys are in the order of the text. One of them is primary and mints. In a
	// set of public keys, primary is nil.
	keys    []*key
	primary *key

	cutoffs []ring.Cutoff
	realms  realmTable
	storing sync.Mutex // held to store subkeys in one of the realms
}

// key is one key of a set.
type key struct {
	id    uint32 // derived from the key; in every token
	state ring.State
	place int // in the set

	// A root key has root. A signing key has sign and public, a public key only
	// public.
	root   suite.Root
	sign   suite.Signer
	public [suite.KeySize]byte
}

// find returns the key with an id, or nil.
func (s *keySet) find(id uint32) *key {
	for _, k := range s.keys {
		if k.id == id {
			return k
		}
	}
	return nil
}

// opener returns the key that opens tokens with the given key id, or the reason why none
// does.
func (s *keySet) opener(id uint32) (*key, error) {
	switch k := s.find(id); {
	case k == nil:
		return nil, ErrUnknownKey
	case k.state == ring.Retired:
		return nil, errRetiredKey
	case k.state == ring.Revoked:
		return nil, errRevokedKey
	default:
		return k, nil
	}
}

// print returns the text that a handle prints: the type's name, and the ids and states of
// the keys. v may be nil.
func (v *view) print(name string) string {
	list := ""
	if r := v.present(); r != nil {
		list = r.set.list()
	}
	return "typeseal." + name + "(" + list + ")"
}

// list returns the ids and states of the keys.
func (s *keySet) list() string {
	var words []string
	for _, k := range s.keys {
		words = append(words, strings.TrimSpace(k.state.String()+" "+keyIDText(k.id)))
	}
	return strings.Join(words, ", ")
}
