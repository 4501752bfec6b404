package codec

// maxDepth is how deep arrays and maps in a Value may be nested. Elsewhere the Go type
// determines the depth, but the payload determines the depth of a Value.
const maxDepth = 16

// Value writes raw, which a type's own method has encoded. It fails with ErrValue
// unless raw is exactly one value that MsgpackDecoder.Value accepts.
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

// Value reads one value of any type and returns its bytes, which are a part of the
// input, for a type's own method to decode. It returns nil after a failure.
//
// Value fails if arrays and maps are nested more than 16 deep, a length is not in its
// shortest form or exceeds the input, or text is not valid UTF-8. Integers may be
// longer than necessary, because other encoders write them in the size of their Go
// type, and extensions may be of any type.
func (d *MsgpackDecoder) Value() []byte {
	start := d.off
	d.skip(maxDepth)
	if d.failed {
		return nil
	}
	return d.b[start:d.off:d.off]
}

// skip reads one value, with arrays and maps nested at most depth deep.
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

// elements reads the n values of an array or map, which may itself be nested depth
// deep.
func (d *MsgpackDecoder) elements(n uint64, depth int) {
	if depth == 0 || n > uint64(len(d.b)-d.off) {
		d.Fail()
	}
	for ; n > 0 && !d.failed; n-- {
		d.skip(depth - 1)
	}
}

// scalar reads the bytes after c, the code of a number or an extension.
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

// extension reads the length, type and bytes after c, the code of an ext8, ext16 or
// ext32. It accepts lengths for which a fixext exists, because some libraries do not
// use fixext.
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
