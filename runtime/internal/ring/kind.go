package ring

import (
	"crypto/rand"
	"errors"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// A Kind is one of the three kinds of keys. All keys of a ring are of one kind.
//
// The text of a key is the prefix of its kind and 36 bytes in base64: 32 of the
// key, and 4 of a checksum over the kind and the key (FORMAT.md section 2). The
// checksum finds typing errors, and keys of another kind.
type Kind struct {
	// name is the kind's name, and text what errors call a text of this kind.
	name, text string

	// prefix begins the text of a key. checksum is the word for the kind that the checksum covers.
	prefix, checksum string

	// refuse returns the reason why a key must not be used, or nil.
	refuse func(b [suite.KeySize]byte) error

	// id returns the id of a key.
	id func(b [suite.KeySize]byte) uint32

	// lone is the state of a key that is the only one in its ring and has no state in the
	// text. If it is Primary, each ring needs a primary key, and otherwise none may be
	// primary.
	lone State

	// other is the reason why a key of another kind is refused.
	other error
}

// The three kinds of keys. A ring of signing keys holds Ed25519 seeds.
var (
	Root = &Kind{
		name: "root", text: "key ring", prefix: "typeseal_key_v1_", checksum: "key",
		refuse: secretRefusal, lone: Primary, other: errOtherThanRoot,
		id: func(b [suite.KeySize]byte) uint32 { return suite.NewRoot(b).KeyID() },
	}
	Signing = &Kind{
		name: "signing", text: "signing key", prefix: "typeseal_sec_v1_", checksum: "sec",
		refuse: secretRefusal, lone: Primary, other: errOtherThanSigning,
		id: func(b [suite.KeySize]byte) uint32 { return publicID(PublicOf(b)) },
	}
	Public = &Kind{
		name: "public", text: "key ring", prefix: "typeseal_pub_v1_", checksum: "pub",
		refuse: publicRefusal, lone: Accepted, other: errOtherThanPublic,
		id: publicID,
	}
)

func publicID(public [suite.KeySize]byte) uint32 { return suite.PublicID(public[:]) }

var kinds = []*Kind{Root, Signing, Public}

// All prefixes begin with Reserved, which no token begins with, and end with version.
const (
	Reserved = "typeseal_"
	version  = "v1_"
)

// String returns root, signing or public.
func (k *Kind) String() string { return k.name }

// Mints reports whether keys of this kind mint tokens.
func (k *Kind) Mints() bool { return k.lone == Primary }

// Refuse returns the reason why a key must not be used, or nil. It shows nothing of the key.
func (k *Kind) Refuse(key [suite.KeySize]byte) error { return k.refuse(key) }

// Format returns the text of a key.
func (k *Kind) Format(key [suite.KeySize]byte) string {
	sum := suite.Checksum(k.checksum, key[:])
	return string(armor.Append(nil, k.prefix, append(key[:], sum[:]...)))
}

// Generate returns a new root key or signing seed, from crypto/rand. It draws until
// it has one that is not refused. Of 10^14 keys, about two are refused.
func Generate() (key [suite.KeySize]byte) {
	for {
		rand.Read(key[:])
		if secretRefusal(key) == nil {
			return key
		}
	}
}

// PublicOf returns the public key of a signing seed.
func PublicOf(seed [suite.KeySize]byte) [suite.KeySize]byte {
	_, public := suite.NewSigner(seed)
	return public
}

// Secret reports whether text contains the text of a secret key, or the beginning of one.
func Secret(text string) bool {
	return strings.Contains(text, Root.prefix) || strings.Contains(text, Signing.prefix)
}

// NearlySecret is like Secret, but includes other versions and another case.
func NearlySecret(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, strings.TrimSuffix(Root.prefix, version)) ||
		strings.Contains(text, strings.TrimSuffix(Signing.prefix, version))
}

// Reasons why a text is not a key.
var (
	errOtherThanRoot    = errors.New("a key of another kind; root keys begin with typeseal_key_v1_")
	errOtherThanSigning = errors.New("a key of another kind; signing keys begin with typeseal_sec_v1_")
	errOtherThanPublic  = errors.New("a key of another kind; public keys begin with typeseal_pub_v1_")

	errNotAKey  = errors.New("not a typeseal key; make one with typeseal keygen")
	errChecksum = errors.New("mistyped or cut key: its checksum does not match; copy all of it again")
)

// Read reads a key, and refuses keys that must not be used.
func (k *Kind) Read(text string) (Key, error) {
	b, err := k.Parse(text)
	if err == nil {
		err = k.refuse(b)
	}
	if err != nil {
		return Key{}, err
	}
	return NewKey(k, b), nil
}

// Parse reads the bytes of a key. It does not refuse weak keys.
func (k *Kind) Parse(text string) (key [suite.KeySize]byte, err error) {
	body, ok := strings.CutPrefix(text, k.prefix)
	if !ok {
		return key, k.wrongPrefix(text)
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
func (k *Kind) wrongPrefix(text string) error {
	if prefixed(text) != nil {
		return k.other
	}
	return errNotAKey
}

// prefixed returns the kind whose prefix text begins with, or nil.
func prefixed(text string) *Kind {
	for _, k := range kinds {
		if strings.HasPrefix(text, k.prefix) {
			return k
		}
	}
	return nil
}
