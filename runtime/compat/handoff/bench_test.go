package handoff_test

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
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

var spec = handoff.NewSpec(handoff.A)

func (v session) seal(keys *handoff.Keys) (string, error) {
	var e codec.JSONEncoder
	v.encode(&e)
	return spec.Mint(keys, e.Output.Bytes())
}

func (v *session) open(keys *handoff.Keys, token string) error {
	o, err := spec.Open(keys, token)
	if err != nil {
		return err
	}
	var got session
	var d codec.JSONDecoder
	d.Reset(o.Payload)
	got.decode(&d)
	if err := handoff.Finish(o, &got, d.End()); err != nil {
		return err
	}
	*v = got
	return nil
}

func benchKeys(t testing.TB) *handoff.Keys {
	keys, err := handoff.NewKeys("bench-secret-bench-secret-bench-secret-bench-secret-0123456789")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func BenchmarkSeal(b *testing.B) {
	keys := benchKeys(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := aSession.seal(keys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	keys := benchKeys(b)
	token, err := aSession.seal(keys)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var got session
		if err = got.open(keys, token); err != nil || got != aSession {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	h, err := handoff.New(benchKeys(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err = h.Encode(handoff.A, &aSession); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	h, err := handoff.New(benchKeys(b))
	if err != nil {
		b.Fatal(err)
	}
	token, err := h.Encode(handoff.A, &aSession)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var got session
		if err = h.Decode(handoff.A, token, &got); err != nil || got != aSession {
			b.Fatal(err)
		}
	}
}
