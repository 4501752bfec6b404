package codec

import (
	"encoding"
	"encoding/binary"
	"math"
)

// MsgpackDecoder decodes a msgpack payload. It accepts each value and length only in
// its shortest form. Reset sets the payload; the zero value has an empty one.
type MsgpackDecoder struct{ Input }

// never is the one code that msgpack does not use.
const never = 0xc1

// next reads a code. At the end of the payload it returns never, which every caller
// refuses.
func (d *MsgpackDecoder) next() byte {
	if d.off < len(d.b) {
		d.off++
		return d.b[d.off-1]
	}
	return never
}

// Nil reports whether nil comes next, and reads it if so.
func (d *MsgpackDecoder) Nil() bool { return d.is(codeNil) }

// Bool reads true or false.
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

// Int reads a signed integer of the given size: 8, 16, 32, 64 or WordBits. It fails
// if the number does not fit.
func (d *MsgpackDecoder) Int(bits int) int64 {
	if d.off < len(d.b) && d.b[d.off] <= posFixIntMax {
		d.off++
		return int64(d.b[d.off-1])
	}
	return d.longInt(bits)
}

// Uint reads an unsigned integer of the given size: 8, 16, 32, 64 or WordBits. It
// fails if the number does not fit.
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

// longInt is Int for numbers outside 0 to 127.
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

// signed reads the integer after the code c, which is not a fixint. It returns false
// if the form is not the shortest for the number, or c is not an integer's code.
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

// unsigned is like signed, for numbers that are not negative. If bytes are missing it
// reads 0, whose shortest form is a fixint, and also returns false.
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

// uint reads a big-endian integer of n bytes. It fails and returns 0 if bytes are
// missing.
func (d *MsgpackDecoder) uint(n int) uint64 {
	var v uint64
	for _, c := range d.take(n) {
		v = v<<8 | uint64(c)
	}
	return v
}

// Float32 reads a float of 4 bytes. It fails for all other numbers.
func (d *MsgpackDecoder) Float32() float32 {
	if !d.is(codeFloat32) {
		d.Fail()
	}
	if b := d.take(4); b != nil {
		return math.Float32frombits(binary.BigEndian.Uint32(b))
	}
	return 0
}

// Float64 reads a float of 8 bytes. It fails for all other numbers.
func (d *MsgpackDecoder) Float64() float64 {
	if !d.is(codeFloat64) {
		d.Fail()
	}
	if b := d.take(8); b != nil {
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

// String reads a str. It fails if the str is not valid UTF-8.
func (d *MsgpackDecoder) String() string {
	return d.last(len(d.str()), 0)
}

// Bytes reads a bin into a new slice. It returns nil for an empty bin.
func (d *MsgpackDecoder) Bytes() []byte {
	b := d.bin()
	if len(b) == 0 {
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}

// ByteArray reads a bin into dst. It fails if the length differs from len(dst).
func (d *MsgpackDecoder) ByteArray(dst []byte) {
	b := d.bin()
	if len(b) != len(dst) {
		d.Fail()
		return
	}
	copy(dst, b)
}

// Text reads a str and passes it to v.UnmarshalText. If UnmarshalText fails, Text fails
// too, and does not keep the error.
func (d *MsgpackDecoder) Text(v encoding.TextUnmarshaler) {
	text := d.str()
	// v gets a copy, because a faulty method may keep the slice.
	if !d.failed && v.UnmarshalText(append([]byte{}, text...)) != nil {
		d.Fail()
	}
}

// Binary reads a bin and passes it to v.UnmarshalBinary. If UnmarshalBinary fails, Binary
// fails too, and does not keep the error.
func (d *MsgpackDecoder) Binary(v encoding.BinaryUnmarshaler) {
	data := d.bin()
	if !d.failed && v.UnmarshalBinary(append([]byte{}, data...)) != nil {
		d.Fail()
	}
}

// str reads a str and returns its bytes, which are valid UTF-8 and a part of the
// input. It returns nil after a failure.
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

// bin reads a bin and returns its bytes, which are a part of the input. It returns nil
// after a failure.
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

// longer reads a length of size bytes. It fails and returns 0 if the length is below min,
// because a shorter form exists for it. It also fails if the length exceeds the number of
// bytes left, because every byte, element and entry takes at least one byte.
func (d *MsgpackDecoder) longer(size int, min uint64) int {
	n := d.uint(size)
	if n < min || n > uint64(len(d.b)-d.off) {
		d.Fail()
		return 0
	}
	return int(n)
}

// Struct begins a struct of n fields. It fails unless an array of n elements comes
// next.
func (d *MsgpackDecoder) Struct(n int) {
	if d.array() != n {
		d.Fail()
	}
}

// Array begins an array of n elements. It fails if the encoded array has another
// length.
func (d *MsgpackDecoder) Array(n int) Seq {
	if d.array() != n {
		d.Fail()
		return Seq{}
	}
	return Seq{n: n, left: n}
}

// Slice begins a slice. min, which must be positive, is the least number of bytes
// that an element takes. Slice fails if fewer bytes are left than the elements need.
func (d *MsgpackDecoder) Slice(min int) Seq { return d.seq(d.array(), min) }

// Map begins a map. min, which must be positive, is the least number of bytes that a
// key and its value take. Map fails if fewer bytes are left than the entries need.
func (d *MsgpackDecoder) Map(min int) Seq { return d.seq(d.entries(), min) }

// seq begins a sequence of n elements of at least min bytes each. It fails if the
// bytes left are too few for them and for the remaining elements of all sequences
// around it. The lengths in a payload together are thus limited by its size, even if
// sequences are nested.
func (d *MsgpackDecoder) seq(n, min int) Seq {
	if n > (len(d.b)-d.off-d.owed)/min {
		d.Fail()
		return Seq{}
	}
	d.owed += n * min
	return Seq{n: n, left: n, min: min}
}

// More reports whether another element or entry follows, which the caller must then
// read.
func (d *MsgpackDecoder) More(s *Seq) bool {
	if s.left == 0 || d.failed {
		return false
	}
	s.left--
	d.owed -= s.min
	return true
}

// Key reads a map's key, like String.
func (d *MsgpackDecoder) Key() string { return d.String() }

// IntKey reads a map's key, like Int.
func (d *MsgpackDecoder) IntKey(bits int) int64 { return d.Int(bits) }

// UintKey reads a map's key, like Uint.
func (d *MsgpackDecoder) UintKey(bits int) uint64 { return d.Uint(bits) }

// array reads the beginning of an array and returns its length.
func (d *MsgpackDecoder) array() int { return d.count(fixArray, array16, array32) }

// entries reads the beginning of a map and returns its length.
func (d *MsgpackDecoder) entries() int { return d.count(fixMap, map16, map32) }

// count reads the length of an array or map, whose codes are given. A length of more
// than 15 does not exceed the number of bytes left.
func (d *MsgpackDecoder) count(fix, code16, code32 byte) int {
	switch c := d.next(); {
	case c&^0x0f == fix:
		return int(c & 0x0f)
	case c == code16:
		return d.longer(2, 16)
	case c == code32:
		return d.longer(4, 1<<16)
	}
	d.Fail()
	return 0
}
