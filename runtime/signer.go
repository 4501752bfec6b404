package typeseal

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"

	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// ErrSigner means that the signer of a [NewSigningKey] failed, or did not return a
// signature of the message by its public key. The payload is not at fault, and the token was not
// minted: try again. The text is constant. errors.Unwrap returns the signer's own error.
var ErrSigner = errors.New("typeseal: signer failed")

// NewSigningKey returns a signing key whose private half stays where it is: in a cloud
// KMS, an HSM behind PKCS #11, Vault or an SSH agent. public is its Ed25519 public key.
//
// Minting a token calls signer.Sign once, with a copy of the whole message and the option
// crypto.Hash(0), which is pure Ed25519. The message contains the payload, the realm and the
// bindings, so the signer's log must be as private as they are. Apart from the realm and the
// bindings, the message has at most 3,200 bytes, unless the max-size of the type is above
// 4096. The signature is checked before the token is returned. If the signer fails or its
// signature is wrong, minting fails with [ErrSigner].
//
// The signer must be safe for concurrent use. Sign has no context, so the signer needs a
// timeout of its own: minting waits for it, but holds no lock meanwhile.
//
// NewSigningKey fails with ErrConfig if signer is nil or says that it has another public
// key, or if ParsePublicKeyring would refuse public. If signer is an ed25519.PrivateKey, it
// is refused if ParseSigningKey would refuse it.
func NewSigningKey(public ed25519.PublicKey, signer crypto.Signer) (*SigningKey, error) {
	k, err := signerKey(public, signer)
	if err != nil {
		return nil, fmt.Errorf("%w: signing key: %w", ErrConfig, err)
	}
	return handle[SigningKey](fixed(&keySet{keys: []*key{k}, primary: k}), "", nil), nil
}

// Reasons why a signer and its public key are refused.
var (
	errNoSigner    = errors.New("no signer")
	errPublicSize  = errors.New("the public key does not have 32 bytes")
	errOtherPublic = errors.New("the signer has another public key")
)

// signerKey returns the key that signer signs with.
func signerKey(public ed25519.PublicKey, signer crypto.Signer) (*key, error) {
	switch {
	case isNil(signer):
		return nil, errNoSigner
	case len(public) != suite.KeySize:
		return nil, errPublicSize
	}
	b := [suite.KeySize]byte(public)
	if err := ring.Public.Refuse(b); err != nil {
		return nil, err
	}
	if private, ok := privateKey(signer); ok {
		return seedKey(b, private)
	}
	// The public keys of the standard library have Equal.
	own, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
	if ok && !own.Equal(public) {
		return nil, errOtherPublic
	}
	k := newKey(ring.Public, ring.NewKey(ring.Public, b))
	k.sign = remote{secret.Hide(signer), b}
	return k, nil
}

// isNil reports whether signer is nil, or a nil pointer or another nil value with the
// methods of a signer.
func isNil(signer crypto.Signer) bool {
	switch v := reflect.ValueOf(signer); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

// privateKey returns the private key in signer, if it is one. crypto/x509 parses keys as
// values, and golang.org/x/crypto/ssh as pointers.
func privateKey(signer crypto.Signer) (ed25519.PrivateKey, bool) {
	switch s := signer.(type) {
	case ed25519.PrivateKey:
		return s, true
	case *ed25519.PrivateKey:
		return *s, true
	}
	return nil, false
}

// seedKey returns the key with the seed of a private key, as ParseSigningKey does. The
// public key in the private key is not used: with a wrong one, signatures would reveal
// the private key.
func seedKey(public [suite.KeySize]byte, private ed25519.PrivateKey) (*key, error) {
	if len(private) != ed25519.PrivateKeySize {
		return nil, errOtherPublic
	}
	seed := [suite.KeySize]byte(private.Seed())
	if err := ring.Signing.Refuse(seed); err != nil {
		return nil, err
	}
	k := newKey(ring.Signing, ring.NewKey(ring.Signing, seed))
	if k.public != public {
		return nil, errOtherPublic
	}
	return k, nil
}

// remote is a suite.Signer that has no private key, but asks a signer of the caller.
type remote struct {
	signer secret.Of[crypto.Signer]
	public [suite.KeySize]byte
}

// errBadSignature is the cause of an ErrSigner if the signer returned no error.
var errBadSignature = reason.New("it did not return a signature of the message by its public key")

// Append gives the signer a copy of the message, and checks a copy of its signature: the
// signer may keep both slices, and change them at any time.
func (r remote) Append(dst, message []byte) ([]byte, error) {
	signature, err := r.signer.Show().Sign(rand.Reader, bytes.Clone(message), crypto.Hash(0))
	if err != nil {
		return dst, Caused(ErrSigner, err)
	}
	signed := append(dst, signature...)
	if !suite.VerifySignature(r.public, message, signed[len(dst):]) {
		return dst, Caused(ErrSigner, errBadSignature)
	}
	return signed, nil
}
