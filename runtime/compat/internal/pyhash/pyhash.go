// Package pyhash has the hashes of Python's hashlib that Go's standard library
// has too.
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
)

// Named are the hashes by hashlib's names. blake2b and blake2s are not in the
// standard library; the shake ones have no fixed length, and no MAC.
var Named = map[string]func() hash.Hash{
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

// Allowed reports whether this process may use a hash, alone and in a MAC. Its name
// is that of Named, or empty for another hash.
func Allowed(name string, new func() hash.Hash) bool {
	switch {
	case !fips140.Enforced():
		return true
	case name != "":
		return allowed()[name]
	}
	return works(new)
}

// allowed are the names of Named that FIPS 140-only mode allows.
var allowed = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name, new := range Named {
		names[name] = works(new)
	}
	return names
})

// works tries, for the crypto packages panic over what FIPS 140-only mode does not
// allow, and do not say beforehand what it is.
func works(new func() hash.Hash) (works bool) {
	defer func() { works = recover() == nil }()
	new().Write([]byte{0})
	hmac.New(new, make([]byte, 32)).Write([]byte{0})
	return works
}
