//go:build !race

package securecookie_test

// Under the race detector, sync.Pool drops items at random.

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/securecookie"
)

// TestAllocations: opening allocates the payload and its base64, and the state of the
// cipher.
func TestAllocations(t *testing.T) {
	hash, block := []byte("bench-secret-bench-secret-bench-secret-bench-secret-0123456789"), []byte("sixteen-byte-key")
	for verb, c := range map[securecookie.Verb]struct {
		pair [][]byte
		open float64
	}{
		securecookie.Signed:    {[][]byte{hash}, 2},
		securecookie.Encrypted: {[][]byte{hash, block}, 3},
	} {
		keys, err := securecookie.NewKeys(c.pair...)
		compattest.Check(t, err)
		spec := securecookie.NewSpec(verb, time.Hour, securecookie.Salt("session"))
		token, err := spec.Mint(keys, []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`))
		compattest.Check(t, err)
		forged := "AAAA" + token[4:]
		for what, c := range map[string]struct {
			most float64
			call func()
		}{
			"open":   {c.open, func() { spec.Open(keys, token) }},
			"forged": {0, func() { spec.Open(keys, forged) }},
		} {
			if n := testing.AllocsPerRun(100, c.call); n > c.most {
				t.Errorf("verb %d: %s: %v allocations, more than %v", verb, what, n, c.most)
			}
		}
	}
}
