//go:build !race

package itsdangerous_test

// Under the race detector, sync.Pool drops items at random.

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestAllocations: opening allocates the payload, and a copy of it if it has white space.
func TestAllocations(t *testing.T) {
	keys := benchKeys(t)
	text := []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`)
	token, err := spec.Mint(keys, text)
	compattest.Check(t, err)
	spaced, err := spec.Mint(keys, []byte(`{"uid": 8734512, "email": "maria.lopez@example.com"}`))
	compattest.Check(t, err)
	forged := compattest.Forged(token)
	for what, c := range map[string]struct {
		most float64
		call func()
	}{
		"mint: a stream of zlib, and the token": {4, func() { spec.Mint(keys, text) }},
		"open: the JSON":                        {1, func() { spec.Open(keys, token) }},
		"open: the JSON, and a copy":            {2, func() { spec.Open(keys, spaced) }},
		"forged":                                {0, func() { spec.Open(keys, forged) }},
	} {
		if n := testing.AllocsPerRun(100, c.call); n > c.most {
			t.Errorf("%s: %v allocations, more than %v", what, n, c.most)
		}
	}
}
