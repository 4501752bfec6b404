package handoff

import (
	"encoding/binary"
	"hash/adler32"
	"math/bits"
)

// mostShort is up to which length a text is compressed by appendShort. For so
// short a text compress/flate spends nearly all its time on a code of the text's
// own, which the token then has to carry.
const mostShort = 1024

// appendShort appends the zlib stream (RFC 1950) of a text of at most mostShort
// bytes: one block in the fixed code of RFC 1951, section 3.2.6.
func appendShort(dst, text []byte) []byte {
	b := block{out: append(dst, 0x78, 0x01)}
	b.add(0b011, 3) // the last block, fixed code
	var last [512]uint16
	for i := 0; i < len(text); {
		at := 0
		if i+4 <= len(text) {
			h := binary.LittleEndian.Uint32(text[i:]) * 0x9e3779b1 >> 23
			at, last[h] = int(last[h]), uint16(i)
		}
		n := 0
		if at < i {
			n = common(text[at:], text[i:])
		}
		if n < 4 {
			b.symbol(uint(text[i]))
			i++
			continue
		}
		b.match(uint(n), uint(i-at))
		i += n
	}
	b.symbol(256)
	b.add(0, 7) // fills the last byte
	return binary.BigEndian.AppendUint32(b.out, adler32.Checksum(text))
}

// common returns with how many bytes both begin: at most 257, to which one
// formula holds.
func common(a, b []byte) int {
	n := min(len(a), len(b), 257)
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// block collects bits, the first in the lowest place.
type block struct {
	out  []byte
	bits uint64
	n    uint
}

func (b *block) add(value, n uint) {
	b.bits |= uint64(value) << b.n
	for b.n += n; b.n >= 8; b.n -= 8 {
		b.out = append(b.out, byte(b.bits))
		b.bits >>= 8
	}
}

// code adds a Huffman code, whose first bit is its highest.
func (b *block) code(value, n uint) { b.add(uint(bits.Reverse16(uint16(value))>>(16-n)), n) }

// symbol adds a byte, the end of the block (256) or a class of lengths.
func (b *block) symbol(s uint) {
	switch {
	case s < 144:
		b.code(0x30+s, 8)
	case s < 256:
		b.code(0x190+s-144, 9)
	case s < 280:
		b.code(s-256, 7)
	default:
		b.code(0xc0+s-280, 8)
	}
}

// match adds a length of 4 to 257 and a distance, each a class and the place in
// it.
func (b *block) match(length, distance uint) {
	l, d := length-3, distance-1
	if l < 4 {
		b.symbol(257 + l)
	} else {
		extra := uint(bits.Len(l)) - 3
		b.symbol(261 + 4*extra + l>>extra&3)
		b.add(l&(1<<extra-1), extra)
	}
	if d < 4 {
		b.code(d, 5)
		return
	}
	extra := uint(bits.Len(d)) - 2
	b.code(2*extra+2+d>>extra&1, 5)
	b.add(d&(1<<extra-1), extra)
}
