package handshake

import (
	"encoding"
	"strconv"

	"github.com/typeseal/typeseal/runtime/codec"
)

// For generated code. Encoder collects the fields of a token. After a failure its methods
// have no effect.
type Encoder struct {
	fields []string
	out    codec.Output
}

// Fields returns the fields, for [Spec.Mint]. They are of use only if Err is nil.
func (e *Encoder) Fields() []string { return e.fields }

// Err returns the first error, or nil. Its text is constant.
func (e *Encoder) Err() error { return e.out.Err() }

// Max fails if n is above max, the bound of a max= tag.
func (e *Encoder) Max(n, max int) { e.out.Max(n, max) }

// String adds a field. [Spec.Mint] checks its characters.
func (e *Encoder) String(v string) {
	if e.fields == nil {
		e.fields = make([]string, 0, 8)
	}
	e.fields = append(e.fields, v)
}

// Int adds a number, in decimal as Python's str() writes it.
func (e *Encoder) Int(v int64) { e.String(strconv.FormatInt(v, 10)) }

// Uint adds a number.
func (e *Encoder) Uint(v uint64) { e.String(strconv.FormatUint(v, 10)) }

// Text adds the result of v.MarshalText. It reads the text back into back, as
// [codec.Output.MarshalText] does.
func (e *Encoder) Text(v encoding.TextMarshaler, back codec.TextValue) {
	e.String(string(e.out.MarshalText(v, back)))
}

// For generated code. Decoder reads the fields of a token in their order. After a failure
// its methods return zero values.
type Decoder struct {
	fields []string
	failed bool
}

// Reset makes d read fields.
func (d *Decoder) Reset(fields []string) { *d = Decoder{fields: fields} }

// End reports whether every field was read and nothing failed.
func (d *Decoder) End() bool { return !d.failed && len(d.fields) == 0 }

// Fail makes End report false.
func (d *Decoder) Fail() { d.failed = true }

// Max fails if n is above max, the bound of a max= tag.
func (d *Decoder) Max(n, max int) {
	if n > max {
		d.Fail()
	}
}

// Lead reads the field that names the purpose of a token, and fails unless it is
// name.
func (d *Decoder) Lead(name string) {
	if d.String() != name {
		d.Fail()
	}
}

// String reads a field.
func (d *Decoder) String() string {
	if d.failed || len(d.fields) == 0 {
		d.Fail()
		return ""
	}
	field := d.fields[0]
	d.fields = d.fields[1:]
	return field
}

// Int reads a number of the given number of bits, or of the size of an int if bits is 0.
// It fails for a spelling that [Encoder.Int] does not write.
func (d *Decoder) Int(bits int) int64 {
	text := d.String()
	v, err := strconv.ParseInt(text, 10, bits)
	var room [20]byte
	if err != nil || string(strconv.AppendInt(room[:0], v, 10)) != text {
		d.Fail()
		return 0
	}
	return v
}

// Uint reads a number without a sign, as Int does.
func (d *Decoder) Uint(bits int) uint64 {
	text := d.String()
	v, err := strconv.ParseUint(text, 10, bits)
	var room [20]byte
	if err != nil || string(strconv.AppendUint(room[:0], v, 10)) != text {
		d.Fail()
		return 0
	}
	return v
}

// Text reads a field into v. If v returns an error, d fails.
func (d *Decoder) Text(v encoding.TextUnmarshaler) {
	text := d.String()
	if !d.failed && v.UnmarshalText([]byte(text)) != nil {
		d.Fail()
	}
}
