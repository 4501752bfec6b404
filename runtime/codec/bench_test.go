package codec_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// The benchmarks compare encoding and decoding with BenchmarkHMAC, which computes the
// tag that every token needs. Both together should take much less time.

// login is a payload of five fields. aLogin takes 69 bytes in msgpack. The functions
// below are like those that typeseal generates.
type login struct {
	UserID  int64  `json:"uid"`
	Email   string `json:"email"`
	Purpose string `json:"purpose"`
	Session string `json:"session"`
	Admin   bool   `json:"admin"`
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

// TestLogin compares the functions with the encoding by reflection.
func TestLogin(t *testing.T) {
	var m codec.MsgpackEncoder
	var j codec.JSONEncoder
	encodeLogin(&m, &aLogin)
	encodeLoginJSON(&j, &aLogin)
	wantMsgpack, _ := inMsgpack.encode(&aLogin)
	wantJSON, _ := inJSON.encode(&aLogin)
	if got := m.Output.Bytes(); !bytes.Equal(got, wantMsgpack) || len(got) != 69 {
		t.Errorf("encoded %x in %d bytes, want %x", got, len(got), wantMsgpack)
	}
	if got := j.Output.Bytes(); !bytes.Equal(got, wantJSON) {
		t.Errorf("encoded %s, want %s", got, wantJSON)
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
