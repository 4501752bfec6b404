package keylist

import (
	"crypto/fips140"

	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// Raw is the Derivation of formats whose secrets are the keys of their MACs.
func Raw(_ pyhash.Algorithm, _ Namespace, secret string) []byte { return []byte(secret) }

// RefuseRaw returns why a secret cannot be the key of a MAC, or the empty string.
func RefuseRaw(secret string) string {
	switch {
	case secret == "":
		return "empty secret"
	case fips140.Enforced() && len(secret) < leastFIPS:
		return "FIPS 140-only mode requires secrets of at least 14 bytes"
	}
	return ""
}

// leastFIPS is the length, in bytes, of the shortest key with which package crypto/hmac
// works in FIPS 140-only mode. It panics if a key is shorter.
const leastFIPS = 112 / 8
