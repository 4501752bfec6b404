package django

import (
	"hash"

	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// algorithm is one of hashlib's hashes.
type algorithm struct {
	name string // hashlib's; empty for one of the caller's
	new  func() hash.Hash
}

func named(name string) algorithm { return algorithm{name, pyhash.Named[name]} }

// check says whether the process may use a at all; crypto/hmac would panic.
func (a algorithm) check() error {
	if a.new == nil {
		return configError("unknown algorithm")
	}
	if !pyhash.Allowed(a.name, a.new) {
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
