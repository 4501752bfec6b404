package codec

import (
	"encoding"
	"encoding/binary"
	"math"
)

// MsgpackDecoder reads msgpack, everything only in its shortest form. Its zero
// value reads an empty input; Reset gives it one.
type MsgpackDecoder struct{ Input }

// never is msgpack's one code without a meaning: what next returns at the end of
// the input, where it is as wrong as in the middle.
const never = 0xc1

func (d *MsgpackDecoder) next() byte {
	if d.off < len(d.b) {
		d.off++
		return d.b[d.off-1]
	}
	return never
}

// is consumes the next byte if it is c, and says so.
func (d *MsgpackDecoder) is(c byte) bool {
	if d.off < len(d.b) && d.b[d.off] == c {
		d.off++
		return true
	}
	return false
}

// Nil consumes a nil if it comes next, and says so.
func (d *MsgpackDecoder) Nil() bool { return d.is(codeNil) }

// Bool reads a bool.
func (d *MsgpackDecoder) Bool() bool {
	switch d.next() {
	case codeTrue:
		return true
	case codeFalse:
		return false
	}
	d.Fail()
	return false
}

// Int reads an integer that fits in the given bits: 8, 16, 32, 64 or WordBits.
func (d *MsgpackDecoder) Int(bits int) int64 {
	if d.off < len(d.b) && d.b[d.off] <= posFixIntMax {
		d.off++
		return int64(d.b[d.off-1])
	}
	return d.longInt(bits)
}

// Uint reads an integer that fits in the given bits: 8, 16, 32, 64 or WordBits.
func (d *MsgpackDecoder) Uint(bits int) uint64 {
	if d.off < len(d.b) && d.b[d.off] <= posFixIntMax {
		d.off++
		return uint64(d.b[d.off-1])
	}
	v, ok := d.unsigned(d.next())
	if !ok || v>>1>>(bits-1) != 0 {
		d.Fail()
		return 0
	}
	return v
}

func (d *MsgpackDecoder) longInt(bits int) int64 {
	c := d.next()
	if c >= negFixInt {
		return int64(int8(c))
	}
	v, ok := d.signed(c)
	if !ok || v>>(bits-1) != v>>63 {
		d.Fail()
		return 0
	}
	return v
}

// signed reads what follows c, not a fixint; not ok is any form but the shortest.
func (d *MsgpackDecoder) signed(c byte) (v int64, ok bool) {
	switch c {
	case int8Code:
		v = int64(int8(d.uint(1)))
		return v, v < -32
	case int16Code:
		v = int64(int16(d.uint(2)))
		return v, v < math.MinInt8
	case int32Code:
		v = int64(int32(d.uint(4)))
		return v, v < math.MinInt16
	case int64Code:
		v = int64(d.uint(8))
		return v, v < math.MinInt32
	}
	u, ok := d.unsigned(c)
	return int64(u), ok && u <= math.MaxInt64
}

// unsigned reads what follows c, not a fixint; not ok is any form but the
// shortest. At the end of the input it reads 0, for which these are too long.
func (d *MsgpackDecoder) unsigned(c byte) (v uint64, ok bool) {
	switch c {
	case uint8Code:
		v = d.uint(1)
		return v, v > posFixIntMax
	case uint16Code:
		v = d.uint(2)
		return v, v > math.MaxUint8
	case uint32Code:
		v = d.uint(4)
		return v, v > math.MaxUint16
	case uint64Code:
		v = d.uint(8)
		return v, v > math.MaxUint32
	}
	return 0, false
}

// uint reads n bytes, big-endian; 0 after failing.
func (d *MsgpackDecoder) uint(n int) uint64 {
	var v uint64
	for _, c := range d.take(n) {
		v = v<<8 | uint64(c)
	}
	return v
}

// Float32 reads a float of 4 bytes, and no other number.
func (d *MsgpackDecoder) Float32() float32 {
	if !d.is(codeFloat32) {
		d.Fail()
	}
	if b := d.take(4); b != nil {
		return math.Float32frombits(binary.BigEndian.Uint32(b))
	}
	return 0
}

