//go:build !race

package handoff_test

// The race detector is off, since with it sync.Pool drops items at random.

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestAllocations: minting allocates the token, and opening allocates the payload. CBC
// takes one more allocation, and so does the checksum of zlib.
func TestAllocations(t *testing.T) {
	keys := benchKeys(t)
	text := []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`)
	token, err := spec.Mint(keys, text)
	compattest.Check(t, err)
	forged := token[:3] + "A" + token[4:]
	if forged == token {
		forged = token[:3] + "B" + token[4:]
	}
	for what, c := range map[string]struct {
		most float64
		call func()
	}{
		"encode: the token": {2, func() { spec.Mint(keys, text) }},
		"open: the JSON":    {3, func() { spec.Open(keys, token) }},
		"forged":            {0, func() { spec.Open(keys, forged) }},
	} {
		if n := testing.AllocsPerRun(100, c.call); n > c.most {
			t.Errorf("%s: %v allocations, more than %v", what, n, c.most)
		}
	}
}
