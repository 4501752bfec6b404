package codec

// maxDepth is how deep arrays and maps may stand in each other in a Value: the
// only place where the input and not a type says how deep they go.
const maxDepth = 16

// Value appends raw, which must be exactly one well-formed msgpack value as
// MsgpackDecoder.Value has it, and fails with ErrValue otherwise.
func (e *MsgpackEncoder) Value(raw []byte) {
	var d MsgpackDecoder
	d.Reset(raw)
	d.skip(maxDepth)
	if !d.End() {
		e.Fail(ErrValue)
		return
	}
	e.buf = append(e.buf, raw...)
}

// Value consumes one well-formed value and returns its bytes, a part of the
// input; nil after failing. Arrays and maps nest at most 16 deep, lengths are in
// their shortest form and within the input, and text is valid UTF-8. Integers
// may be longer than needed, because reflecting encoders write them in the width
// of their Go type, and extensions may be of any type.
func (d *MsgpackDecoder) Value() []byte {
	start := d.off
	d.skip(maxDepth)
	if d.failed {
		return nil
	}
	return d.b[start:d.off:d.off]
}

// skip consumes one value with at most depth arrays and maps in each other.
func (d *MsgpackDecoder) skip(depth int) {
	if d.off == len(d.b) {
		d.Fail()
		return
	}
	switch c := d.b[d.off]; {
	case c <= posFixIntMax, c >= negFixInt, c == codeNil, c == codeFalse, c == codeTrue:
		d.off++
	case c <= fixMap|0x0f, c == map16, c == map32:
		n := d.entries()
		d.elements(2*uint64(n), depth)
	case c <= fixArray|0x0f, c == array16, c == array32:
		d.elements(uint64(d.array()), depth)
	case c <= fixStr|0x1f, c >= str8 && c <= str32:
		d.str()
	case c >= bin8 && c <= bin32:
		d.bin()
	default:
		d.off++
		d.scalar(c)
	}
}

// elements consumes n values inside an array or map.
func (d *MsgpackDecoder) elements(n uint64, depth int) {
	if depth == 0 || n > uint64(len(d.b)-d.off) {
		d.Fail()
	}
	for ; n > 0 && !d.failed; n-- {
		d.skip(depth - 1)
	}
}

// scalar consumes what follows the code of a number or an extension.
func (d *MsgpackDecoder) scalar(c byte) {
	switch c {
	case uint8Code, int8Code:
		d.take(1)
	case uint16Code, int16Code:
		d.take(2)
	case uint32Code, int32Code, codeFloat32:
		d.take(4)
	case uint64Code, int64Code, codeFloat64:
		d.take(8)
	case fixExt1, fixExt1 + 1, fixExt4, fixExt8, fixExt16:
		d.take(1 + 1<<(c-fixExt1))
	case ext8, ext8 + 1, ext32:
		d.extension(c)
	default:
		d.Fail()
	}
}

// extension consumes one with a length of its own, after its code. Lengths that
// have a fixext form are not refused: libraries differ in using it.
func (d *MsgpackDecoder) extension(c byte) {
	size := 1 << (c - ext8)
	var min uint64
	if size > 1 {
		min = 1 << (4 * size)
	}
	n := d.longer(size, min)
	d.take(1)
	d.take(n)
}
