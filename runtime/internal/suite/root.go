// Package suite implements the cryptography of FORMAT.md sections 2 and 3: root keys and
// the derivation of subkeys, tags, signatures, and encryption. No other package uses the
// bytes of native keys, except to parse and format them.
package suite

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// KeySize is the size of a root key and of an Ed25519 seed, in bytes.
const KeySize = 32

// label is L in FORMAT.md. It separates the keys derived here from those derived from the
// same key for other purposes.
const label = "typeseal v1"

// A Root is a root key, which must be 32 uniformly random bytes.
type Root struct{ extracted secret.Of[MAC] }

// NewRoot returns key as a Root. It takes HKDF's first step, HKDF-Extract, which is the
// same for all subkeys.
func NewRoot(key [KeySize]byte) Root {
	extracted, err := hkdf.Extract(sha256.New, key[:], []byte(label))
	if err != nil {
		panic("typeseal: " + err.Error())
	}
	mac := NewMAC([KeySize]byte(extracted))
	return Root{secret.HideAt(&mac)}
}

// first is the number of the first block that HKDF-Expand derives.
var first = []byte{1}

// expand derives 32 bytes from r with HKDF-Expand: the HMAC of info and the number of the
// first block.
func (r Root) expand(info []byte) (key [KeySize]byte) {
	mac := r.extracted.At()
	if !whole {
		mac.Append(key[:0], info, first, KeySize)
		return key
	}
	out, err := hkdf.Expand(sha256.New, mac.inner[:], string(info), KeySize)
	if err != nil {
		panic("typeseal: " + err.Error())
	}
	return [KeySize]byte(out)
}

// The uses of subkeys.
const (
	Sign    = "sign"     // tags of signed tokens
	State   = "state"    // state tags
	SealEnc = "seal enc" // encryption of sealed tokens
	SealTag = "seal tag" // tags of sealed tokens
)

// A Domain separates keys and signatures that have the same use. A token of one domain is
// not valid in another.
type Domain struct {
	Realm string // of the key ring: the deployment or tenant
	Salt  string // of the type: its namespace
	Codec string // json or msgpack, optionally with +deflate
}

// ValidSalt reports whether s is a salt: [a-z0-9][a-z0-9._/-]{0,63}.
func ValidSalt(s string) bool {
	if s == "" || len(s) > 64 || strings.IndexByte("._/-", s[0]) >= 0 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte("._/-", c) < 0 {
			return false
		}
	}
	return true
}

// Subkey returns the 32-byte key for one use in one domain, sub(use) in FORMAT.md.
func (r Root) Subkey(use string, d Domain) [KeySize]byte {
	return r.expand(pae.Encode(use, d.Realm, d.Salt, d.Codec))
}

// KeyID returns the id of the root key.
func (r Root) KeyID() uint32 {
	id := r.expand(pae.Encode("kid"))
	return binary.BigEndian.Uint32(id[:])
}

// PublicID returns the id of an Ed25519 public key.
func PublicID(public []byte) uint32 {
	sum := sha256.Sum256(pae.Encode(label+" kid", string(public)))
	return binary.BigEndian.Uint32(sum[:4])
}

// ChecksumSize is the size of a Checksum, in bytes.
const ChecksumSize = 4

// Checksum returns the bytes at the end of the text form of a key. kind is "key",
// "sec" or "pub".
func Checksum(kind string, key []byte) [ChecksumSize]byte {
	sum := sha256.Sum256(pae.Encode(label+" "+kind, string(key)))
	return [ChecksumSize]byte(sum[:])
}

// PublicParts is the number of parts that AppendPublic appends.
const PublicParts = 4

// AppendPublic appends the first parts of the PAE that a public token's signature
// covers. They bind the signature to typeseal and to d. Tokens of other kinds do not
// need them, since their subkeys differ between domains.
func AppendPublic(dst []byte, d Domain) []byte {
	dst = pae.Part(dst, label+" public")
	dst = pae.Part(dst, d.Realm)
	dst = pae.Part(dst, d.Salt)
	return pae.Part(dst, d.Codec)
}
