package ring

import "testing"

// TestGenerate: a random key is not refused.
func TestGenerate(t *testing.T) {
	for range 1000 {
		if key := Generate(); counted(key) || secretRefusal(key) != nil {
			t.Fatalf("a random key is refused: %x", key)
		}
	}
}

// TestPublished: each published key is in the list, and its public key too.
func TestPublished(t *testing.T) {
	if n := len(published()); n != 18 {
		t.Errorf("%d published keys, want 9 and their public keys", n)
	}
	for _, key := range published() {
		if !isPublished(key) {
			t.Errorf("%x is not found", key)
		}
	}
}
