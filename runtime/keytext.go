package typeseal

import (
	"fmt"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// GenerateKey returns the text of a new root key, for a key ring.
func GenerateKey() string { return ring.Root.Format(ring.Generate()) }

// GenerateSigningKey returns the texts of a new Ed25519 key pair: the signing key, which
// one service keeps secret, and the public key, which everyone may read.
func GenerateSigningKey() (signing, public string) {
	seed := ring.Generate()
	return ring.Signing.Format(seed), ring.Public.Format(ring.PublicOf(seed))
}

// parseRing reads the text of a ring of one kind of keys.
func parseRing(text string, kind *ring.Kind) (*keySet, error) {
	read, err := ring.Parse(text, kind)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	set := &keySet{cutoffs: read.Cutoffs}
	for i, from := range read.Keys {
		k := newKey(kind, from)
		k.place = i
		set.keys = append(set.keys, k)
		// A signing key that is not in a ring has no state.
		if k.state == ring.Primary || k.state == ring.None {
			set.primary = k
		}
	}
	return set, nil
}

// newKey returns a key of a ring, without subkeys.
func newKey(kind *ring.Kind, from ring.Key) *key {
	k := &key{id: from.ID, state: from.State}
	switch b := from.Bytes(); kind {
	case ring.Root:
		k.root = suite.NewRoot(b)
	case ring.Signing:
		k.sign, k.public = suite.NewSigner(b)
	case ring.Public:
		k.public = b
	}
	return k
}
