package suite

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"testing"

	"github.com/typeseal/typeseal/runtime/internal/pae"
)

// both runs test with midstates, and with whole keys.
func both(t *testing.T, test func(t *testing.T)) {
	defer func(was bool) { whole, taggers = was, sync.Pool{New: taggers.New} }(whole)
	for _, whole = range []bool{false, true} {
		taggers = sync.Pool{New: taggers.New} // without taggers of the other kind
		t.Run(map[bool]string{false: "midstates", true: "whole keys"}[whole], test)
	}
}

func randomKey() (key [KeySize]byte) {
	rand.Read(key[:])
	return key
}

// tagOf returns the tag that crypto/hmac computes.
func tagOf(key [KeySize]byte, message ...[]byte) []byte {
	h := hmac.New(sha256.New, key[:])
	for _, part := range message {
		h.Write(part)
	}
	return h.Sum(nil)
}

// TestMidstates: saved states of this version of Go have the expected form. Without it,
// tags are correct, but each key takes more memory.
func TestMidstates(t *testing.T) {
	if !frame.found {
		t.Errorf("the midstate is not found in %x, at %d", frame.state, frame.at)
	}
}

// TestMAC compares tags with crypto/hmac's, for messages of all lengths up to a few
// blocks.
func TestMAC(t *testing.T) {
	both(t, func(t *testing.T) {
		text := make([]byte, 300)
		rand.Read(text)
		for n := range text {
			key := randomKey()
			head, body := text[:n/3], text[n/3:n]
			want, m := tagOf(key, head, body), NewMAC(key)
			if got := m.Append([]byte("x"), head, body, 16); string(got) != "x"+string(want[:16]) {
				t.Fatalf("%d bytes: tag %x, want %x", n, got, want[:16])
			}
			if !m.Check(head, body, want) || !m.Check(head, body, want[:8]) {
				t.Fatalf("%d bytes: Check refuses the tag", n)
			}
			want[n%len(want)] ^= 1
			if m.Check(head, body, want) || m.Check(body, text[n:], want) {
				t.Fatalf("%d bytes: Check accepts another tag", n)
			}
		}
	})
}

// TestManyMACs: goroutines use many keys in turn, and no tag has anything of another key
// or message.
func TestManyMACs(t *testing.T) {
	both(t, func(t *testing.T) {
		keys := make([][KeySize]byte, 500)
		macs := make([]MAC, len(keys))
		for i := range keys {
			keys[i] = randomKey()
			macs[i] = NewMAC(keys[i])
		}
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				message := bytes.Repeat([]byte{byte(g)}, 200)
				for n := range 2 * len(keys) {
					i := n * (2*g + 1) % len(keys)
					head, body := message[:n%90], message[:n%110]
					want := tagOf(keys[i], head, body)
					if !bytes.Equal(macs[i].Append(nil, head, body, 32), want) || !macs[i].Check(head, body, want) {
						t.Errorf("goroutine %d: another tag for key %d", g, i)
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

// TestSubkey compares subkeys with crypto/hkdf's.
func TestSubkey(t *testing.T) {
	both(t, func(t *testing.T) {
		for _, d := range []Domain{
			{}, {"tenant:7", "account.password-reset", "msgpack"}, {Realm: string(make([]byte, 500))},
		} {
			key := randomKey()
			info := pae.Encode(SealEnc, d.Realm, d.Salt, d.Codec)
			want, err := hkdf.Key(sha256.New, key[:], []byte(label), string(info), KeySize)
			if err != nil {
				t.Fatal(err)
			}
			if got := NewRoot(key).Subkey(SealEnc, d); !bytes.Equal(got[:], want) {
				t.Errorf("%x, want %x", got, want)
			}
		}
	})
}
