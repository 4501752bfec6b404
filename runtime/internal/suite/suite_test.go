package suite

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"testing"
)

// TestCipher compares XOR with crypto/cipher for lengths on both sides of shortData, and
// for nonces whose counter overflows.
func TestCipher(t *testing.T) {
	key := randomKey()
	block, err := aes.NewCipher(key[:])
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
