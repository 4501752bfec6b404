package msgpackbridge_test

import (
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/codec/msgpackbridge"
	"github.com/vmihailenco/msgpack/v5"
)

// version has the methods that take an encoder and a decoder. It encodes itself as two
// values.
type version struct{ major, minor int64 }

func (v version) EncodeMsgpack(e *msgpack.Encoder) error {
	return e.EncodeMulti(v.major, v.minor)
}

func (v *version) DecodeMsgpack(d *msgpack.Decoder) error {
	return d.DecodeMulti(&v.major, &v.minor)
}

// pair is like version, but encodes itself as an array, which is one value. Only pointers
// have its methods.
type pair struct{ a, b int64 }

func (p *pair) EncodeMsgpack(e *msgpack.Encoder) error {
	if err := e.EncodeArrayLen(2); err != nil {
		return err
	}
	return e.EncodeMulti(p.a, p.b)
}

func (p *pair) DecodeMsgpack(d *msgpack.Decoder) error {
	if n, err := d.DecodeArrayLen(); err != nil || n != 2 {
		return errors.New("not a pair")
	}
	return d.DecodeMulti(&p.a, &p.b)
}

// money has the methods that return and take bytes. They encode a map, with integers
// in the size of their type, as msgpack.Marshal does by default.
type money struct {
	Amount   int64
	Currency string
}

type plainMoney money

func (m money) MarshalMsgpack() ([]byte, error) { return msgpack.Marshal(plainMoney(m)) }

func (m *money) UnmarshalMsgpack(b []byte) error { return msgpack.Unmarshal(b, (*plainMoney)(m)) }

// labels has a method that does not sort its keys.
type labels map[string]string

func (l labels) EncodeMsgpack(e *msgpack.Encoder) error { return e.Encode(map[string]string(l)) }

// written is encoded as any bytes and with any error.
type written struct {
	raw string
	err error
}

func (w written) MarshalMsgpack() ([]byte, error) { return []byte(w.raw), w.err }

// lazy decodes the length of an array, but not its elements.
type lazy struct{ n int }

func (l *lazy) DecodeMsgpack(d *msgpack.Decoder) (err error) {
	l.n, err = d.DecodeArrayLen()
	return err
}

// fresh returns a pointer to a new value of v's type, or of the type v points to.
func fresh(v any) any {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return reflect.New(t).Interface()
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	var e codec.MsgpackEncoder
	if msgpackbridge.Encode(&e, v, fresh(v)); e.Err() != nil {
		t.Fatal(e.Err())
	}
	return e.Output.Bytes()
}

func TestEncodeMsgpack(t *testing.T) {
	v := pair{1, -70000}
	b := encoded(t, &v)
	if got, want := hex.EncodeToString(b), "9201d2fffeee90"; got != want {
		t.Errorf("encoded %s, want the compact form %s", got, want)
	}
	var d codec.MsgpackDecoder
	var back pair
	d.Reset(append(b, 0x2a)) // the next field
	if msgpackbridge.Decode(&d, &back); back != v || d.Int(8) != 42 || !d.End() {
		t.Errorf("decoded %v (%v)", back, d.End())
	}
}

func TestMarshalMsgpack(t *testing.T) {
	v := money{1250, "EUR"}
	b := encoded(t, &v)
	if got, want := hex.EncodeToString(b), "82a6416d6f756e74d300000000000004e2a843757272656e6379a3455552"; got != want {
		t.Errorf("encoded %s, want the method's result %s", got, want)
	}
	var d codec.MsgpackDecoder
	var back money
	d.Reset(b)
	if msgpackbridge.Decode(&d, &back); back != v || !d.End() {
		t.Errorf("decoded %v (%v)", back, d.End())
	}
	clear(b)
	if back != v {
		t.Error("the value shares memory with the payload")
	}
}

func TestSameBytesEachTime(t *testing.T) {
	v := labels{"d": "", "a": "", "c": "", "b": "", "f": "", "e": ""}
	first := string(encoded(t, v))
	for range 20 {
		if again := string(encoded(t, v)); again != first {
			t.Fatalf("%x, then %x", first, again)
		}
	}
}

func TestEncodeFails(t *testing.T) {
	secret := errors.New("cannot marshal s3cret")
	tests := []struct {
		why string
		v   any
	}{
		{"the method fails", &written{err: secret}},
		{"no value", &written{}},
		{"two values", &version{1, 2}},
		{"half a value", &written{raw: "\x92\x01"}},
		{"a reserved code", &written{raw: "\xc1"}},
		{"text that is not UTF-8", &written{raw: "\xa1\xff"}},
		{"arrays 17 deep", &written{raw: strings.Repeat("\x91", 16) + "\x90"}},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			var e codec.MsgpackEncoder
			msgpackbridge.Encode(&e, test.v, fresh(test.v))
			if !errors.Is(e.Err(), codec.ErrValue) {
				t.Fatalf("Err is %v, want ErrValue", e.Err())
			}
			if strings.Contains(e.Err().Error(), "s3cret") {
				t.Errorf("the error shows the text of the method's error: %v", e.Err())
			}
		})
	}
	var e codec.MsgpackEncoder
	if msgpackbridge.Encode(&e, &written{err: secret}, new(written)); !errors.Is(e.Err(), secret) {
		t.Error("the method's error cannot be found")
	}
}

