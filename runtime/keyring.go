package typeseal

import (
	"fmt"

	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// Limits of a key ring's text.
const (
	maxKeys     = 64
	maxRingText = 64 << 10 // bytes
)

// Keyring holds root keys: one primary, which mints, and others that only open.
// It is immutable and safe for concurrent use; to rotate, parse a new one and
// swap the pointer. Printed in any way it shows key ids at most. With a nil or
// zero Keyring nothing can be minted or opened: the error is ErrConfig.
type Keyring struct{ ring secret.Of[*rootRing] }

// rootRing is what a Keyring holds.
type rootRing struct {
	realm   string
	keys    []*rootKey
	primary *rootKey
	cutoffs []cutoff
}

// held returns what r holds; nil if that is nothing.
func (r *Keyring) held() *rootRing {
	if r == nil {
		return nil
	}
	return r.ring.Show()
}

type rootKey struct {
	root  suite.Root
	id    uint32
	state keyState
	inUse subkeyTable
}

// ParseKeyring reads a key ring from text: a key a line, its state before it.
//
//	# minted with since November
//	primary  typeseal_key_v1_...
//	accepted typeseal_key_v1_...
//	retired  typeseal_key_v1_...
//	revoked  typeseal_key_v1_...
//	cutoff   2026-11-22T10:00:00Z salt account.password-reset
//
// Exactly one key is primary: it mints. An accepted key opens what it minted;
// the tokens of a retired or revoked one are ErrUnknownKey, those of a revoked
// one ErrRevoked too. A lone key needs no state and is primary.
//
// A cutoff revokes what was issued before its instant, whole seconds in UTC: all
// tokens, or those of one salt (salt account.password-reset) or one binding
// (binding "session:42", a JSON string). Tokens of another system that a
// type accepts by also= are no exception; where they carry no time, a cutoff
// without a binding revokes all of them.
//
// Empty lines are passed over, and what follows a # at the start of a line or
// after a space or tab. KEYS.md beside FORMAT.md is the whole grammar. At
// most 64 keys in 64 KiB; short, constant, printable and published keys are
// refused. Every error is ErrConfig and names the line, never the key.
func ParseKeyring(text string) (*Keyring, error) {
	lines, err := parseRing(text, rootKind.parseSecret)
	if err != nil {
		return nil, err
	}
	ring := &rootRing{cutoffs: lines.cutoffs}
	for _, l := range lines.keys {
		k := &rootKey{root: suite.NewRoot(l.key), state: l.state}
		k.id = k.root.KeyID()
		if ring.find(k.id) != nil {
			return nil, lineError(l.line, "a second key of the same id")
		}
		if k.state == stateNone {
			k.state = statePrimary // a lone key
		}
		ring.keys = append(ring.keys, k)
		if k.state != statePrimary {
			continue
		}
		if ring.primary != nil {
			return nil, lineError(l.line, "a second primary key")
		}
		ring.primary = k
	}
	if ring.primary == nil {
		return nil, fmt.Errorf("%w: key ring: no primary key", ErrConfig)
	}
	return &Keyring{secret.Hide(ring)}, nil
}

// WithRealm returns the same keys for another realm: a deployment or tenant,
// such as "staging" or "tenant:7". Tokens of one realm are forged in every
// other, though the keys be the same. A parsed ring's realm is empty. The realm
// replaces the ring's own; keep what it returns, since its subkeys are derived
// anew.
//
// A realm is a matter of native tokens: those of another system, which a type
// accepts by also=, have none and are accepted in every realm.
func (r *Keyring) WithRealm(realm string) *Keyring {
	ring := r.held()
	if ring == nil {
		return new(Keyring)
	}
	moved := &rootRing{realm: realm, cutoffs: ring.cutoffs}
	for _, k := range ring.keys {
		c := &rootKey{root: k.root, id: k.id, state: k.state}
		moved.keys = append(moved.keys, c)
		if k == ring.primary {
			moved.primary = c
		}
	}
	return &Keyring{secret.Hide(moved)}
}

// find returns the key of an id, nil where the ring does not hold it.
func (r *rootRing) find(id uint32) *rootKey {
	for _, k := range r.keys {
		if k.id == id {
			return k
		}
	}
	return nil
}

// subkeys returns what s needs of k, derived at the first call.
func (k *rootKey) subkeys(s *Spec, realm string) *subkeys {
	if sub := k.inUse.get(s); sub != nil {
		return sub
	}
	return k.inUse.put(s, rootSubkeys(k.root, k.id, s, realm))
}

func (r *rootRing) opener(s *Spec, id uint32) (*subkeys, error) {
	k := r.find(id)
	if k == nil {
		return nil, ErrUnknownKey
	}
	if reason := k.state.refusal(); reason != nil {
		return nil, reason
	}
	return k.subkeys(s, r.realm), nil
}

func (r *rootRing) revocations() []cutoff { return r.cutoffs }
