package jwt

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

const faults = fault.Format("jwt")

var (
	errNoKeys = faults.Config("no keys; make them with NewKeys or NewPublicKeys")
	errSecret = faults.Config("the algorithm needs secrets; make the keys with NewKeys")
	errPublic = faults.Config("the algorithm needs Ed25519 public keys; make the keys with NewPublicKeys")
)

// Keys are the secrets of HS256, HS384 and HS512, or the Ed25519 public keys of EdDSA. A
// policy accepts only the kind of its algorithm, so nobody can use a public key as a
// secret. Keys are immutable and safe for concurrent use. Printing them does not show the
// secrets.
type Keys struct {
	secrets keylist.List
	public  [][ed25519.PublicKeySize]byte
	private secret.Of[ed25519.PrivateKey] // of the first public key, in tests
}

// NewKeys returns keys that verify with secret and then with each of at most 16 older
// secrets, in their order. A secret is the bytes that the other system uses: decode it
// first if it is configured as base64. NewKeys fails with [typeseal.ErrConfig] if a secret
// is empty or is the text of a public key or certificate, and in FIPS 140-only mode if it
// is shorter than 14 bytes.
func NewKeys(secret []byte, older ...[]byte) (*Keys, error) {
	texts := make([]string, len(older))
	for i, s := range older {
		texts[i] = string(s)
	}
	list, err := keylist.New(faults, refuse, string(secret), texts)
	if err != nil {
		return nil, err
	}
	return &Keys{secrets: list}, nil
}

// refuse returns why a text cannot be a secret. Whoever knows a public key could sign
// tokens if its text served as the secret.
func refuse(secret string) string {
	text := strings.TrimSpace(secret)
	begins := func(prefix string) bool { return strings.HasPrefix(text, prefix) }
	if slices.ContainsFunc(keyFiles, begins) || begins("{") && strings.Contains(text, `"kty"`) {
		return "a secret is the text of a key file; only random bytes can be a secret"
	}
	return keylist.RefuseRaw(secret)
}

// keyFiles is how the texts of keys begin: in PEM, and as ssh writes them.
var keyFiles = []string{"-----BEGIN ", "---- BEGIN ", "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"}

// NewPublicKeys returns keys that verify with each of these 1 to 17 Ed25519 public keys,
// in their order. It fails with [typeseal.ErrConfig] for another number, and for keys that
// have a wrong length, are not points on the curve, or have small order.
func NewPublicKeys(keys ...ed25519.PublicKey) (*Keys, error) {
	if len(keys) == 0 || len(keys) > mostPublic {
		return nil, faults.Config("there must be 1 to 17 public keys")
	}
	k := &Keys{}
	for _, key := range keys {
		if len(key) != ed25519.PublicKeySize || suite.WeakPublic([ed25519.PublicKeySize]byte(key)) {
			return nil, faults.Config("an Ed25519 public key is not valid")
		}
		k.public = append(k.public, [ed25519.PublicKeySize]byte(key))
	}
	return k, nil
}

// mostPublic is how many public keys there may be: as many as secrets.
const mostPublic = 17

// For generated code. NewSigningKey returns keys that verify with the public key of key,
// and that [Spec.Mint] accepts. The tests of types use it.
func NewSigningKey(key ed25519.PrivateKey) (*Keys, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, faults.Config("an Ed25519 private key is not valid")
	}
	k, err := NewPublicKeys(key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	k.private = secret.Hide(slices.Clone(key))
	return k, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the empty string.
// RFC 7518, section 3.2, requires secrets that are at least as long as the hash: 32 bytes
// for HS256, 48 for HS384, 64 for HS512. A shorter secret that was chosen by a person can
// be guessed from one token. The warning is about secrets that are too short for all three.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	if slices.ContainsFunc(k.secrets.Secrets(), func(s string) bool { return len(s) < 32 }) {
		return "jwt: a secret is shorter than 32 bytes, which RFC 7518 requires for HS256"
	}
	return ""
}

// Format writes a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "jwt.Keys") }

// fit returns an error if the keys are not of the kind that a needs.
func (k *Keys) fit(a algorithm) error {
	switch {
	case k == nil || k.secrets.Secrets() == nil && k.public == nil:
		return errNoKeys
	case a.hash == "" && k.public == nil:
		return errPublic
	case a.hash != "" && k.public != nil:
		return errSecret
	}
	return nil
}

// ring returns the MACs of an HMAC algorithm.
func (k *Keys) ring(a algorithm) keylist.Ring {
	return k.secrets.Ring(pyhash.Named(a.hash), keylist.Namespace{}, keylist.Raw)
}

// authentic reports whether sig is the signature of signed under one of the keys. There is
// only one text of a signature.
func (k *Keys) authentic(a algorithm, signed, sig string) bool {
	if a.hash != "" {
		return k.ring(a).Match(signed, sig, keylist.Base64) >= 0
	}
	message := append(make([]byte, 0, len(signed)+roomy), signed...)
	raw, ok := armor.Decode(message[len(message):], sig)
	if !ok {
		return false
	}
	for _, key := range k.public {
		if suite.VerifySignature(key, message, raw) {
			return true
		}
	}
	return false
}

// roomy is enough memory for package armor to decode a signature.
const roomy = ed25519.SignatureSize + 8

// sign appends a dot and the signature of token.
func (k *Keys) sign(a algorithm, token []byte) ([]byte, error) {
	if a.hash != "" {
		return append(append(token, '.'), k.ring(a).Primary().Text(string(token), keylist.Base64)...), nil
	}
	key := k.private.Show()
	if key == nil {
		return nil, faults.Config("public keys cannot mint; NewSigningKey makes keys for tests")
	}
	sig := ed25519.Sign(key, token)
	return armor.Append(append(token, '.'), "", sig), nil
}
