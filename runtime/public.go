package typeseal

import (
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// SigningKey is an Ed25519 private key: it signs tokens of types with
// alg=ed25519, and verifies none. It is immutable and safe for concurrent use.
// Printed in any way it shows its key id at most. With a nil or zero SigningKey
// nothing can be signed: the error is ErrConfig.
type SigningKey struct{ key secret.Of[*signingKey] }

type signingKey struct {
	realm  string
	sign   suite.Signer
	public [suite.KeySize]byte
	id     uint32
	inUse  subkeyTable
}

// ParseSigningKey reads a signing key's text, typeseal_sec_v1_ and 48
// characters; spaces, tabs and line ends around it are passed over. It refuses constant,
// printable and published seeds. Every error is ErrConfig.
func ParseSigningKey(text string) (*SigningKey, error) {
	if len(text) > maxRingText {
		return nil, fmt.Errorf("%w: signing key: more than 64 KiB", ErrConfig)
	}
	seed, err := secretKind.parseSecret(strings.Trim(text, blanks+"\r\n"))
	if err != nil {
		return nil, fmt.Errorf("%w: signing key: %s", ErrConfig, err)
	}
	return newSigningKey(seed), nil
}

func newSigningKey(seed [suite.KeySize]byte) *SigningKey {
	sign, public := suite.NewSigner(seed)
	return &SigningKey{secret.Hide(&signingKey{sign: sign, public: public, id: suite.PublicID(public[:])})}
}

// held returns what k holds; nil if that is nothing.
func (k *SigningKey) held() *signingKey {
	if k == nil {
		return nil
	}
	return k.key.Show()
}

// WithRealm returns the same key for another realm, as Keyring.WithRealm does.
func (k *SigningKey) WithRealm(realm string) *SigningKey {
	key := k.held()
	if key == nil {
		return new(SigningKey)
	}
	return &SigningKey{secret.Hide(&signingKey{realm: realm, sign: key.sign, public: key.public, id: key.id})}
}

// PublicKey returns the text of the public key, typeseal_pub_v1_ and 48
// characters: a line of a public key ring. It is empty for a nil or zero
// SigningKey.
func (k *SigningKey) PublicKey() string {
	key := k.held()
	if key == nil {
		return ""
	}
	return publicKind.format(key.public)
}

func (k *signingKey) subkeys(s *Spec) *subkeys {
	if sub := k.inUse.get(s); sub != nil {
		return sub
	}
	sub := newSubkeys(k.id, s, k.realm)
	sub.sign = k.sign
	return k.inUse.put(s, sub)
}

// PublicKeyring holds Ed25519 public keys, which verify what their signing keys
// signed. It is immutable and safe for concurrent use. With a nil or zero
// PublicKeyring nothing can be opened: the error is ErrConfig.
type PublicKeyring struct{ ring secret.Of[*publicRing] }

// publicRing is what a PublicKeyring holds.
type publicRing struct {
	realm   string
	keys    []*publicKey
	cutoffs []cutoff
}

// held returns what r holds; nil if that is nothing.
func (r *PublicKeyring) held() *publicRing {
	if r == nil {
		return nil
	}
	return r.ring.Show()
}

type publicKey struct {
	key   [suite.KeySize]byte
	id    uint32
	state keyState
	inUse subkeyTable
}

// ParsePublicKeyring reads public keys from text as ParseKeyring does: a key a
// line, accepted, retired or revoked before it, and cutoffs. A lone key needs no
// state. No key is primary, since none mints. Keys of small order and keys not in
// canonical form are refused.
func ParsePublicKeyring(text string) (*PublicKeyring, error) {
	lines, err := parseRing(text, publicKind.parsePublic)
	if err != nil {
		return nil, err
	}
	ring := &publicRing{cutoffs: lines.cutoffs}
	for _, l := range lines.keys {
		k := &publicKey{key: l.key, id: suite.PublicID(l.key[:]), state: l.state}
		switch {
		case k.state == statePrimary:
			return nil, lineError(l.line, "a public key mints nothing: it is accepted, not primary")
		case k.state == stateNone:
			k.state = stateAccepted // a lone key
		case ring.find(k.id) != nil:
			return nil, lineError(l.line, "a second key of the same id")
		}
		ring.keys = append(ring.keys, k)
	}
	return &PublicKeyring{secret.Hide(ring)}, nil
}

// WithRealm returns the same keys for another realm, as Keyring.WithRealm does.
func (r *PublicKeyring) WithRealm(realm string) *PublicKeyring {
	ring := r.held()
	if ring == nil {
		return new(PublicKeyring)
	}
	moved := &publicRing{realm: realm, cutoffs: ring.cutoffs}
	for _, k := range ring.keys {
		moved.keys = append(moved.keys, &publicKey{key: k.key, id: k.id, state: k.state})
	}
	return &PublicKeyring{secret.Hide(moved)}
}

func (r *publicRing) find(id uint32) *publicKey {
	for _, k := range r.keys {
		if k.id == id {
			return k
		}
	}
	return nil
}

func (k *publicKey) subkeys(s *Spec, realm string) *subkeys {
	if sub := k.inUse.get(s); sub != nil {
		return sub
	}
	sub := newSubkeys(k.id, s, realm)
	sub.public = k.key
	return k.inUse.put(s, sub)
}

func (r *publicRing) opener(s *Spec, id uint32) (*subkeys, error) {
	k := r.find(id)
	if k == nil {
		return nil, ErrUnknownKey
	}
	if reason := k.state.refusal(); reason != nil {
		return nil, reason
	}
	return k.subkeys(s, r.realm), nil
}

func (r *publicRing) revocations() []cutoff { return r.cutoffs }
