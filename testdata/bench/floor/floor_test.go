package floor_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"encoding/base64"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/testdata/bench/floor"
)

var (
	key     = bytes.Repeat([]byte{7}, 32)
	other   = bytes.Repeat([]byte{8}, 32)
	content = []byte("sixty-nine bytes, or any other number of them")
)

type minter interface {
	Mint() string
	AppendMint([]byte) []byte
	Open(string) (string, bool)
}

func TestFloorIsHonest(t *testing.T) {
	for name, f := range map[string]minter{
		"signed": floor.NewSigned(key, content),
		"sealed": floor.NewSealed(key, other, content),
	} {
		for _, token := range []string{f.Mint(), string(f.AppendMint(nil))} {
			if got, ok := f.Open(token); !ok || got != string(content) {
				t.Errorf("%s: opened as %q, %v", name, got, ok)
			}
			if _, ok := f.Open(changed(token)); ok {
				t.Errorf("%s: a changed token opened", name)
			}
		}
	}
}

// changed returns token with another character in its middle.
func changed(token string) string {
	b := []byte(token)
	if i := len(b) / 2; b[i] == 'A' {
		b[i] = 'B'
	} else {
		b[i] = 'A'
	}
	return string(b)
}

// TestExpiry: the floor refuses a token that is too old.
func TestExpiry(t *testing.T) {
	for name, f := range map[string]minter{
		"signed": floor.NewSigned(key, content),
		"sealed": floor.NewSealed(key, other, content),
	} {
		synctest.Test(t, func(t *testing.T) {
			token := f.Mint()
			time.Sleep(30 * time.Minute)
			if _, ok := f.Open(token); !ok {
				t.Errorf("%s: refused after 30 minutes", name)
			}
			time.Sleep(2 * time.Second)
			if _, ok := f.Open(token); ok {
				t.Errorf("%s: opened after more than 30 minutes", name)
			}
		})
	}
}

// TestSealedIsCTR: both ways in which the floor computes AES-CTR give the result of
// crypto/cipher, and neither allocates more than necessary.
func TestSealedIsCTR(t *testing.T) {
	short, long := floor.NewSealed(key, other, content), floor.NewSealed(key, other, bytes.Repeat(content, 9))
	dst := make([]byte, 0, 2048)
	for f, most := range map[*floor.Sealed]float64{short: 0, long: 1} {
		if n := testing.AllocsPerRun(100, func() { f.AppendMint(dst) }); n > most {
			t.Errorf("%v allocations", n)
		}
	}
	wire, err := base64.RawURLEncoding.DecodeString(short.Mint()[len("ts1_"):])
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	got := wire[26 : 26+len(content)]
	cipher.NewCTR(block, wire[10:26]).XORKeyStream(got, got)
	if !bytes.Equal(got, content) {
		t.Errorf("decrypted to %q", got)
	}
}

func TestPublicFloorIsHonest(t *testing.T) {
	p := floor.NewPublic(ed25519.NewKeyFromSeed(key), "bench", "msgpack", content)
	if len(p.Sign()) != ed25519.SignatureSize || !p.Verify() {
		t.Error("the floor's own signature does not verify")
	}
}
