package suite

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/fips140"
	"crypto/subtle"
	"encoding/binary"
	"sync"
)

// A Cipher encrypts and decrypts with AES-256-CTR under one key. It does not
// authenticate. It is safe for concurrent use. Package secret must hide it, because it is
// as secret as its key.
type Cipher struct{ block cipher.Block }

// NewCipher returns a Cipher for key.
func NewCipher(key [KeySize]byte) Cipher {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("typeseal: " + err.Error())
	}
	return Cipher{block}
}

// XOR encrypts or decrypts data in place. nonce has 16 bytes and is the first counter
// block, a big-endian integer of 128 bits. No two messages may have the same nonce.
func (c Cipher) XOR(data, nonce []byte) {
	// In FIPS 140-3 mode only CTR as a whole is approved, not single blocks.
	if len(data) <= shortData && !fips140.Enabled() {
		xorShort(c.block, data, nonce)
	} else {
		cipher.NewCTR(c.block, nonce).XORKeyStream(data, data)
	}
}

// shortData is the greatest length, in bytes, that xorShort encrypts faster than
// cipher.NewCTR, which first copies the key schedule.
const shortData = 192

// counters holds the two blocks that xorShort works with. They would be allocated in
// each call otherwise, since cipher.Block is an interface.
var counters = sync.Pool{New: func() any { return new([2 * aes.BlockSize]byte) }}

// xorShort implements AES-CTR with single blocks.
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
