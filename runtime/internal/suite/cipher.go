package suite

import (
	"crypto/aes"
	"crypto/cipher"
)

// A Cipher encrypts or decrypts data in place with AES-256-CTR under one key.
// The 16-byte nonce is the first counter block, one 128-bit big-endian number.
// It is safe for concurrent use.
type Cipher func(data, nonce []byte)

// NewCipher returns a Cipher for a 32-byte key.
func NewCipher(key []byte) Cipher {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("typeseal: " + err.Error()) // a key of another size
	}
	return func(data, nonce []byte) {
		cipher.NewCTR(block, nonce).XORKeyStream(data, data)
	}
}
