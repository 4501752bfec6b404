package typeseal

import (
	"crypto/rand"
	"errors"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// keyKind is one of the three kinds of keys.
//
// The text of a key is the prefix of its kind and 36 bytes in base64: 32 of the
// key, and 4 of a checksum over the kind and the key (FORMAT.md section 2). The
// checksum finds typing errors, and keys of another kind.
type keyKind struct {
	// prefix begins the text. checksum is the word for the kind that the checksum covers.
	prefix, checksum string

	// refusal returns the reason why a key must not be used, or nil.
	refusal func(b [suite.KeySize]byte) error

	// load makes a key of its bytes.
	load func(b [suite.KeySize]byte) *key

	// lone is the state of a key that is the only one in its ring and has no state in the
	// text.
	lone keyState
}

var (
	rootKind = &keyKind{"typeseal_key_v1_", "key", secretRefusal, func(b [suite.KeySize]byte) *key {
		root := suite.NewRoot(b)
		return &key{id: root.KeyID(), root: root}
	}, statePrimary}

	secretKind = &keyKind{"typeseal_sec_v1_", "sec", secretRefusal, func(seed [suite.KeySize]byte) *key {
		sign, public := suite.NewSigner(seed)
		return &key{id: suite.PublicID(public[:]), sign: sign, public: public}
	}, stateNone}

	publicKind = &keyKind{"typeseal_pub_v1_", "pub", publicRefusal, func(b [suite.KeySize]byte) *key {
		return &key{id: suite.PublicID(b[:]), public: b}
	}, stateAccepted}
)

// All prefixes begin with reservedPrefix, which no token begins with, and end with
// keyVersion.
const (
	reservedPrefix = "typeseal_"
	keyVersion     = "v1_"
)

// GenerateKey returns the text of a new root key, for a key ring.
func GenerateKey() string {
	return rootKind.format(freshKey())
}

// GenerateSigningKey returns the texts of a new Ed25519 key pair: the signing key, which
// one service keeps secret, and the public key, which everyone may read.
func GenerateSigningKey() (signing, public string) {
	seed := freshKey()
	return secretKind.format(seed), publicKind.format(secretKind.load(seed).public)
}

// freshKey draws random keys until it has one that is not refused. Of 10^14 keys,
// about two are refused.
func freshKey() (key [suite.KeySize]byte) {
	for {
		rand.Read(key[:])
		if secretRefusal(key) == nil {
			return key
		}
	}
}

// format returns the text of a key.
func (k *keyKind) format(key [suite.KeySize]byte) string {
	sum := suite.Checksum(k.checksum, key[:])
	return string(armor.Append(nil, k.prefix, append(key[:], sum[:]...)))
}

// Reasons why a text is not a key.
var (
	errNotAKey   = errors.New("not a typeseal key; make one with typeseal keygen")
	errOtherKind = errors.New("a key of another kind")
	errChecksum  = errors.New("mistyped or cut key: its checksum does not match")
)

// read parses a key, and refuses keys that must not be used.
func (k *keyKind) read(text string) (*key, error) {
	b, err := k.parse(text)
	if err == nil {
		err = k.refusal(b)
	}
	if err != nil {
		return nil, err
	}
	return k.load(b), nil
}

// parse reads the bytes of a key.
func (k *keyKind) parse(text string) (key [suite.KeySize]byte, err error) {
	body, ok := strings.CutPrefix(text, k.prefix)
	if !ok {
		return key, wrongPrefix(text)
	}
	raw, ok := armor.Decode(nil, body)
	if !ok || len(raw) != len(key)+suite.ChecksumSize {
		return key, errChecksum
	}
	b := [suite.KeySize]byte(raw)
	if suite.Checksum(k.checksum, b[:]) != [suite.ChecksumSize]byte(raw[len(b):]) {
		return key, errChecksum
	}
	return b, nil
}

// wrongPrefix returns the error for a text that does not begin with the right prefix.
func wrongPrefix(text string) error {
	for _, other := range []*keyKind{rootKind, secretKind, publicKind} {
		if strings.HasPrefix(text, other.prefix) {
			return errOtherKind
		}
	}
	return errNotAKey
}
