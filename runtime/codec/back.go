package codec

import (
	"bytes"
	"encoding"
)

// A TextValue has both methods for text, a BinaryValue both for bytes.
type (
	TextValue interface {
		encoding.TextMarshaler
		encoding.TextUnmarshaler
	}
	BinaryValue interface {
		encoding.BinaryMarshaler
		encoding.BinaryUnmarshaler
	}
)

// ReadBack is for generated code, and for encoders of other formats. It fails
// with ErrChanged unless a value's own methods give back what they were given:
// read, a method of back, reads data, which is what v was written as, and then
// back must be what v is, which package codec's doc explains. If only what a
// program cannot see differs, write must write back as data too.
//
// v and back are pointers to the same type, and back is a new value.
func (o *Output) ReadBack(v, back any, data []byte, read func(data []byte) error, write func() ([]byte, error)) {
	// A copy, because read may break its contract and keep the slice.
	if err := read(append([]byte{}, data...)); err != nil {
		o.failMethod(ErrChanged, err)
		return
	}
	switch compare(v, back) {
	case equal:
	case changed:
		o.Fail(ErrChanged)
	default:
		if again, err := write(); err != nil || !bytes.Equal(again, data) {
			o.Fail(ErrChanged)
		}
	}
}

// MarshalText is for generated code, and for encoders of other formats. It
// returns what v.MarshalText returns, read back into back as ReadBack does.
func (o *Output) MarshalText(v encoding.TextMarshaler, back TextValue) []byte {
	text, err := v.MarshalText()
	if err != nil {
		o.FailValue(err)
		return nil
	}
	if !valid(text) {
		o.Fail(ErrValue)
		return nil
	}
	o.ReadBack(v, back, text, back.UnmarshalText, back.MarshalText)
	return text
}

// MarshalBinary is MarshalText for v.MarshalBinary.
func (o *Output) MarshalBinary(v encoding.BinaryMarshaler, back BinaryValue) []byte {
	data, err := v.MarshalBinary()
	if err != nil {
		o.FailValue(err)
		return nil
	}
	o.ReadBack(v, back, data, back.UnmarshalBinary, back.MarshalBinary)
	return data
}
