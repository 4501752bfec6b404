package codec

import (
	"encoding"
	"encoding/base64"
	"strconv"
	"time"
)

// JSONEncoder writes JSON without white space, in the spelling of RFC 8785
// except for floats, which are spelt as encoding/json does. Its zero value
// writes to a new buffer.
type JSONEncoder struct{ Output }

// Raw appends constant text, such as `,"email":`. It returns e, so that a name
// and its value make one line.
func (e *JSONEncoder) Raw(s string) *JSONEncoder {
	e.buf = append(e.buf, s...)
	return e
}

// Nil writes null: what a nil pointer is, and nothing else.
func (e *JSONEncoder) Nil() { e.buf = append(e.buf, "null"...) }

// Bool writes v.
func (e *JSONEncoder) Bool(v bool) { e.buf = strconv.AppendBool(e.buf, v) }

// Int writes v, exactly: beyond 2^53 JavaScript would round it.
func (e *JSONEncoder) Int(v int64) { e.buf = strconv.AppendInt(e.buf, v, 10) }

// Uint writes v, exactly: beyond 2^53 JavaScript would round it.
func (e *JSONEncoder) Uint(v uint64) { e.buf = strconv.AppendUint(e.buf, v, 10) }

// Float32 writes v as encoding/json does, in the fewest digits that read back
// as the same float32. NaN and infinities fail with ErrNumber.
func (e *JSONEncoder) Float32(v float32) { e.float(float64(v), 32) }

// Float64 writes v as encoding/json does, in the fewest digits that read back
// as the same float64. NaN and infinities fail with ErrNumber.
func (e *JSONEncoder) Float64(v float64) { e.float(v, 64) }

// String writes v, and fails with ErrUTF8 when it is not valid UTF-8.
func (e *JSONEncoder) String(v string) {
	if !validString(v) {
		e.Fail(ErrUTF8)
	}
	e.buf = appendQuoted(e.buf, v)
}

// Bytes writes v as a string in base64 with padding; nil as an empty one.
func (e *JSONEncoder) Bytes(v []byte) {
	e.buf = append(e.buf, '"')
	e.buf = base64.StdEncoding.AppendEncode(e.buf, v)
	e.buf = append(e.buf, '"')
}

// ByteArray writes v, a [N]byte, as encoding/json does: an array of numbers.
func (e *JSONEncoder) ByteArray(v []byte) {
	e.OpenArray()
	for i, c := range v {
		e.Elem(i)
		e.Uint(uint64(c))
	}
	e.CloseArray()
}

// Time writes v in UTC as RFC 3339 has it, with as many decimals as it needs.
// Outside the years 1 to 9999 (in UTC) it fails with ErrTime.
func (e *JSONEncoder) Time(v time.Time) {
	if !travels(v) {
		e.Fail(ErrTime)
		return
	}
	e.buf = append(e.buf, '"')
	e.buf = v.UTC().AppendFormat(e.buf, time.RFC3339Nano)
	e.buf = append(e.buf, '"')
}

// Text writes what v.MarshalText returns as a string, read back into back.
func (e *JSONEncoder) Text(v encoding.TextMarshaler, back TextValue) {
	e.buf = appendQuoted(e.buf, e.MarshalText(v, back))
}

// Binary writes what v.MarshalBinary returns, as Bytes does, read back into back.
func (e *JSONEncoder) Binary(v encoding.BinaryMarshaler, back BinaryValue) {
	e.Bytes(e.MarshalBinary(v, back))
}

// OpenArray begins an array; before element i comes Elem(i), at the end CloseArray.
func (e *JSONEncoder) OpenArray() { e.buf = append(e.buf, '[') }

// Elem separates element i from the one before.
func (e *JSONEncoder) Elem(i int) {
	if i > 0 {
		e.buf = append(e.buf, ',')
	}
}

// CloseArray ends an array.
func (e *JSONEncoder) CloseArray() { e.buf = append(e.buf, ']') }

// OpenObject begins a map; before value i comes Key(i, k), IntKey or UintKey, at
// the end CloseObject.
func (e *JSONEncoder) OpenObject() { e.buf = append(e.buf, '{') }

// Key writes the key of entry i.
func (e *JSONEncoder) Key(i int, k string) {
	e.Elem(i)
	e.String(k)
	e.buf = append(e.buf, ':')
}

// IntKey writes the key of entry i, in quotes.
func (e *JSONEncoder) IntKey(i int, k int64) {
	e.Elem(i)
	e.buf = append(e.buf, '"')
	e.Int(k)
	e.buf = append(e.buf, `":`...)
}

// UintKey writes the key of entry i, in quotes.
func (e *JSONEncoder) UintKey(i int, k uint64) {
	e.Elem(i)
	e.buf = append(e.buf, '"')
	e.Uint(k)
	e.buf = append(e.buf, `":`...)
}

// CloseObject ends a map.
func (e *JSONEncoder) CloseObject() { e.buf = append(e.buf, '}') }
