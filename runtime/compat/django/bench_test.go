package django_test

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/django"
)

// session is encoded and decoded as generated code does it, and by reflection.
type session struct {
	UserID  int64  `json:"uid"`
	Email   string `json:"email"`
	Tenant  string `json:"tenant"`
	Role    string `json:"role"`
	Device  string `json:"device"`
	Tier    int    `json:"tier"`
	Trusted bool   `json:"trusted"`
}

var aSession = session{8734512, "maria.lopez@example.com", "acme-eu-west", "billing-admin", "f3b1c9d2a7e4", 3, true}

var sessionNames = []string{"uid", "email", "tenant", "role", "device", "tier", "trusted"}

func (v *session) encode(e *codec.JSONEncoder) {
	e.Raw(`{"uid":`).Int(v.UserID)
	e.Raw(`,"email":`).String(v.Email)
	e.Raw(`,"tenant":`).String(v.Tenant)
	e.Raw(`,"role":`).String(v.Role)
	e.Raw(`,"device":`).String(v.Device)
	e.Raw(`,"tier":`).Int(int64(v.Tier))
	e.Raw(`,"trusted":`).Bool(v.Trusted)
	e.Raw(`}`)
}

func (v *session) decode(d *codec.JSONDecoder) {
	for o := d.Object(); d.Field(&o, sessionNames); {
		switch o.Index {
		case 0:
			v.UserID = d.Int(64)
		case 1:
			v.Email = d.String()
		case 2:
			v.Tenant = d.String()
		case 3:
			v.Role = d.String()
		case 4:
			v.Device = d.String()
		case 5:
			v.Tier = int(d.Int(codec.WordBits))
		case 6:
			v.Trusted = d.Bool()
		}
	}
}

var spec = django.NewSpec(time.Hour, django.Salt("bench"))

func (v session) sign(keys *django.Keys) (string, error) {
	var e codec.JSONEncoder
	v.encode(&e)
	return spec.Mint(keys, e.Output.Bytes())
}

func (v *session) verify(keys *django.Keys, token string) error {
	o, err := spec.Open(keys, token)
	if err != nil {
		return err
	}
	var got session
	var d codec.JSONDecoder
	d.Reset(o.Payload)
	got.decode(&d)
	if err := django.Finish(o, &got, d.End()); err != nil {
		return err
	}
	*v = got
	return nil
}

func benchKeys(t testing.TB) *django.Keys {
	keys, err := django.NewKeys("bench-secret-bench-secret-bench-secret-bench-secret-0123456789")
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

func BenchmarkDumps(b *testing.B) {
	keys := benchKeys(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := django.Dumps(keys, &aSession); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoads(b *testing.B) {
	keys := benchKeys(b)
	token, err := django.Dumps(keys, &aSession)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var got session
		if err = django.Loads(keys, token, time.Hour, &got); err != nil || got != aSession {
			b.Fatal(err)
		}
	}
}
