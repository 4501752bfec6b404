package inflate

import "math/bits"

// Limits of RFC 1951, section 3.2.7.
const (
	maxBits      = 15
	maxLiterals  = 286
	maxDistances = 30
	endOfBlock   = 256
)

// A word is what a code has for a symbol: so many bits, at least 1.
type word struct {
	symbol uint16
	bits   uint8
}

// A code is a Huffman code. Words of up to fastBits are found at once, longer
// ones bit by bit.
type code struct {
	fast    [1 << fastBits]entry // of the next bits; zero: a longer word, or none
	mask    uint64               // how many of these bits count
	count   [maxBits + 1]uint16  // words of each length
	symbols [288]uint16          // in the order of their words
}

const fastBits = 8

// An entry is symbol << 4 | length of its word.
type entry uint16

func (e entry) bits() uint  { return uint(e & 15) }
func (e entry) symbol() int { return int(e >> 4) }

// set makes c the code of these words, given in the order of their symbols. It
// reports false where they leave a sequence of bits without a meaning, or give it
// two. As in zlib, a single word of one bit is a code, and no word at all.
func (c *code) set(words []word) bool {
	c.count = [maxBits + 1]uint16{}
	for _, w := range words {
		c.count[w.bits]++
	}
	free, longest := 1, 0 // words of a length that are free, and the last that is in use
	var place [maxBits + 2]uint16
	for n := 1; n <= maxBits; n++ {
		count := c.count[n]
		place[n+1] = place[n] + count
		free = free<<1 - int(count)
		if count > 0 {
			longest = n
		}
	}
	for _, w := range words {
		c.symbols[place[w.bits]] = w.symbol
		place[w.bits]++
	}
	c.setFast(min(longest, fastBits))
	lone := len(words) == 1 && longest == 1
	return free == 0 || len(words) == 0 || lone
}

// setFast fills fast for words of up to longest bits. A word stands wherever the
// bits begin with it, its first bit lowest: so the table for one bit more is the
// table twice, and then the words of that length.
func (c *code) setFast(longest int) {
	c.fast[0], c.fast[1] = 0, 0
	symbols, next := c.symbols[:], 0
	for n := 1; n <= longest; n++ {
		half := 1 << (n - 1)
		copy(c.fast[half:2*half], c.fast[:half])
		for _, symbol := range symbols[:c.count[n]] {
			c.fast[bits.Reverse16(uint16(next))>>(16-n)] = entry(symbol<<4 | uint16(n))
			next++
		}
		symbols, next = symbols[c.count[n]:], next<<1
	}
	c.mask = 1<<longest - 1
}

// symbol reads a word and returns its symbol; after a failure, any.
func (r *reader) symbol(c *code) int {
	r.fill()
	if e := c.fast[r.bits&c.mask]; e != 0 {
		r.drop(e.bits())
		return e.symbol()
	}
	return r.longSymbol(c)
}

func (r *reader) longSymbol(c *code) int {
	w, first, place := 0, 0, 0
	for n := uint(1); n <= maxBits; n++ {
		w |= int(r.bits>>(n-1)) & 1
		count := int(c.count[n])
		if w-first < count {
			r.drop(n)
			return int(c.symbols[place+w-first])
		}
		place += count
		first = (first + count) << 1
		w <<= 1
	}
	r.failed = true
	return 0
}

// The fixed codes of RFC 1951, section 3.2.6. Of their symbols 286 and 287, and
// 30 and 31, none may occur.
var fixedLiterals, fixedDistances = func() (literals, distances code) {
	var words [288]word
	for i := range words {
		words[i] = word{uint16(i), 8}
		switch {
		case i >= 144 && i < 256:
			words[i].bits = 9
		case i >= 256 && i < 280:
			words[i].bits = 7
		}
	}
	literals.set(words[:])
	for i := range 32 {
		words[i].bits = 5
	}
	distances.set(words[:32])
	return literals, distances
}()
