package codec

import "strconv"

// WordBits is the width of int and uint here: the bits of an int or uint field.
const WordBits = strconv.IntSize

// Input is what both decoders share: the payload, and how much memory its value
// takes. Its zero value is an empty input.
//
// Failing empties b, so that every later read finds nothing left and need not
// ask whether there was a failure before.
type Input struct {
	b      []byte
	off    int    // of the next byte; at most len(b)
	text   string // copy of b, made for the first string that is handed out
	owed   int    // bytes that the elements still to come of all open sequences take at least (msgpack)
	weight weight // of what was made for the value so far
	failed bool
}

// Reset makes d read b from its beginning. Nothing that d returns shares memory
// with b, but b must not change before decoding has ended.
func (d *Input) Reset(b []byte) { *d = Input{b: b} }

// Fail makes all further methods return zero values.
func (d *Input) Fail() { *d = Input{failed: true} }

// Failed reports whether anything was refused so far.
func (d *Input) Failed() bool { return d.failed }

// End reports whether nothing was refused and nothing is left.
func (d *Input) End() bool { return !d.failed && d.off == len(d.b) }

// Max fails when n is above max: the bound of a max= tag, in bytes of a string
// or elements of a slice or map.
func (d *Input) Max(n, max int) {
	if n > max {
		d.Fail()
	}
}

// take returns the next n bytes, or nil after failing when there are fewer.
func (d *Input) take(n int) []byte {
	if n > len(d.b)-d.off {
		d.Fail()
		return nil
	}
	d.off += n
	return d.b[d.off-n : d.off : d.off]
}

// last returns the text of the n bytes that end skip bytes before the next one.
// All strings of a payload are parts of one copy of it.
func (d *Input) last(n, skip int) string {
	if n == 0 {
		return ""
	}
	if d.text == "" {
		d.text = string(d.b)
	}
	return d.text[d.off-skip-n : d.off-skip]
}
