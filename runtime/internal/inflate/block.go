package inflate

import "encoding/binary"

// order is that of the lengths of the code that the lengths of the other two are
// written in (RFC 1951, section 3.2.7).
var order = [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// codes reads the codes of a block that has its own.
func (r *reader) codes() bool {
	literals, distances := int(r.take(5))+endOfBlock+1, int(r.take(5))+1
	if literals > maxLiterals || distances > maxDistances || !r.lengthCode(int(r.take(4))+4) {
		r.failed = true
		return false
	}
	border := r.readWords(literals, distances)
	if r.failed || !r.literals.set(r.words[:border]) || !r.distances.set(r.words[border:r.used]) {
		r.failed = true
	}
	return !r.failed
}

// lengthCode reads the code for the lengths, which is needed before that for
// distances, and has its place.
func (r *reader) lengthCode(n int) bool {
	var lengths [len(order)]uint8
	for _, symbol := range order[:n] {
		lengths[symbol] = uint8(r.take(3))
	}
	var words [len(order)]word
	used := 0
	for symbol, n := range lengths {
		if n > 0 {
			words[used] = word{uint16(symbol), n}
			used++
		}
	}
	return !r.failed && r.distances.set(words[:used])
}

// readWords reads the lengths of the words for the literals, then those for the
// distances, and returns how many literals have one.
func (r *reader) readWords(literals, distances int) (border int) {
	r.used = 0
	last := uint8(0)
	for i := 0; i < literals+distances && !r.failed; {
		var times int
		last, times = r.lengthOf(last, i)
		if times > literals+distances-i {
			r.failed = true
			return 0
		}
		end := i + times
		if i < literals {
			i = r.use(i, min(end, literals), last)
			border = r.used
		}
		r.use(i-literals, end-literals, last)
		i = end
	}
	return border
}

// use notes the length of the words for symbols from i up to end, unless they
// have none.
func (r *reader) use(i, end int, n uint8) int {
	if n == 0 {
		return end
	}
	for ; i < end; i++ {
		r.words[r.used] = word{uint16(i), n}
		r.used++
	}
	return i
}

// lengthOf reads which length comes next, after i others, and how often.
func (r *reader) lengthOf(last uint8, i int) (length uint8, times int) {
	switch symbol := r.symbol(&r.distances); {
	case symbol < 16:
		return uint8(symbol), 1
	case symbol == 17:
		return 0, int(r.take(3)) + 3
	case symbol == 18:
		return 0, int(r.take(7)) + 11
	case i == 0:
		r.failed = true
	}
	return last, int(r.take(2)) + 3
}

// compressed reads literals and matches up to the end of a block.
func (r *reader) compressed(literals, distances *code) {
	for !r.failed {
		r.run(literals)
		symbol := r.symbol(literals)
		switch {
		case r.failed || symbol == endOfBlock:
			return
		case symbol < endOfBlock:
			r.literal(byte(symbol))
		case symbol >= maxLiterals:
			r.failed = true
		default:
			length := r.length(symbol - endOfBlock - 1)
			distance := r.symbol(distances)
			if distance >= maxDistances {
				r.failed = true
			}
			if distance = r.distance(distance); !r.failed {
				r.match(length, distance)
			}
		}
	}
}

// run reads literals as long as they are found at once and neither the stream's
// end nor the limit is near: nearly all there are.
func (r *reader) run(literals *code) {
	bits, n, out := r.bits, r.n, r.out
	for len(r.src)-r.off >= 4 && r.size < r.limit && !r.measure {
		if n < 32 {
			bits |= uint64(binary.LittleEndian.Uint32(r.src[r.off:])) << n
			r.off += 4
			n += 32
		}
		e := literals.fast[bits&literals.mask]
		if e == 0 || e.symbol() >= endOfBlock {
			break
		}
		out = append(out, byte(e.symbol()))
		r.size++
		bits >>= e.bits()
		n -= e.bits()
	}
	r.bits, r.n, r.out = bits, n, out
}

// length reads the length of a match of a class, counted from 0: 3 to 10, then
// four classes for each number of extra bits, and at the end 258.
func (r *reader) length(class int) int {
	switch {
	case class < 8:
		return 3 + class
	case class == 28:
		return 258
	}
	extra := uint(class/4 - 1)
	return 3 + (4+class%4)<<extra + int(r.take(extra))
}

// distance reads a distance of a class: 1 to 4, then two classes for each number
// of extra bits.
func (r *reader) distance(class int) int {
	if class < 4 {
		return 1 + class
	}
	extra := uint(class/2 - 1)
	return 1 + (2+class%2)<<extra + int(r.take(extra))
}
