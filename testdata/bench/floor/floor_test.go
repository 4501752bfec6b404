package floor_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"

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

func TestPublicFloorIsHonest(t *testing.T) {
	p := floor.NewPublic(ed25519.NewKeyFromSeed(key), "bench", "msgpack", content)
	if len(p.Sign()) != ed25519.SignatureSize || !p.Verify() {
		t.Error("the floor's own signature does not verify")
	}
}
