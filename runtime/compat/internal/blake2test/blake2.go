// Package blake2test has the hashes that hashlib has and Go's standard library
// has not. Tests of the formats that take any hash use it; nothing else may, for
// it keeps all that is written until Sum.
package blake2test

import (
	"encoding/binary"
	"hash"
	"math/bits"
	"strconv"
)

// New2b returns BLAKE2b of 64 bytes (RFC 7693), without a key.
func New2b() hash.Hash { return &blake2{wide: true} }

// New2s returns BLAKE2s of 32 bytes, without a key.
func New2s() hash.Hash { return &blake2{} }

type blake2 struct {
	wide bool // BLAKE2b
	data []byte
}

func (b *blake2) Write(p []byte) (int, error) { b.data = append(b.data, p...); return len(p), nil }
func (b *blake2) Reset()                      { b.data = b.data[:0] }
func (b *blake2) BlockSize() int              { return 2 * b.Size() }

func (b *blake2) Size() int {
	if b.wide {
		return 64
	}
	return 32
}

func (b *blake2) Sum(prefix []byte) []byte {
	h := b.iv()
	h[0] ^= 0x01010000 ^ uint64(b.Size())
	block := b.BlockSize()
	rest, done := b.data, 0
	for len(rest) > block {
		done += block
		b.compress(&h, rest[:block], uint64(done), false)
		rest = rest[block:]
	}
	b.compress(&h, append(append([]byte{}, rest...), make([]byte, block-len(rest))...), uint64(done+len(rest)), true)
	for _, word := range h {
		prefix = b.append(prefix, word)
	}
	return prefix
}

func (b *blake2) append(dst []byte, word uint64) []byte {
	if b.wide {
		return binary.LittleEndian.AppendUint64(dst, word)
	}
	return binary.LittleEndian.AppendUint32(dst, uint32(word))
}

// iv: BLAKE2s takes the upper halves of BLAKE2b's words.
func (b *blake2) iv() [8]uint64 {
	iv := [8]uint64{
		0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
		0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
	}
	if !b.wide {
		for i := range iv {
			iv[i] >>= 32
		}
	}
	return iv
}

// sigma: which word of the block each half step takes, as hex digits.
var sigma = [10]string{
	"0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
	"2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0",
}

func (b *blake2) compress(h *[8]uint64, block []byte, count uint64, last bool) {
	var m, v [16]uint64
	for i := range m {
		if b.wide {
			m[i] = binary.LittleEndian.Uint64(block[8*i:])
		} else {
			m[i] = uint64(binary.LittleEndian.Uint32(block[4*i:]))
		}
	}
	iv := b.iv()
	copy(v[:8], h[:])
	copy(v[8:], iv[:])
	v[12] ^= count
	if last {
		v[14] = b.word(^v[14])
	}
	rounds := 10
	if b.wide {
		rounds = 12
	}
	for r := range rounds {
		for i := range 8 {
			x, y := m[sigmaIndex(sigma[r%10][2*i])], m[sigmaIndex(sigma[r%10][2*i+1])]
			b.mix(&v, i, x, y)
		}
	}
	for i := range h {
		h[i] ^= v[i] ^ v[i+8]
	}
}

// mix is G on a column (i < 4) or on a diagonal.
func (b *blake2) mix(v *[16]uint64, i int, x, y uint64) {
	turn := i / 4
	p, q, r, s := &v[i%4], &v[4+(i+turn)%4], &v[8+(i+2*turn)%4], &v[12+(i+3*turn)%4]
	*p = b.word(*p + *q + x)
	*s = b.rotate(*s^*p, 32, 16)
	*r = b.word(*r + *s)
	*q = b.rotate(*q^*r, 24, 12)
	*p = b.word(*p + *q + y)
	*s = b.rotate(*s^*p, 16, 8)
	*r = b.word(*r + *s)
	*q = b.rotate(*q^*r, 63, 7)
}

func (b *blake2) word(x uint64) uint64 {
	if b.wide {
		return x
	}
	return x & 0xffffffff
}

func sigmaIndex(c byte) int {
	n, _ := strconv.ParseUint(string(c), 16, 8)
	return int(n)
}

func (b *blake2) rotate(x uint64, wide, narrow int) uint64 {
	if b.wide {
		return bits.RotateLeft64(x, -wide)
	}
	return uint64(bits.RotateLeft32(uint32(x), -narrow))
}
