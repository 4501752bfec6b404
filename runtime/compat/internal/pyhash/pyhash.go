// Package pyhash has the hashes of Python's hashlib that Go's standard library also has.
package pyhash

import (
	"crypto/fips140"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"
	"sync"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
)

// An Algorithm is a hash. Its name is hashlib's, or empty for a hash that the caller
// supplies.
type Algorithm struct {
	Name string
	New  func() hash.Hash
}

// named are the hashes by hashlib's names. The standard library does not have
// blake2b and blake2s; the shake hashes have no fixed length and therefore no MAC.
var named = map[string]func() hash.Hash{
	"md5":      md5.New,
	"sha1":     sha1.New,
	"sha224":   sha256.New224,
	"sha256":   sha256.New,
	"sha384":   sha512.New384,
	"sha512":   sha512.New,
	"sha3_224": func() hash.Hash { return sha3.New224() },
	"sha3_256": func() hash.Hash { return sha3.New256() },
	"sha3_384": func() hash.Hash { return sha3.New384() },
	"sha3_512": func() hash.Hash { return sha3.New512() },
}

// Named returns the algorithm of a name. If the name is unknown, Check fails.
func Named(name string) Algorithm { return Algorithm{name, named[name]} }

// Check fails if a is unknown, or if FIPS 140-only mode does not allow it.
func (a Algorithm) Check(f fault.Format) error {
	if a.New == nil {
		return f.Config("unknown algorithm; use a name such as sha256, or the option Hash")
	}
	if fips140.Enforced() && !allowed()[a.Name] && (a.Name != "" || !a.works()) {
		return f.Config("FIPS 140-only mode does not allow this algorithm")
	}
	return nil
}

// allowed are the names that FIPS 140-only mode allows.
var allowed = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range named {
		names[name] = Named(name).works()
	}
	return names
})

// works tries the hash, alone and in a MAC. If FIPS 140-only mode does not allow a hash,
// the crypto packages panic, and there is no function to ask first.
func (a Algorithm) works() (works bool) {
	defer func() { works = recover() == nil }()
	a.New().Write([]byte{0})
	hmac.New(a.New, make([]byte, 32)).Write([]byte{0})
	return works
}
