// Package msgpackbridge encodes and decodes fields whose types bring their own
// methods for github.com/vmihailenco/msgpack. Only programs with such a field
// link that module.
//
// Each call has an encoder or decoder of its own, and none of that module's pool,
// and a decoder reads a copy: a method may keep what it is given, and must not
// reach another payload through it.
package msgpackbridge

import (
	"bytes"
	"errors"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/vmihailenco/msgpack/v5"
)

// Encode writes what v's method for msgpack writes: EncodeMsgpack, or else
// MarshalMsgpack. v is a pointer, so that methods of the pointer are found too,
// and back a pointer to a new value of its type. It fails with codec.ErrValue
// when the method fails, and when the result is not one value as
// codec.MsgpackEncoder.Value has it; with codec.ErrChanged when v's method does
// not read it back into back as [codec.Output.ReadBack] has it.
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

func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	m := msgpack.NewEncoder(&buf)
	m.UseCompactInts(true)
	m.SetSortMapKeys(true)
	err := m.Encode(v)
	return buf.Bytes(), err
}

// Decode lets v's method for msgpack read the next value: DecodeMsgpack, or else
// UnmarshalMsgpack. It fails when the method does, and when that leaves a part of
// the value unread. How strict the method is otherwise is its author's choice.
//
// The value has been checked as codec.MsgpackDecoder.Value does before the
// method sees it. A nil, which some methods write for their zero value, sets v to
// its zero value and calls no method.
func Decode(d *codec.MsgpackDecoder, v any) {
	raw := d.Value()
	if d.Failed() {
		return
	}
	if decode(raw, v) != nil {
		d.Fail()
	}
}

func decode(raw []byte, v any) error {
	r := bytes.NewReader(bytes.Clone(raw))
	err := msgpack.NewDecoder(r).Decode(v)
	if err == nil && r.Len() > 0 {
		err = errLeft
	}
	return err
}

var errLeft = errors.New("a part of the value is left")
