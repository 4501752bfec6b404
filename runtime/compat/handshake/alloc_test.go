//go:build !race

package handshake_test

// The race detector is off, since with it sync.Pool drops items at random.

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestAllocations: minting allocates the token, and opening allocates the fields.
func TestAllocations(t *testing.T) {
	keys := benchKeys(t)
	fields := []string{"8734512", "acme-eu-west", "billing-admin", "f3b1c9d2a7e4"}
	token, err := spec.Mint(keys, fields)
	compattest.Check(t, err)
	forged := compattest.Forged(token)
	for what, c := range map[string]struct {
		most float64
		call func()
	}{
		"sign: the token":  {1, func() { spec.Mint(keys, fields) }},
		"open: the fields": {1, func() { spec.Open(keys, token) }},
		"forged":           {0, func() { spec.Open(keys, forged) }},
	} {
		if n := testing.AllocsPerRun(100, c.call); n > c.most {
			t.Errorf("%s: %v allocations, more than %v", what, n, c.most)
		}
	}
}
