package codec

import (
	"encoding"
	"encoding/base64"
	"strconv"
	"time"
)

// JSONEncoder encodes a payload as JSON without white space. It escapes strings as
// RFC 8785 does, and writes floats as encoding/json does. The zero value appends to
// a new buffer.
type JSONEncoder struct{ Output }

// Raw appends s, which must be constant text such as `,"email":`, without any
// check. It returns e, so that one line of generated code encodes a field's name
// and value.
func (e *JSONEncoder) Raw(s string) *JSONEncoder {
	e.buf = append(e.buf, s...)
	return e
}

// Nil writes null, the encoding of a nil pointer. Nil slices and maps are encoded as
// empty ones.
func (e *JSONEncoder) Nil() { e.buf = append(e.buf, "null"...) }

// Bool writes true or false.
func (e *JSONEncoder) Bool(v bool) { e.buf = strconv.AppendBool(e.buf, v) }

// Int writes v with all its digits, also beyond 2^53, where JavaScript rounds.
func (e *JSONEncoder) Int(v int64) { e.buf = strconv.AppendInt(e.buf, v, 10) }

// Uint writes v with all its digits, also beyond 2^53, where JavaScript rounds.
func (e *JSONEncoder) Uint(v uint64) { e.buf = strconv.AppendUint(e.buf, v, 10) }

// Float32 writes v like encoding/json, in the fewest digits that are read as the
// same float32. It fails with ErrNumber if v is NaN or infinite.
func (e *JSONEncoder) Float32(v float32) { e.float(float64(v), 32) }

// Float64 writes v like encoding/json, in the fewest digits that are read as the
// same float64. It fails with ErrNumber if v is NaN or infinite.
func (e *JSONEncoder) Float64(v float64) { e.float(v, 64) }

// String writes v as a string. It fails with ErrUTF8 if v is not valid UTF-8.
func (e *JSONEncoder) String(v string) {
	if !validString(v) {
		e.Fail(ErrUTF8)
	}
	e.buf = appendQuoted(e.buf, v)
}

// Bytes writes v as a string of standard base64 with padding. Nil is encoded as an
// empty string.
func (e *JSONEncoder) Bytes(v []byte) {
	e.buf = append(e.buf, '"')
	e.buf = base64.StdEncoding.AppendEncode(e.buf, v)
	e.buf = append(e.buf, '"')
}

// ByteArray writes the elements of a [N]byte, like encoding/json, as an array of
// numbers.
func (e *JSONEncoder) ByteArray(v []byte) {
	e.OpenArray()
	for i, c := range v {
		e.Elem(i)
		e.Uint(uint64(c))
	}
	e.CloseArray()
}

// Time writes v in UTC as a string in the form of RFC 3339, with up to nine decimals
// and without zeros at their end. It fails with ErrTime outside the years 1 to 9999
// in UTC.
func (e *JSONEncoder) Time(v time.Time) {
	if !validTime(v) {
		e.Fail(ErrTime)
		return
	}
	e.buf = append(e.buf, '"')
	e.buf = v.UTC().AppendFormat(e.buf, time.RFC3339Nano)
	e.buf = append(e.buf, '"')
}

// Text writes the result of v.MarshalText as a string. back points to a new value of
// the same type; see Output.MarshalText for the errors.
func (e *JSONEncoder) Text(v encoding.TextMarshaler, back TextValue) {
	e.buf = appendQuoted(e.buf, e.MarshalText(v, back))
}

// Binary writes the result of v.MarshalBinary like Bytes. back points to a new value of
// the same type. It fails with ErrValue if v.MarshalBinary fails. It also fails if
// ReadBack fails.
func (e *JSONEncoder) Binary(v encoding.BinaryMarshaler, back BinaryValue) {
	e.Bytes(e.marshalBinary(v, back))
}

// OpenArray begins an array. Before each element i, from 0 on, Elem(i) must be
// called, and CloseArray after the last.
func (e *JSONEncoder) OpenArray() { e.buf = append(e.buf, '[') }

// Elem begins element i of an array: it writes a comma except before the first.
func (e *JSONEncoder) Elem(i int) {
	if i > 0 {
		e.buf = append(e.buf, ',')
	}
}

// CloseArray ends an array.
func (e *JSONEncoder) CloseArray() { e.buf = append(e.buf, ']') }

// OpenObject begins a map. Before each value i, from 0 on, Key(i, k), IntKey or
// UintKey must be called, and CloseObject after the last.
func (e *JSONEncoder) OpenObject() { e.buf = append(e.buf, '{') }

// Key begins entry i of a map and writes its key k. It fails with ErrUTF8 if k is not
// valid UTF-8.
func (e *JSONEncoder) Key(i int, k string) {
	e.Elem(i)
	e.String(k)
	e.buf = append(e.buf, ':')
}

// IntKey begins entry i of a map and writes its key k as a string.
func (e *JSONEncoder) IntKey(i int, k int64) {
	e.Elem(i)
	e.buf = append(e.buf, '"')
	e.Int(k)
	e.buf = append(e.buf, `":`...)
}

// UintKey begins entry i of a map and writes its key k as a string.
func (e *JSONEncoder) UintKey(i int, k uint64) {
	e.Elem(i)
	e.buf = append(e.buf, '"')
	e.Uint(k)
	e.buf = append(e.buf, `":`...)
}

// CloseObject ends a map.
func (e *JSONEncoder) CloseObject() { e.buf = append(e.buf, '}') }
