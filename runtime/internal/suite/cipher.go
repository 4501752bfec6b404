package suite

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/fips140"
	"crypto/subtle"
	"encoding/binary"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A Cipher encrypts or decrypts data in place with AES-256-CTR under one key.
// The 16-byte nonce is the first counter block, one 128-bit big-endian number.
// It is safe for concurrent use.
type Cipher struct{ block secret.Of[cipher.Block] }

// NewCipher returns a Cipher for a 32-byte key.
func NewCipher(key []byte) Cipher {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("typeseal: " + err.Error()) // a key of another size
	}
	return Cipher{secret.Hide(block)}
}

// XOR encrypts or decrypts data under a nonce.
func (c Cipher) XOR(data, nonce []byte) {
	block := c.block.Show()
	// The module that FIPS 140-3 approves has CTR as a whole, not its blocks.
	if len(data) <= shortData && !fips140.Enabled() {
		xorShort(block, data, nonce)
	} else {
		cipher.NewCTR(block, nonce).XORKeyStream(data, data)
	}
}

// shortData is how many bytes the loop below encrypts faster than cipher.NewCTR
// is made, which copies the key schedule.
const shortData = 192

// counters holds room for the loop: behind cipher.Block, an interface, it would
// be allocated at every call.
var counters = sync.Pool{New: func() any { return new([2 * aes.BlockSize]byte) }}

// xorShort is AES-CTR, block by block.
func xorShort(block cipher.Block, data, nonce []byte) {
	room := counters.Get().(*[2 * aes.BlockSize]byte)
	counter, stream := room[:aes.BlockSize], room[aes.BlockSize:]
	high, low := binary.BigEndian.Uint64(nonce), binary.BigEndian.Uint64(nonce[8:])
	for len(data) > 0 {
		binary.BigEndian.PutUint64(counter, high)
		binary.BigEndian.PutUint64(counter[8:], low)
		if low++; low == 0 {
			high++
		}
		block.Encrypt(stream, counter)
		data = data[subtle.XORBytes(data, data, stream):]
	}
	clear(stream)
	counters.Put(room)
}
