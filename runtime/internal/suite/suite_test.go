package suite

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"testing"
)

// TestCipher compares XOR with crypto/cipher for lengths on both sides of shortData, and
// for nonces whose counter overflows.
func TestCipher(t *testing.T) {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	random := make([]byte, 16)
	rand.Read(random)
	for _, nonce := range [][]byte{
		random,
		bytes.Repeat([]byte{0xff}, 16),
		append(bytes.Repeat([]byte{0x01}, 8), bytes.Repeat([]byte{0xff}, 8)...),
		append(bytes.Repeat([]byte{0xff}, 15), 0xfe),
	} {
		for n := range 2*shortData + 17 {
			plain := bytes.Repeat([]byte{'x'}, n)
			want, got := bytes.Clone(plain), bytes.Clone(plain)
			cipher.NewCTR(block, nonce).XORKeyStream(want, want)
			NewCipher(key).XOR(got, nonce)
			if !bytes.Equal(got, want) {
				t.Fatalf("%d bytes under %x: %x, want %x", n, nonce, got, want)
			}
		}
	}
}

func TestMAC(t *testing.T) {
	key := make([]byte, 32)
	rand.Read(key)
	plain := hmac.New(sha256.New, key)
	plain.Write([]byte("headbody"))
	want := plain.Sum(nil)
	m := NewMAC(key)
	for range 3 { // from the second time on, with a hash from the pool
		if got := m.Append([]byte("x"), []byte("head"), []byte("body"), 16); string(got) != "x"+string(want[:16]) {
			t.Errorf("tag %x, want %x", got, want[:16])
		}
		if !m.Check([]byte("head"), []byte("body"), want[:16]) || m.Check([]byte("head"), []byte("bodx"), want[:16]) {
			t.Error("Check is wrong")
		}
	}
}
