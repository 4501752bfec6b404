//go:build !race

package handoff_test

// Not under the race detector, where sync.Pool forgets at random.

import (
	"testing"
)

// TestAllocations: what a token costs beside its text and its payload's. CBC has
// one of its own, and zlib one for its checksum.
func TestAllocations(t *testing.T) {
	keys := benchKeys(t)
	text := []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`)
	token, err := spec.Mint(keys, text)
	if err != nil {
		t.Fatal(err)
	}
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
