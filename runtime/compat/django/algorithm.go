package django

import (
	"crypto/fips140"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"
)

// algorithm is one of hashlib's hashes.
type algorithm struct {
	name     string // hashlib's; empty for one of the caller's
	new      func() hash.Hash
	approved bool // crypto/hmac takes it in FIPS 140-only mode
}

// algorithms holds what Go's standard library offers of the names that Django
// takes. The blake2 ones are not in it: see [Hash]. shake has no fixed length,
// with which Django fails as well.
var algorithms = map[string]algorithm{
	"md5":      {name: "md5", new: md5.New},
	"sha1":     {name: "sha1", new: sha1.New},
	"sha224":   {name: "sha224", new: sha256.New224, approved: true},
	"sha256":   {name: "sha256", new: sha256.New, approved: true},
	"sha384":   {name: "sha384", new: sha512.New384, approved: true},
	"sha512":   {name: "sha512", new: sha512.New, approved: true},
	"sha3_224": {name: "sha3_224", new: func() hash.Hash { return sha3.New224() }, approved: true},
	"sha3_256": {name: "sha3_256", new: func() hash.Hash { return sha3.New256() }, approved: true},
	"sha3_384": {name: "sha3_384", new: func() hash.Hash { return sha3.New384() }, approved: true},
	"sha3_512": {name: "sha3_512", new: func() hash.Hash { return sha3.New512() }, approved: true},
}

// check says whether the process may use a at all; crypto/hmac would panic.
func (a algorithm) check() error {
	if a.new == nil {
		return configError("unknown algorithm")
	}
	if fips140.Enforced() && !a.approved {
		return configError("this algorithm is not allowed in FIPS 140-only mode")
	}
	return nil
}

// derive returns H(salt || secret), Django's key for a namespace.
func (a algorithm) derive(salt, secret string) []byte {
	h := a.new()
	h.Write([]byte(salt))
	h.Write([]byte(secret))
	return h.Sum(nil)
}
