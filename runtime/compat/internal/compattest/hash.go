package compattest

import (
	"crypto/fips140"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"hash"
	"slices"
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// blake2JSON has the digests, computed by Python's hashlib, of everything that the
// vectors hash with BLAKE2. Go's standard library does not have these hashes.
//
//go:embed blake2.json
var blake2JSON []byte

// NeedAlgorithm skips a test if FIPS 140-only mode does not allow the hash.
func NeedAlgorithm(t testing.TB, name string) {
	t.Helper()
	if fips140.Enforced() && len(Algorithms(name)) == 0 {
		t.Skip("FIPS 140-only mode does not allow " + name)
	}
}

// Algorithms returns the names, of hashlib, that this process may use.
func Algorithms(names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return pyhash.Named(name).Check("test") != nil })
}

// BLAKE2 returns the hash blake2b or blake2s for the vectors, or nil for another name.
// The hash panics for input that the vectors do not hash.
func BLAKE2(name string) func() hash.Hash {
	var file struct{ Digests map[string]map[string]string }
	if err := json.Unmarshal(blake2JSON, &file); err != nil {
		panic(err)
	}
	size := map[string]int{"blake2b": 64, "blake2s": 32}[name]
	if size == 0 {
		return nil
	}
	return func() hash.Hash { return &recorded{digests: file.Digests[name], size: size} }
}

// recorded is a hash that looks up its input in the recorded digests.
type recorded struct {
	digests map[string]string
	size    int
	data    []byte
}

func (r *recorded) Write(p []byte) (int, error) { r.data = append(r.data, p...); return len(p), nil }
func (r *recorded) Reset()                      { r.data = nil }
func (r *recorded) Size() int                   { return r.size }
func (r *recorded) BlockSize() int              { return 2 * r.size }

func (r *recorded) Sum(prefix []byte) []byte {
	digest, err := hex.DecodeString(r.digests[hex.EncodeToString(r.data)])
	if err != nil || len(digest) != r.size {
		panic("compattest: this was not recorded")
	}
	return slices.Concat(prefix, digest)
}