// Float64 reads a float of 8 bytes, and no other number.
func (d *MsgpackDecoder) Float64() float64 {
	if !d.is(codeFloat64) {
		d.Fail()
	}
	if b := d.take(8); b != nil {
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

// String reads a str of valid UTF-8.
func (d *MsgpackDecoder) String() string {
	return d.last(len(d.str()), 0)
}

// Bytes reads a bin as a new slice, an empty one as nil.
func (d *MsgpackDecoder) Bytes() []byte {
	b := d.bin()
	if len(b) == 0 {
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}

// ByteArray reads a bin of exactly len(dst) bytes into dst.
func (d *MsgpackDecoder) ByteArray(dst []byte) {
	b := d.bin()
	if len(b) != len(dst) {
		d.Fail()
		return
	}
	copy(dst, b)
}

// Text hands a str to v. Of an error of v's only the failure remains.
func (d *MsgpackDecoder) Text(v encoding.TextUnmarshaler) {
	text := d.str()
	// A copy, because v may break its contract and keep the slice.
	if !d.failed && v.UnmarshalText(append([]byte{}, text...)) != nil {
		d.Fail()
	}
}

// Binary hands a bin to v. Of an error of v's only the failure remains.
func (d *MsgpackDecoder) Binary(v encoding.BinaryUnmarshaler) {
	data := d.bin()
	if !d.failed && v.UnmarshalBinary(append([]byte{}, data...)) != nil {
		d.Fail()
	}
}

// str returns the bytes of a str, valid UTF-8; nil after failing.
func (d *MsgpackDecoder) str() []byte {
	var n int
	switch c := d.next(); {
	case c&^0x1f == fixStr:
		n = int(c & 0x1f)
	case c == str8:
		n = d.longer(1, 32)
	case c == str16:
		n = d.longer(2, 1<<8)
	case c == str32:
		n = d.longer(4, 1<<16)
	default:
		d.Fail()
	}
	b := d.take(n)
	if !valid(b) {
		d.Fail()
		return nil
	}
	return b
}

// bin returns the bytes of a bin; nil after failing.
func (d *MsgpackDecoder) bin() []byte {
	var n int
	switch d.next() {
	case bin8:
		n = d.longer(1, 0)
	case bin16:
		n = d.longer(2, 1<<8)
	case bin32:
		n = d.longer(4, 1<<16)
	default:
		d.Fail()
	}
	return d.take(n)
}

// longer reads a length of size bytes. It fails, and returns 0, below min, where
// a shorter form exists, and above the number of bytes left: no kind of value
// takes less than a byte for each of its length.
func (d *MsgpackDecoder) longer(size int, min uint64) int {
	n := d.uint(size)
	if n < min || n > uint64(len(d.b)-d.off) {
		d.Fail()
		return 0
	}
	return int(n)
}

// Struct begins a struct of n fields: an array of exactly n values.
func (d *MsgpackDecoder) Struct(n int) {
	if d.array() != n {
		d.Fail()
	}
}

// Array begins an array of exactly n elements.
func (d *MsgpackDecoder) Array(n int) Seq {
	if d.array() != n {
		d.Fail()
		return Seq{}
	}
	return Seq{n: n, left: n}
}

// Slice begins a slice of which each element takes at least min bytes, min
// being at least 1. It fails where the input is too short for that.
func (d *MsgpackDecoder) Slice(min int) Seq { return d.seq(d.array(), min) }

// Map begins a map of which each entry, key and value together, takes at least
// min bytes, min being at least 1. It fails where the input is too short for
// that.
func (d *MsgpackDecoder) Map(min int) Seq { return d.seq(d.entries(), min) }

// seq lets n elements follow if the input is long enough for them and for what
// enclosing sequences still owe. So the claims in one input can never add up to
// more than its length, however deep they stand in each other.
func (d *MsgpackDecoder) seq(n, min int) Seq {
	if n > (len(d.b)-d.off-d.owed)/min {
		d.Fail()
		return Seq{}
	}
	d.owed += n * min
	return Seq{n: n, left: n, min: min}
}

// More reports whether an element or entry follows.
func (d *MsgpackDecoder) More(s *Seq) bool {
	if s.left == 0 || d.failed {
		return false
	}
	s.left--
	d.owed -= s.min
	return true
}

// Key, IntKey and UintKey read a map's key, as String, Int and Uint would.
func (d *MsgpackDecoder) Key() string             { return d.String() }
func (d *MsgpackDecoder) IntKey(bits int) int64   { return d.Int(bits) }
func (d *MsgpackDecoder) UintKey(bits int) uint64 { return d.Uint(bits) }

// array returns the length of an array, at most the bytes left.
func (d *MsgpackDecoder) array() int {
	switch c := d.next(); {
	case c&^0x0f == fixArray:
		return int(c & 0x0f)
	case c == array16:
		return d.longer(2, 16)
	case c == array32:
		return d.longer(4, 1<<16)
	}
	d.Fail()
	return 0
}

// entries returns the length of a map, at most the bytes left.
func (d *MsgpackDecoder) entries() int {
	switch c := d.next(); {
	case c&^0x0f == fixMap:
		return int(c & 0x0f)
	case c == map16:
		return d.longer(2, 16)
	case c == map32:
		return d.longer(4, 1<<16)
	}
	d.Fail()
	return 0
}
