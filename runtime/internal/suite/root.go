// Package suite holds the cryptography (FORMAT.md sections 2 and 3): root keys
// and what is derived from them, tags, and the cipher. Nothing else in typeseal
// touches a key.
package suite

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"

	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// KeySize is the size of a root key and of an Ed25519 seed, in bytes.
const KeySize = 32

// label is L, the 11 bytes that separate typeseal from every other use of the
// same key.
const label = "typeseal v1"

// A Root is a root key: 32 uniformly random bytes.
type Root struct{ key secret.Of[[KeySize]byte] }

// NewRoot returns the Root of a key.
func NewRoot(key [KeySize]byte) Root { return Root{secret.Hide(key)} }

func (r Root) expand(info []byte, n int) []byte {
	key := r.key.Show()
	out, err := hkdf.Key(sha256.New, key[:], []byte(label), string(info), n)
	if err != nil {
		// HKDF fails only for more than 8,160 bytes or a key shorter than 14.
		panic("typeseal: " + err.Error())
	}
	return out
}

// The labels of the subkeys.
const (
	Sign    = "sign"
	State   = "state"
	SealEnc = "seal enc"
	SealTag = "seal tag"
)

// A Domain is what a subkey is bound to beside its label.
type Domain struct {
	Realm string // the deployment or tenant
	Salt  string // the type's namespace
	Codec string // json or msgpack, perhaps with +deflate
}

// Subkey returns sub(use), a 32-byte key for one use within one domain.
func (r Root) Subkey(use string, d Domain) []byte {
	return r.expand(pae.Encode(use, d.Realm, d.Salt, d.Codec), 32)
}

// KeyID returns the root key's id.
func (r Root) KeyID() uint32 {
	return binary.BigEndian.Uint32(r.expand(pae.Encode("kid"), 4))
}

// PublicID returns the id of an Ed25519 public key.
func PublicID(public []byte) uint32 {
	sum := sha256.Sum256(pae.Encode(label+" kid", string(public)))
	return binary.BigEndian.Uint32(sum[:4])
}

// ChecksumSize is the size of a Checksum, in bytes.
const ChecksumSize = 4

// Checksum returns the bytes that end the text of a key. The kind is "key", "sec" or "pub".
func Checksum(kind string, key []byte) [ChecksumSize]byte {
	sum := sha256.Sum256(pae.Encode(label+" "+kind, string(key)))
	return [ChecksumSize]byte(sum[:])
}

// PublicParts is how many parts AppendPublic begins a PAE with.
const PublicParts = 4

// AppendPublic appends the parts that bind a signature to typeseal and to d: an
// Ed25519 key, unlike a subkey, is the same in every domain.
func AppendPublic(dst []byte, d Domain) []byte {
	dst = pae.Part(dst, label+" public")
	dst = pae.Part(dst, d.Realm)
	dst = pae.Part(dst, d.Salt)
	return pae.Part(dst, d.Codec)
}
