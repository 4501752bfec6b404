package handshake_test

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/compat/handshake"
)

// session is encoded and decoded as generated code does it.
type session struct {
	UserID int64
	Tenant string
	Role   string
	Device string
}

var aSession = session{8734512, "acme-eu-west", "billing-admin", "f3b1c9d2a7e4"}

var spec = handshake.NewSpec(4, time.Hour)

func (v session) sign(keys *handshake.Keys) (string, error) {
	var e handshake.Encoder
	e.Int(v.UserID)
	e.String(v.Tenant)
	e.String(v.Role)
	e.String(v.Device)
	return spec.Mint(keys, e.Fields())
}

func (v *session) verify(keys *handshake.Keys, token string) error {
	o, err := spec.Open(keys, token)
	if err != nil {
		return err
	}
	var d handshake.Decoder
	d.Reset(o.Payload)
	got := session{d.Int(64), d.String(), d.String(), d.String()}
	if err := handshake.Finish(o, &got, d.End()); err != nil {
		return err
	}
	*v = got
	return nil
}

func benchKeys(t testing.TB) *handshake.Keys {
	keys, err := handshake.NewKeys("bench-secret-bench-secret-bench-secret-bench-secret-0123456789")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func BenchmarkSign(b *testing.B) {
	keys := benchKeys(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := aSession.sign(keys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	keys := benchKeys(b)
	token, err := aSession.sign(keys)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var got session
		if err = got.verify(keys, token); err != nil || got != aSession {
			b.Fatal(err)
		}
	}
}

func BenchmarkCreate(b *testing.B) {
	auth, err := handshake.New(benchKeys(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err = auth.Create("8734512", "acme-eu-west", "billing-admin", "f3b1c9d2a7e4"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyFields(b *testing.B) {
	auth, err := handshake.New(benchKeys(b))
	if err != nil {
		b.Fatal(err)
	}
	token, err := auth.Create("8734512", "acme-eu-west", "billing-admin", "f3b1c9d2a7e4")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err = auth.Verify(token, time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}
