package codec

import (
	"encoding"
	"encoding/base64"
	"time"
)

// JSONDecoder reads JSON without white space. Its zero value reads an empty
// input; Reset gives it one.
type JSONDecoder struct{ Input }

// is consumes the next byte if it is c, and says so.
func (d *JSONDecoder) is(c byte) bool {
	if d.off < len(d.b) && d.b[d.off] == c {
		d.off++
		return true
	}
	return false
}

// expect consumes the next byte, which must be c.
func (d *JSONDecoder) expect(c byte) bool {
	if d.is(c) {
		return true
	}
	d.Fail()
	return false
}

// word consumes w if it comes next, and says so.
func (d *JSONDecoder) word(w string) bool {
	if end := d.off + len(w); end <= len(d.b) && string(d.b[d.off:end]) == w {
		d.off = end
		return true
	}
	return false
}

// Nil consumes a null if it comes next, and says so.
func (d *JSONDecoder) Nil() bool { return d.word("null") }

// Bool reads true or false.
func (d *JSONDecoder) Bool() bool {
	if d.word("true") {
		return true
	}
	if !d.word("false") {
		d.Fail()
	}
	return false
}

// Bytes reads a string in base64 into a new slice, an empty one as nil: standard
// alphabet, padded, unused bits zero, neither line breaks nor escapes.
func (d *JSONDecoder) Bytes() []byte {
	b := d.base64()
	if len(b) == 0 {
		return nil
	}
	return b
}

// ByteArray reads an array of exactly len(dst) numbers into dst.
func (d *JSONDecoder) ByteArray(dst []byte) {
	s := d.Array(len(dst))
	for i := 0; d.More(&s); i++ {
		dst[i] = byte(d.Uint(8))
	}
}

var strictBase64 = base64.StdEncoding.Strict()

// base64 returns a string's decoded bytes, not nil unless it fails.
func (d *JSONDecoder) base64() []byte {
	raw, _ := d.quoted() // a backslash is no base64
	if d.failed {
		return nil
	}
	b := make([]byte, base64.StdEncoding.DecodedLen(len(raw)))
	n, err := strictBase64.Decode(b, raw) // it would skip CR and LF, which quoted refuses
	if err != nil {
		d.Fail()
		return nil
	}
	return b[:n]
}

// Time reads a time exactly as JSONEncoder writes it: in UTC as "Z", decimals
// of a second only as far as needed, no leap second, no year 0.
func (d *JSONDecoder) Time() time.Time {
	raw, _ := d.quoted() // a backslash is in no time
	var t time.Time
	if t.UnmarshalText(raw) != nil {
		d.Fail()
		return time.Time{}
	}
	t = t.UTC()
	var canonical [len(time.RFC3339Nano)]byte
	if !travels(t) || string(t.AppendFormat(canonical[:0], time.RFC3339Nano)) != string(raw) {
		d.Fail()
		return time.Time{}
	}
	return t
}

// Text hands a string to v. Of an error of v's only the failure remains.
func (d *JSONDecoder) Text(v encoding.TextUnmarshaler) {
	raw, escaped := d.quoted()
	// A copy, because v may break its contract and keep the slice.
	text := append([]byte{}, raw...)
	if escaped {
		text = []byte(d.unescape(raw))
	}
	if !d.failed && v.UnmarshalText(text) != nil {
		d.Fail()
	}
}

// Binary hands a string in base64 to v, decoded. Of an error of v's only the
// failure remains.
func (d *JSONDecoder) Binary(v encoding.BinaryUnmarshaler) {
	data := d.base64()
	if !d.failed && v.UnmarshalBinary(data) != nil {
		d.Fail()
	}
}
