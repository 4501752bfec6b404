package typeseal

import (
	"errors"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// keySet is the content of a ring's text: keys and cutoffs. It never changes, apart from the
// tables of subkeys.
type keySet struct {
	// keys are in the order of the text. One of them is primary and mints. In a
	// set of public keys, primary is nil.
	keys    []*key
	primary *key

	cutoffs []cutoff
	realms  realmTable
}

// key is one key of a set.
type key struct {
	id    uint32 // derived from the key; in every token
	state keyState
	place int // in the set

	// A root key has root. A signing key has sign and public, a public key only
	// public.
	root   suite.Root
	sign   suite.Signer
	public [suite.KeySize]byte
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
	k.place = len(s.keys)
	s.keys = append(s.keys, k)
	return nil
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

// opener returns the subkeys that open tokens with the given key id, or the reason why no
// key does.
func (r *realm) opener(spec *Spec, id uint32) (*subkeys, error) {
	switch k := r.set.find(id); {
	case k == nil:
		return nil, ErrUnknownKey
	case k.state == stateRetired:
		return nil, errRetiredKey
	case k.state == stateRevoked:
		return nil, errRevokedKey
	default:
		return r.subkeys(k, spec), nil
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
