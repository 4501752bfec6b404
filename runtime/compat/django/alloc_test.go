//go:build !race

package django_test

// Under the race detector, sync.Pool drops items at random.

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/django"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestAllocations: minting allocates the token, and opening allocates the payload.
func TestAllocations(t *testing.T) {
	keys := benchKeys(t)
	text := []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`)
	token, err := spec.Mint(keys, text)
	compattest.Check(t, err)
	forged := compattest.Forged(token)
	for what, c := range map[string]struct {
		most float64
		call func()
	}{
		"sign: the token":              {1, func() { spec.Mint(keys, text) }},
		"open: the JSON":               {1, func() { spec.Open(keys, token) }},
		"forged":                       {0, func() { spec.Open(keys, forged) }},
		"dumps: its settings, a token": {4, func() { django.Dumps(keys, &compattest.ASession) }},
	} {
		if n := testing.AllocsPerRun(100, c.call); n > c.most {
			t.Errorf("%s: %v allocations, more than %v", what, n, c.most)
		}
	}
}
