//go:build !race

package jwt_test

// Under the race detector, sync.Pool drops items at random.

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/jwt"
)

// TestAllocations: opening allocates the payload, and for EdDSA the text that was signed. For a
// forged token, crypto/ed25519 allocates an error.
func TestAllocations(t *testing.T) {
	keys, err := jwt.NewSigningKey(ed25519.NewKeyFromSeed(make([]byte, 32)))
	compattest.Check(t, err)
	for name, c := range map[string]struct {
		spec         *jwt.Spec
		keys         *jwt.Keys
		open, forged float64
	}{
		"HS256": {spec, benchKeys(t), 1, 0},
		"EdDSA": {jwt.NewSpec("EdDSA", time.Hour, jwt.Audience("shop")), keys, 2, 2},
	} {
		token, err := c.spec.Mint(c.keys, []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`))
		compattest.Check(t, err)
		if _, err := c.spec.Open(c.keys, token); err != nil {
			t.Fatal(err)
		}
		forged := token[:len(token)-5] + "AAAAA"
		for what, c := range map[string]struct {
			most float64
			call func()
		}{
			"open":   {c.open, func() { c.spec.Open(c.keys, token) }},
			"forged": {c.forged, func() { c.spec.Open(c.keys, forged) }},
		} {
			if n := testing.AllocsPerRun(100, c.call); n > c.most {
				t.Errorf("%s: %s: %v allocations, more than %v", name, what, n, c.most)
			}
		}
	}
}
