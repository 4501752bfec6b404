package codec

import (
	"bytes"
	"encoding"
)

// A TextValue encodes itself as text and decodes itself from text.
type TextValue interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// A BinaryValue encodes itself as bytes and decodes itself from bytes.
type BinaryValue interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// ReadBack checks that a type's own methods restore the value that they encoded. It fails
// with ErrChanged if they do not. The package comment defines when two values count as
// equal.
//
// v and back are pointers to the same type: v to the value, back to a new one.
// data is the encoding of *v. read decodes its argument into *back, and write
// encodes *back. ReadBack calls write only if v and back differ in unexported
// fields, or if the type has a method Equal; write must then return data again.
func (o *Output) ReadBack(v, back any, data []byte, read func(data []byte) error, write func() ([]byte, error)) {
	// read gets a copy, because a faulty method may keep or change the slice.
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

// MarshalText returns the text of v, for an encoder to write. back points to a new value
// of v's type, which ReadBack compares with v. MarshalText fails with ErrValue if
// v.MarshalText fails or its text is not valid UTF-8. It also fails if ReadBack fails.
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

// marshalBinary is like MarshalText, for v.MarshalBinary.
func (o *Output) marshalBinary(v encoding.BinaryMarshaler, back BinaryValue) []byte {
	data, err := v.MarshalBinary()
	if err != nil {
		o.FailValue(err)
		return nil
	}
	o.ReadBack(v, back, data, back.UnmarshalBinary, back.MarshalBinary)
	return data
}
