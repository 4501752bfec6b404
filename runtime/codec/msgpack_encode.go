package codec

import (
	"encoding"
	"encoding/binary"
	"math"
)

// The first bytes of msgpack's formats, with the names of its specification.
const (
	posFixIntMax = 0x7f
	fixMap       = 0x80 // to 0x8f, for 0 to 15 entries
	fixArray     = 0x90 // to 0x9f, for 0 to 15 elements
	fixStr       = 0xa0 // to 0xbf, for 0 to 31 bytes
	codeNil      = 0xc0
	codeFalse    = 0xc2
	codeTrue     = 0xc3
	bin8         = 0xc4
	bin16        = 0xc5
	bin32        = 0xc6
	ext8         = 0xc7
	ext32        = 0xc9
	codeFloat32  = 0xca
	codeFloat64  = 0xcb
	uint8Code    = 0xcc
	uint16Code   = 0xcd
	uint32Code   = 0xce
	uint64Code   = 0xcf
	int8Code     = 0xd0
	int16Code    = 0xd1
	int32Code    = 0xd2
	int64Code    = 0xd3
	fixExt1      = 0xd4
	fixExt4      = 0xd6
	fixExt8      = 0xd7
	fixExt16     = 0xd8
	str8         = 0xd9
	str16        = 0xda
	str32        = 0xdb
	array16      = 0xdc
	array32      = 0xdd
	map16        = 0xde
	map32        = 0xdf
	negFixInt    = 0xe0 // to 0xff, for -32 to -1
)

// MsgpackEncoder encodes a payload as msgpack, in the shortest form of each value
// and length. The zero value appends to a new buffer.
type MsgpackEncoder struct{ Output }

// Nil writes nil, the encoding of a nil pointer. Nil slices and maps are encoded as
// empty ones.
func (e *MsgpackEncoder) Nil() { e.buf = append(e.buf, codeNil) }

// Bool writes true or false.
func (e *MsgpackEncoder) Bool(v bool) {
	c := byte(codeFalse)
	if v {
		c = codeTrue
	}
	e.buf = append(e.buf, c)
}

// Int writes v. If v is not negative, the result is the same as from Uint.
func (e *MsgpackEncoder) Int(v int64) {
	if v >= 0 {
		e.Uint(uint64(v))
		return
	}
	switch {
	case v >= -32:
		e.buf = append(e.buf, byte(v))
	case v >= math.MinInt8:
		e.buf = append(e.buf, int8Code, byte(v))
	case v >= math.MinInt16:
		e.buf = binary.BigEndian.AppendUint16(append(e.buf, int16Code), uint16(v))
	case v >= math.MinInt32:
		e.buf = binary.BigEndian.AppendUint32(append(e.buf, int32Code), uint32(v))
	default:
		e.buf = binary.BigEndian.AppendUint64(append(e.buf, int64Code), uint64(v))
	}
}

// Uint writes v in 1, 2, 3, 5 or 9 bytes.
func (e *MsgpackEncoder) Uint(v uint64) {
	switch {
	case v <= posFixIntMax:
		e.buf = append(e.buf, byte(v))
	case v <= math.MaxUint8:
		e.buf = append(e.buf, uint8Code, byte(v))
	case v <= math.MaxUint16:
		e.buf = binary.BigEndian.AppendUint16(append(e.buf, uint16Code), uint16(v))
	case v <= math.MaxUint32:
		e.buf = binary.BigEndian.AppendUint32(append(e.buf, uint32Code), uint32(v))
	default:
		e.buf = binary.BigEndian.AppendUint64(append(e.buf, uint64Code), v)
	}
}

// Float32 writes v, which may be NaN or infinite, as a float of 4 bytes.
func (e *MsgpackEncoder) Float32(v float32) {
	e.buf = binary.BigEndian.AppendUint32(append(e.buf, codeFloat32), math.Float32bits(v))
}

// Float64 writes v, which may be NaN or infinite, as a float of 8 bytes.
func (e *MsgpackEncoder) Float64(v float64) {
	e.buf = binary.BigEndian.AppendUint64(append(e.buf, codeFloat64), math.Float64bits(v))
}

// String writes v as a str. It fails with ErrUTF8 if v is not valid UTF-8.
func (e *MsgpackEncoder) String(v string) {
	if !validString(v) {
		e.Fail(ErrUTF8)
	}
	if len(v) < 32 {
		e.buf = append(append(e.buf, fixStr|byte(len(v))), v...)
		return
	}
	e.strHeader(len(v))
	e.buf = append(e.buf, v...)
}

// Bytes writes v as a bin. Nil is encoded as an empty bin.
func (e *MsgpackEncoder) Bytes(v []byte) {
	if len(v) <= math.MaxUint8 {
		e.buf = append(e.buf, bin8, byte(len(v)))
	} else {
		e.length(len(v), bin16, bin32)
	}
	e.buf = append(e.buf, v...)
}

// Array begins a slice or array of n elements, or a struct of n fields. The caller
// must then write n values.
func (e *MsgpackEncoder) Array(n int) {
	if n < 16 {
		e.buf = append(e.buf, fixArray|byte(n))
		return
	}
	e.length(n, array16, array32)
}

// Map begins a map of n entries. The caller must then write n pairs of a key and a
// value, with the keys in order.
func (e *MsgpackEncoder) Map(n int) {
	if n < 16 {
		e.buf = append(e.buf, fixMap|byte(n))
		return
	}
	e.length(n, map16, map32)
}

// Text writes the result of v.MarshalText as a str. back points to a new value of the
// same type; see Output.MarshalText for the errors.
func (e *MsgpackEncoder) Text(v encoding.TextMarshaler, back TextValue) {
	text := e.MarshalText(v, back)
	e.strHeader(len(text))
	e.buf = append(e.buf, text...)
}

// Binary writes the result of v.MarshalBinary as a bin. back points to a new value of the
// same type. It fails with ErrValue if v.MarshalBinary fails. It also fails if ReadBack
// fails.
func (e *MsgpackEncoder) Binary(v encoding.BinaryMarshaler, back BinaryValue) {
	e.Bytes(e.marshalBinary(v, back))
}

// strHeader writes the beginning of a str of n bytes.
func (e *MsgpackEncoder) strHeader(n int) {
	switch {
	case n < 32:
		e.buf = append(e.buf, fixStr|byte(n))
	case n <= math.MaxUint8:
		e.buf = append(e.buf, str8, byte(n))
	default:
		e.length(n, str16, str32)
	}
}

// length writes a length of 16 or 32 bits. It fails with ErrTooLarge if n is longer.
func (e *MsgpackEncoder) length(n int, code16, code32 byte) {
	switch {
	case n <= math.MaxUint16:
		e.buf = binary.BigEndian.AppendUint16(append(e.buf, code16), uint16(n))
	case uint64(n) <= math.MaxUint32:
		e.buf = binary.BigEndian.AppendUint32(append(e.buf, code32), uint32(n))
	default:
		e.Fail(ErrTooLarge)
	}
}
