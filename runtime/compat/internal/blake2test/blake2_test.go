package blake2test

import (
	"encoding/hex"
	"testing"
)

// TestBLAKE2 holds the hash of "abc" from RFC 7693, appendices A and B.
func TestBLAKE2(t *testing.T) {
	for new, want := range map[*blake2]string{
		{wide: true}: "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
		{}:           "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
	} {
		new.Write([]byte("abc"))
		if got := hex.EncodeToString(new.Sum(nil)); got != want {
			t.Errorf("wide %v: %s, want %s", new.wide, got, want)
		}
	}
}
