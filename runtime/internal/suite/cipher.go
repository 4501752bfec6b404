package suite

import (
	"crypto/aes"
	"crypto/cipher"
)

// A Cipher is AES-256-CTR under one key. It is safe for concurrent use.
type Cipher struct{ block cipher.Block }

// NewCipher returns a Cipher for a 32-byte key.
func NewCipher(key []byte) Cipher {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("typeseal: " + err.Error()) // a key of another size
	}
	return Cipher{block}
}

// XOR encrypts or decrypts data in place. The 16-byte nonce is the first
// counter block, one 128-bit big-endian number.
func (c Cipher) XOR(data, nonce []byte) {
	cipher.NewCTR(c.block, nonce).XORKeyStream(data, data)
}
