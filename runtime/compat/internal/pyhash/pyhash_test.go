package pyhash_test

import (
	"crypto/fips140"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"hash"
	"slices"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

var names = []string{
	"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512",
}

// TestCheck: in FIPS 140-only mode, the hashes that crypto/hmac accepts are allowed, with
// or without a name here. Otherwise all hashes are allowed.
func TestCheck(t *testing.T) {
	var refused []string
	if fips140.Enforced() {
		refused = []string{"md5", "sha1", "own sha1", "blake2b"}
	}
	all := map[string]pyhash.Algorithm{
		"own sha256": {New: func() hash.Hash { return sha256.New() }}, "own sha1": {New: sha1.New},
	}
	for _, name := range names {
		all[name] = pyhash.Named(name)
	}
	if fips140.Enforced() {
		all["blake2b"] = pyhash.Algorithm{New: compattest.BLAKE2("blake2b")}
	}
	for name, a := range all {
		if got := a.Check("test") != nil; got != slices.Contains(refused, name) {
			t.Errorf("%s is refused: %v", name, got)
		}
	}
	for _, unknown := range []string{"", "SHA256", "shake_128"} {
		if err := pyhash.Named(unknown).Check("test"); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%q: %v", unknown, err)
		}
	}
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestCheck") }
