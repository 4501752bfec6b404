//go:build !race

// Under the race detector, sync.Pool drops items at random.

package typeseal

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"
)

// TestSignerRooms: after a signer failed, the room is given back without anything of the
// token. After it panicked, the room is never used again.
func TestSignerRooms(t *testing.T) {
	for what, c := range map[string]struct {
		behave func(p ed25519.PrivateKey, message []byte) ([]byte, error)
		lost   int
	}{
		"fails":  {func(ed25519.PrivateKey, []byte) ([]byte, error) { return nil, errors.New("down") }, 0},
		"lies":   {func(_ ed25519.PrivateKey, m []byte) ([]byte, error) { return m[:64], nil }, 0},
		"signs":  {honest, 0},
		"panics": {func(ed25519.PrivateKey, []byte) ([]byte, error) { panic("rotten") }, 1},
	} {
		k := signerKit(t, c.behave)
		mint, open, more := ownRooms(t)
		func() {
			defer func() { recover() }()
			k.tryMint(sample{Name: "somebody's name"}, BoundTo("session:42"))
		}()
		if left := held(mint, open); c.lost == 0 && (len(left) == 0 || len(bytes.Trim(left, "\x00")) > 0) {
			t.Errorf("%s: %q is left in %d bytes", what, bytes.Trim(left, "\x00"), len(left))
		}
		if n := more(); n != c.lost {
			t.Errorf("%s: %d rooms were lost, want %d", what, n, c.lost)
		}
	}
}

// TestSignerAllocations: apart from what the signer allocates, minting allocates the token
// and the copy of the message.
func TestSignerAllocations(t *testing.T) {
	signature := make([]byte, 64)
	k := signerKit(t, func(p ed25519.PrivateKey, m []byte) ([]byte, error) {
		copy(signature, ed25519.Sign(p, m))
		return signature, nil
	})
	if n := testing.AllocsPerRun(100, func() { k.tryMint(ana) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}
