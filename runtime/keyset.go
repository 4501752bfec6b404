package typeseal

import (
	"errors"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/suite"
	"github.com/typeseal/typeseal/runtime/observe"
)

// keySet is the content of a Keyring, PublicKeyring or SigningKey: keys, their realm, and
// cutoffs. It never changes, apart from the tables of subkeys.
type keySet struct {
	// realm is empty, or the deployment or tenant that WithRealm named.
	realm string

	// keys are in the order of the text. One of them is primary and mints. In a
	// set of public keys, primary is nil.
	keys    []*key
	primary *key

	cutoffs  []cutoff
	observer observe.Observer // or nil
}

// key is one key of a set.
type key struct {
	id    uint32 // derived from the key; in every token
	state keyState

	// A root key has root. A signing key has sign and public, a public key only
	// public.
	root   suite.Root
	sign   suite.Signer
	public [suite.KeySize]byte

	// inUse has the subkeys of the Specs that used the key, in the set's realm.
	inUse subkeyTable
}

// Reasons why a key cannot be added to a ring.
var (
	errSecondID      = errors.New("a second key with the same id; remove one of them")
	errSecondPrimary = errors.New("a second primary key; make one of them accepted")
	errPublicPrimary = errors.New("a public key cannot mint; write accepted instead of primary")
)

// add adds a key of one kind. A key without a state is the only one of its
// ring.
func (s *keySet) add(k *key, kind *keyKind) error {
	if k.state == stateNone {
		k.state = kind.lone
	}
	switch {
	case s.find(k.id) != nil:
		return errSecondID
	case k.state == statePrimary && kind.lone != statePrimary:
		return errPublicPrimary
	case k.state == statePrimary && s.primary != nil:
		return errSecondPrimary
	case k.state == statePrimary:
		s.primary = k
	}
	s.keys = append(s.keys, k)
	return nil
}

// withRealm returns a set of the same keys for another realm. Their subkeys are
// derived anew.
func (s *keySet) withRealm(realm string) *keySet {
	moved := &keySet{realm: realm, cutoffs: s.cutoffs, observer: s.observer}
	for _, k := range s.keys {
		c := &key{id: k.id, state: k.state, root: k.root, sign: k.sign, public: k.public}
		moved.keys = append(moved.keys, c)
		if k == s.primary {
			moved.primary = c
		}
	}
	return moved
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
func (s *keySet) opener(spec *Spec, id uint32) (*subkeys, error) {
	switch k := s.find(id); {
	case k == nil:
		return nil, ErrUnknownKey
	case k.state == stateRetired:
		return nil, errRetiredKey
	case k.state == stateRevoked:
		return nil, errRevokedKey
	default:
		return k.subkeys(spec, s.realm), nil
	}
}

// print returns the text that a handle on s prints: the type's name, and the ids and
// states of the keys. s may be nil.
func (s *keySet) print(name string) string {
	var words []string
	if s != nil {
		for _, k := range s.keys {
			words = append(words, strings.TrimSpace(k.state.String()+" "+keyIDText(k.id)))
		}
	}
	return "typeseal." + name + "(" + strings.Join(words, ", ") + ")"
}
