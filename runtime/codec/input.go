package codec

import "strconv"

// WordBits is the size of int and uint in bits. Generated code passes it to the
// methods Int and Uint of a decoder.
const WordBits = strconv.IntSize

// Input is the part that both decoders share: the payload, the position in it,
// and the memory that the decoded value takes. The zero value is an empty input.
//
// Fail empties b. Every later read finds too few bytes and returns a zero value,
// so the methods of the decoders do not need to check failed first.
type Input struct {
	b      []byte
	off    int    // index of the next byte, at most len(b)
	text   string // copy of b, made for the first string
	owed   int    // fewest bytes that the remaining elements of all open msgpack arrays and maps take
	weight weight // of the value decoded so far
	failed bool

	lacking bool // members of JSON structs may be missing or null; see AllowMissing
	zones   bool // times in JSON may be in any time zone; see AllowZones
	methods bool // JSON may be read by methods UnmarshalJSON; see AllowMethods
}

// Reset starts decoding of the payload b, which must not change until decoding
// has ended. Except for MsgpackDecoder.Value, no method returns memory of b.
func (d *Input) Reset(b []byte) { *d = Input{b: b} }

// Fail refuses the payload. All later calls return zero values, Field and More
// return false, and End returns false.
func (d *Input) Fail() { *d = Input{failed: true} }

// Failed reports whether the payload was refused.
func (d *Input) Failed() bool { return d.failed }

// End reports whether the whole payload was read and nothing in it was refused.
// The decoded value must not be used if End returns false.
func (d *Input) End() bool { return !d.failed && d.off == len(d.b) }

// Max fails if n, a length in bytes or elements, exceeds max, which comes from the
// field's max= tag.
func (d *Input) Max(n, max int) {
	if n > max {
		d.Fail()
	}
}

// is reports whether the next byte is c, and reads it if so.
func (d *Input) is(c byte) bool {
	if d.off < len(d.b) && d.b[d.off] == c {
		d.off++
		return true
	}
	return false
}

// take returns the next n bytes of the payload. It fails and returns nil if fewer
// are left.
func (d *Input) take(n int) []byte {
	if n > len(d.b)-d.off {
		d.Fail()
		return nil
	}
	d.off += n
	return d.b[d.off-n : d.off : d.off]
}

// last returns a string of the n bytes before the last skip bytes read. All
// strings of a payload share one copy of it.
func (d *Input) last(n, skip int) string {
	if n == 0 {
		return ""
	}
	if d.text == "" {
		d.text = string(d.b)
	}
	return d.text[d.off-skip-n : d.off-skip]
}
