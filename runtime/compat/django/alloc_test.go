//go:build !race

package django_test

// Not under the race detector, where sync.Pool forgets at random.

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/django"
)

// TestAllocations: what a token costs beside its text and its payload's.
func TestAllocations(t *testing.T) {
	keys := benchKeys(t)
	text := []byte(`{"uid":8734512,"email":"maria.lopez@example.com"}`)
	token, err := spec.Mint(keys, text)
	if err != nil {
		t.Fatal(err)
	}
	forged := token[:len(token)-1] + "!"
	for what, c := range map[string]struct {
		most float64
		call func()
	}{
		"sign: the token":              {1, func() { spec.Mint(keys, text) }},
		"open: the JSON":               {1, func() { spec.Open(keys, token) }},
		"forged":                       {0, func() { spec.Open(keys, forged) }},
		"dumps: its settings, a token": {4, func() { django.Dumps(keys, &aSession) }},
	} {
		if n := testing.AllocsPerRun(100, c.call); n > c.most {
			t.Errorf("%s: %v allocations, more than %v", what, n, c.most)
		}
	}
}
