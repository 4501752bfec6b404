package typeseal

import (
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// SigningKey is an Ed25519 private key, or a ring of them of which the primary key signs.
// It signs tokens of types with the option alg=ed25519, but cannot verify them. A key of
// [WatchSigningKey] follows its source, any other key never changes. A SigningKey is safe
// for concurrent use. However it is printed, it shows key ids and states at most. Signing
// with a nil or zero SigningKey fails with ErrConfig.
type SigningKey struct{ view secret.Of[view] }

// ParseSigningKey reads a signing key from text: typeseal_sec_v1_ and 48
// characters. Spaces, tabs and line ends around the text are ignored.
//
// The text may also be a ring of signing keys, in [ParseKeyring]'s form. The
// primary key signs. The other keys do not sign, but their public keys can be
// given out before a key becomes primary.
//
// Keys are refused if they are constant, printable or published. Every error
// matches ErrConfig.
func ParseSigningKey(text string) (*SigningKey, error) {
	keys, err := parseRing(text, ring.Signing)
	if err != nil {
		return nil, err
	}
	return handle[SigningKey](fixed(keys), "", nil), nil
}

// viewed returns the view of k, or nil.
func (k *SigningKey) viewed() *view {
	if k == nil {
		return nil
	}
	return k.view.At()
}

// WithRealm returns the same key for another realm. See [Keyring.WithRealm].
func (k *SigningKey) WithRealm(realm string) *SigningKey {
	return inRealm[SigningKey](k.viewed(), realm)
}

// PublicKey returns the text of the signing key's public key: typeseal_pub_v1_ and
// 48 characters, for a public key ring. It is empty for a nil or zero SigningKey.
func (k *SigningKey) PublicKey() string {
	r := k.viewed().present()
	if r == nil {
		return ""
	}
	return ring.Public.Format(r.set.primary.public)
}

// PublicKeyring holds Ed25519 public keys, which verify the tokens that their signing
// keys signed. A ring of [WatchPublicKeyring] follows its source, any other ring never
// changes. A PublicKeyring is safe for concurrent use. Opening with a nil or zero
// PublicKeyring fails with ErrConfig.
type PublicKeyring struct{ view secret.Of[view] }

// ParsePublicKeyring reads public keys from text in [ParseKeyring]'s form: a
// key and its state on each line, and cutoffs. No key is primary, since a
// public key cannot mint. If the ring has only one key, its state may be left
// out, and it is accepted. Keys are refused if they are of small order or not
// in canonical form. Every error matches ErrConfig.
func ParsePublicKeyring(text string) (*PublicKeyring, error) {
	keys, err := parseRing(text, ring.Public)
	if err != nil {
		return nil, err
	}
	return handle[PublicKeyring](fixed(keys), "", nil), nil
}

// viewed returns the view of r, or nil.
func (r *PublicKeyring) viewed() *view {
	if r == nil {
		return nil
	}
	return r.view.At()
}

// WithRealm returns a ring of the same keys for another realm. See
// [Keyring.WithRealm].
func (r *PublicKeyring) WithRealm(realm string) *PublicKeyring {
	return inRealm[PublicKeyring](r.viewed(), realm)
}
