package typeseal

import (
	"crypto/ed25519"
	"testing"
)

// TestKeysOfOneSigningKey looks at signing keys that are not in a ring. Metrics that count
// primary keys must see them.
func TestKeysOfOneSigningKey(t *testing.T) {
	text, _ := GenerateSigningKey()
	parsed, err := ParseSigningKey(text)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := NewSigningKey(public, private)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []*SigningKey{parsed, signer} {
		n := 0
		for id, state := range key.Keys() {
			if n++; len(id) != 8 || state != "primary" {
				t.Errorf("key %q is %q", id, state)
			}
		}
		if n != 1 {
			t.Errorf("%d keys", n)
		}
	}
}
