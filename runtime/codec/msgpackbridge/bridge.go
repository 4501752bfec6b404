// Package msgpackbridge encodes and decodes fields whose types bring their own
// methods for github.com/vmihailenco/msgpack. Only programs with such a field
// link that module.
package msgpackbridge

import (
	"bytes"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/vmihailenco/msgpack/v5"
)

// Encode writes what v's method for msgpack writes: EncodeMsgpack, or else
// MarshalMsgpack. v is a pointer, so that methods of the pointer are found too.
// It fails with codec.ErrValue when the method fails, and when the result is not
// one value as codec.MsgpackEncoder.Value has it.
func Encode(e *codec.MsgpackEncoder, v any) {
	var buf bytes.Buffer
	m := msgpack.GetEncoder()
	m.Reset(&buf)
	m.UseCompactInts(true)
	m.SetSortMapKeys(true)
	err := m.Encode(v)
	msgpack.PutEncoder(m)
	if err != nil {
		e.FailValue(err)
		return
	}
	e.Value(buf.Bytes())
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
	r := bytes.NewReader(raw)
	m := msgpack.GetDecoder()
	m.Reset(r)
	err := m.Decode(v)
	msgpack.PutDecoder(m)
	if err != nil || r.Len() > 0 {
		d.Fail()
	}
}
