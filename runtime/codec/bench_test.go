package codec_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// The benchmarks measure what one field a line costs beside BenchmarkHMAC, which
// every token pays once. Encoding and decoding are together to stay well below it.

// login is a payload of five fields and 69 bytes of msgpack.
type login struct {
	UserID  int64
	Email   string
	Purpose string
	Session string
	Admin   bool
}

var aLogin = login{
	UserID:  1234567890123,
	Email:   "ana.maria@example.com",
	Purpose: "password-reset",
	Session: "sess-7QmX2c9LpRt4vWz",
	Admin:   true,
}

func encodeLogin(e *codec.MsgpackEncoder, v *login) {
	e.Array(5)
	e.Int(v.UserID)
	e.String(v.Email)
	e.String(v.Purpose)
	e.String(v.Session)
	e.Bool(v.Admin)
}

func decodeLogin(d *codec.MsgpackDecoder, v *login) {
	d.Struct(5)
	v.UserID = d.Int(64)
	v.Email = d.String()
	v.Purpose = d.String()
	v.Session = d.String()
	v.Admin = d.Bool()
}

func encodeLoginJSON(e *codec.JSONEncoder, v *login) {
	e.Raw(`{"uid":`).Int(v.UserID)
	e.Raw(`,"email":`).String(v.Email)
	e.Raw(`,"purpose":`).String(v.Purpose)
	e.Raw(`,"session":`).String(v.Session)
	e.Raw(`,"admin":`).Bool(v.Admin)
	e.CloseObject()
}

var loginNames = []string{"uid", "email", "purpose", "session", "admin"}

func decodeLoginJSON(d *codec.JSONDecoder, v *login) {
	o := d.Object()
	for d.Field(&o, loginNames) {
		switch o.Index {
		case 0:
			v.UserID = d.Int(64)
		case 1:
			v.Email = d.String()
		case 2:
			v.Purpose = d.String()
		case 3:
			v.Session = d.String()
		case 4:
			v.Admin = d.Bool()
		}
	}
}

func TestBenchmarkPayload(t *testing.T) {
	var e codec.MsgpackEncoder
	encodeLogin(&e, &aLogin)
	if n := len(e.Output.Bytes()); n != 69 {
		t.Errorf("the benchmarks' payload has %d bytes, they say 69", n)
	}
}

func BenchmarkHMAC(b *testing.B) {
	mac := hmac.New(sha256.New, make([]byte, 32))
	payload, tag := make([]byte, 69), make([]byte, 0, 32)
	for b.Loop() {
		mac.Reset()
		mac.Write(payload)
		mac.Sum(tag)
	}
}

func BenchmarkMsgpackEncode(b *testing.B) {
	var e codec.MsgpackEncoder
	buf := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(buf)
		encodeLogin(&e, &aLogin)
	}
}

func BenchmarkMsgpackDecode(b *testing.B) {
	var e codec.MsgpackEncoder
	encodeLogin(&e, &aLogin)
	payload := e.Output.Bytes()
	var d codec.MsgpackDecoder
	b.ReportAllocs()
	for b.Loop() {
		var v login
		d.Reset(payload)
		if decodeLogin(&d, &v); !d.End() {
			b.Fatal("refused")
		}
	}
}

func BenchmarkJSONEncode(b *testing.B) {
	var e codec.JSONEncoder
	buf := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(buf)
		encodeLoginJSON(&e, &aLogin)
	}
}

func BenchmarkJSONDecode(b *testing.B) {
	var e codec.JSONEncoder
	encodeLoginJSON(&e, &aLogin)
	payload := e.Output.Bytes()
	var d codec.JSONDecoder
	b.ReportAllocs()
	for b.Loop() {
		var v login
		d.Reset(payload)
		if decodeLoginJSON(&d, &v); !d.End() {
			b.Fatal("refused")
		}
	}
}
