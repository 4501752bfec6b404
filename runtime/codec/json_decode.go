package codec

import (
	"encoding"
	"encoding/base64"
	"time"
)

// JSONDecoder decodes a payload of JSON without white space. Reset sets the payload;
// the zero value has an empty one.
type JSONDecoder struct{ Input }

// expect reads the next byte. It fails and returns false if the byte is not c.
func (d *JSONDecoder) expect(c byte) bool {
	if d.is(c) {
		return true
	}
	d.Fail()
	return false
}

// word reports whether w comes next, and reads it if so.
func (d *JSONDecoder) word(w string) bool {
	if end := d.off + len(w); end <= len(d.b) && string(d.b[d.off:end]) == w {
		d.off = end
		return true
	}
	return false
}

// Nil reports whether null comes next, and reads it if so.
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

// Bytes reads a string of base64 into a new slice. It returns nil for an empty string.
// It fails unless the string is in the standard alphabet with padding, has unused
// bits of zero, and contains no line breaks or escapes; see AllowMissing.
func (d *JSONDecoder) Bytes() []byte {
	if d.absent() {
		return nil
	}
	b := d.base64()
	if len(b) == 0 {
		return nil
	}
	return b
}

// ByteArray reads an array of numbers into dst. It fails if the length differs from
// len(dst).
func (d *JSONDecoder) ByteArray(dst []byte) {
	s := d.Array(len(dst))
	for i := 0; d.More(&s); i++ {
		dst[i] = byte(d.Uint(8))
	}
}

var strictBase64 = base64.StdEncoding.Strict()

// base64 reads a string of base64 and returns its bytes. The result is nil only after
// a failure.
func (d *JSONDecoder) base64() []byte {
	raw, _ := d.quoted() // base64 has no backslash, so escapes are refused below
	if d.failed {
		return nil
	}
	b := make([]byte, base64.StdEncoding.DecodedLen(len(raw)))
	n, err := strictBase64.Decode(b, raw) // Decode ignores CR and LF, but quoted refuses them
	if err != nil {
		d.Fail()
		return nil
	}
	return b[:n]
}

// AllowZones accepts times in all forms of RFC 3339 that time.Time reads, until the next call
// of Reset: in any time zone, and with zeros at the end of their decimals.
//
// It is for JSON of other programs: encoding/json writes a local time with its zone, Python
// writes +00:00 for UTC, and JavaScript always three decimals.
func (d *JSONDecoder) AllowZones() { d.zones = true }

// Time reads a time in UTC. It fails if the string differs from what JSONEncoder.Time
// writes for the same time; see AllowZones.
func (d *JSONDecoder) Time() time.Time {
	raw, _ := d.quoted() // times have no backslash, so escapes are refused below
	var t time.Time
	if t.UnmarshalText(raw) != nil {
		d.Fail()
		return time.Time{}
	}
	t = t.UTC()
	var canonical [len(time.RFC3339Nano)]byte
	if !validTime(t) || !d.zones && string(t.AppendFormat(canonical[:0], time.RFC3339Nano)) != string(raw) {
		d.Fail()
		return time.Time{}
	}
	return t
}

// Text reads a string and passes it to v.UnmarshalText. If UnmarshalText fails, Text
// fails too, and does not keep the error. See AllowMethods.
func (d *JSONDecoder) Text(v encoding.TextUnmarshaler) {
	if d.methods && d.method(v) {
		return
	}
	raw, escaped := d.quoted()
	// v gets a copy, because a faulty method may keep the slice.
	text := append([]byte{}, raw...)
	if escaped {
		text = []byte(d.unescape(raw))
	}
	if !d.failed && v.UnmarshalText(text) != nil {
		d.Fail()
	}
}

// Binary reads a string of base64 and passes its bytes to v.UnmarshalBinary. If
// UnmarshalBinary fails, Binary fails too, and does not keep the error. See AllowMethods.
func (d *JSONDecoder) Binary(v encoding.BinaryUnmarshaler) {
	if d.methods && d.method(v) {
		return
	}
	data := d.base64()
	if !d.failed && v.UnmarshalBinary(data) != nil {
		d.Fail()
	}
}
