package inflate

import "encoding/binary"

// A reader reads one stream. It fails once: then failed stays set, and every
// loop ends.
type reader struct {
	src  []byte
	off  int    // of the next byte to go into bits
	bits uint64 // the next bits, the first one lowest
	n    uint   // how many there are

	out     []byte // the text so far; when measuring, nil
	size    int    // of the text so far
	limit   int    // of the text
	measure bool
	full    bool // failed because of limit
	failed  bool

	literals, distances code
	words               [maxLiterals + maxDistances]word // of both
	used                int
}

// read reads a stream, appends its text to out unless it only measures, and
// returns how many bytes the stream has, -1 where it fails.
func (r *reader) read(out, src []byte, limit int, measure bool) int {
	r.src, r.off, r.bits, r.n = src, 0, 0, 0
	r.out, r.size, r.limit = out, 0, limit
	r.measure, r.full, r.failed = measure, false, false
	for last := uint64(0); last == 0 && !r.failed; {
		last = r.take(1)
		r.block(r.take(2))
	}
	if r.failed {
		return -1
	}
	return r.off - int(r.n/8) // the whole bytes among bits are not the stream's
}

func (r *reader) block(kind uint64) {
	switch kind {
	case 0:
		r.stored()
	case 1:
		r.compressed(&fixedLiterals, &fixedDistances)
	case 2:
		if r.codes() {
			r.compressed(&r.literals, &r.distances)
		}
	default:
		r.failed = true
	}
}

// fill makes bits hold at least 32 where the stream has as many.
func (r *reader) fill() {
	if r.n >= 32 {
		return
	}
	if len(r.src)-r.off >= 4 {
		r.bits |= uint64(binary.LittleEndian.Uint32(r.src[r.off:])) << r.n
		r.off += 4
		r.n += 32
		return
	}
	for ; r.off < len(r.src) && r.n < 32; r.off++ {
		r.bits |= uint64(r.src[r.off]) << r.n
		r.n += 8
	}
}

// drop takes bits off that were looked at.
func (r *reader) drop(n uint) {
	if n > r.n {
		r.failed = true
		return
	}
	r.bits >>= n
	r.n -= n
}

// take returns the next n bits, at most 16; 0 after a failure.
func (r *reader) take(n uint) uint64 {
	r.fill()
	v := r.bits & (1<<n - 1)
	if r.drop(n); r.failed {
		return 0
	}
	return v
}

// stored copies a block that is not compressed.
func (r *reader) stored() {
	r.drop(r.n % 8)
	n, inverted := r.take(16), r.take(16)
	if n^inverted != 0xffff {
		r.failed = true
	}
	for ; n > 0 && !r.failed; n-- {
		r.literal(byte(r.take(8)))
	}
}

// literal appends one byte.
func (r *reader) literal(b byte) {
	if r.size == r.limit {
		r.full, r.failed = true, true
		return
	}
	r.size++
	if !r.measure {
		r.out = append(r.out, b)
	}
}

// match appends length bytes of those that begin distance back.
func (r *reader) match(length, distance int) {
	if distance > r.size {
		r.failed = true
		return
	}
	if length > r.limit-r.size {
		r.full, r.failed = true, true
		return
	}
	r.size += length
	for !r.measure && length > 0 { // what is copied may be what was just appended
		from := len(r.out) - distance
		n := min(length, distance)
		r.out = append(r.out, r.out[from:from+n]...)
		length -= n
	}
}