// TestHeavyElements: elements are not rejected as too heavy while the payload is still
// short. They are weighed before they are encoded.
func TestHeavyElements(t *testing.T) {
	type element struct {
		Pair    pair
		A, B, C string
	}
	const n = 20_000
	var e codec.MsgpackEncoder
	e.Array(n)
	codec.Weigh[element](&e.Output, n)
	v := element{pair{1, 2}, "a", "", ""}
	for range n {
		e.Array(4)
		msgpackbridge.Encode(&e, &v.Pair, new(pair))
		e.String(v.A)
		e.String(v.B)
		e.String(v.C)
	}
	payload, err := e.Take()
	if err != nil {
		t.Fatal(err)
	}
	var d codec.MsgpackDecoder
	d.Reset(payload)
	if codec.Make[element](&d.Input, d.Slice(1)); d.Failed() {
		t.Error("the encoded payload is too heavy to be decoded")
	}
	codec.Weigh[element](&e.Output, n)
	if e.Failed() || e.Err() != codec.ErrTooHeavy || e.Failed() {
		t.Errorf("elements that are not encoded yet: %v, %v", e.Err(), e.Failed())
	}
}

func TestDecodeFails(t *testing.T) {
	tests := []struct {
		why, in string // hex digits
		into    any
	}{
		{"an array of 2^32 - 1", "ddffffffff", new(pair)},
		{"a map of 2^32 - 1", "dfffffffff", new(money)},
		{"arrays 100,000 deep", strings.Repeat("91", 100_000), new(pair)},
		{"nothing", "", new(pair)},
		{"an incomplete value", "9201", new(pair)},
		{"an incomplete fixext, which made msgpack panic", "d4", new(money)},
		{"an incomplete fixext of 16 bytes", "d801", new(money)},
		{"another number of elements", "93010203", new(pair)},
		{"the reserved code", "c1", new(pair)},
		{"text for a number", "9201a131", new(pair)},
		{"elements that the method does not read", "920102", new(lazy)},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			in, err := hex.DecodeString(test.in)
			if err != nil {
				t.Fatal(err)
			}
			var d codec.MsgpackDecoder
			d.Reset(in)
			if msgpackbridge.Decode(&d, test.into); !d.Failed() {
				t.Errorf("decoded %v", test.into)
			}
		})
	}
}

func TestDecodeAfterFailure(t *testing.T) {
	var d codec.MsgpackDecoder
	d.Fail()
	v := pair{1, 2}
	if msgpackbridge.Decode(&d, &v); v != (pair{1, 2}) {
		t.Errorf("the method was called, and set %v", v)
	}
}

// TestNil checks that nil, which some types encode for their zero value, is decoded as
// the zero value.
func TestNil(t *testing.T) {
	var d codec.MsgpackDecoder
	d.Reset(encoded(t, labels(nil)))
	v := money{1, "EUR"}
	if msgpackbridge.Decode(&d, &v); v != (money{}) || !d.End() {
		t.Errorf("decoded %v (%v)", v, d.End())
	}
}

// keeper keeps its encoder and decoder.
type keeper struct {
	text string
	e    *msgpack.Encoder
	d    *msgpack.Decoder
}

func (k *keeper) EncodeMsgpack(e *msgpack.Encoder) error {
	k.e = e
	return e.EncodeString(k.text)
}

func (k *keeper) DecodeMsgpack(d *msgpack.Decoder) (err error) {
	k.d = d
	k.text, err = d.DecodeString()
	return err
}

// TestKept checks that a method which keeps its encoder and decoder cannot reach
// another payload.
func TestKept(t *testing.T) {
	first, next := &keeper{text: "first"}, &keeper{text: "next"}
	payload := encoded(t, first)
	var e codec.MsgpackEncoder
	msgpackbridge.Encode(&e, next, new(keeper))
	first.e.EncodeString("EVIL")
	if got := string(e.Output.Bytes()); got != "\xa4next" {
		t.Errorf("another encoder changed the payload to %q", got)
	}
	var d codec.MsgpackDecoder
	d.Reset(payload)
	msgpackbridge.Decode(&d, first)
	copy(payload, "\xa5other") // the buffer is used again
	other := encoded(t, &keeper{text: "other"})
	d.Reset(other)
	msgpackbridge.Decode(&d, next)
	if text, err := first.d.DecodeString(); err == nil {
		t.Errorf("another decoder reads %q", text)
	}
	if first.text != "first" || next.text != "other" {
		t.Errorf("%q, %q", first.text, next.text)
	}
}
