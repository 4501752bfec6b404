// Package msgpackbridge encodes and decodes fields whose types have their own
// methods for github.com/vmihailenco/msgpack/v5. It is for generated code, which
// imports it only if there is such a field, so that other programs do not depend
// on that module.
//
// Each call uses a new encoder or decoder, never one from the module's pool, and
// decodes a copy of the payload. A method that keeps its encoder, its decoder or
// their memory therefore cannot reach another payload.
package msgpackbridge

import (
	"bytes"
	"errors"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/vmihailenco/msgpack/v5"
)

// Encode writes the result of v's method EncodeMsgpack or MarshalMsgpack. v is a pointer
// to the value, which also has the methods of the pointer. back points to a new value of
// the same type.
//
// Encode fails with codec.ErrValue if the method fails, or if the result is not exactly
// one value that [codec.MsgpackEncoder.Value] accepts. It fails with codec.ErrChanged if
// decoding does not restore the value; see [codec.Output.ReadBack].
func Encode(e *codec.MsgpackEncoder, v, back any) {
	raw, err := encode(v)
	if err != nil {
		e.FailValue(err)
		return
	}
	if e.Value(raw); !e.Failed() {
		e.ReadBack(v, back, raw,
			func(data []byte) error { return decode(data, back) },
			func() ([]byte, error) { return encode(back) })
	}
}

// encode returns the result of v's method, with compact integers and sorted keys. The
// same value therefore always has the same encoding.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	m := msgpack.NewEncoder(&buf)
	m.UseCompactInts(true)
	m.SetSortMapKeys(true)
	err := m.Encode(v)
	return buf.Bytes(), err
}

// Decode passes the next value to v's method DecodeMsgpack or UnmarshalMsgpack. It fails
// if [codec.MsgpackDecoder.Value] refuses the value, if the method fails, or if the
// method does not read the whole value. The method may refuse more.
//
// If the value is nil, which some methods encode for their zero value, Decode sets
// v to its zero value and calls no method.
func Decode(d *codec.MsgpackDecoder, v any) {
	raw := d.Value()
	if d.Failed() {
		return
	}
	if decode(raw, v) != nil {
		d.Fail()
	}
}

var errLeft = errors.New("msgpackbridge: the method did not read the whole value")

// decode passes a copy of raw to v's method.
func decode(raw []byte, v any) error {
	r := bytes.NewReader(bytes.Clone(raw))
	err := msgpack.NewDecoder(r).Decode(v)
	if err == nil && r.Len() > 0 {
		err = errLeft
	}
	return err
}
