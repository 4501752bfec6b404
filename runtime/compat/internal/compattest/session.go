package compattest

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// A Session is a payload for benchmarks. Its methods resemble generated methods.
type Session struct {
	UserID  int64  `json:"uid"`
	Email   string `json:"email"`
	Tenant  string `json:"tenant"`
	Role    string `json:"role"`
	Device  string `json:"device"`
	Tier    int    `json:"tier"`
	Trusted bool   `json:"trusted"`
}

// ASession is a session.
var ASession = Session{8734512, "maria.lopez@example.com", "acme-eu-west", "billing-admin", "f3b1c9d2a7e4", 3, true}

// Encode writes v.
func (v *Session) Encode(e *codec.JSONEncoder) {
	e.Raw(`{"uid":`).Int(v.UserID)
	e.Raw(`,"email":`).String(v.Email)
	e.Raw(`,"tenant":`).String(v.Tenant)
	e.Raw(`,"role":`).String(v.Role)
	e.Raw(`,"device":`).String(v.Device)
	e.Raw(`,"tier":`).Int(int64(v.Tier))
	e.Raw(`,"trusted":`).Bool(v.Trusted)
	e.Raw(`}`)
}

var sessionNames = []string{"uid", "email", "tenant", "role", "device", "tier", "trusted"}

// Decode reads v.
func (v *Session) Decode(d *codec.JSONDecoder) {
	o := d.Object()
	for d.Field(&o, sessionNames) {
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

// Bench measures minting and opening a token with a payload.
func Bench[T comparable](b *testing.B, payload T, mint func() (string, error), open func(token string) (T, error)) {
	token, err := mint()
	Check(b, err)
	b.Run("mint", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := mint(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v, err := open(token); err != nil || v != payload {
				b.Fatal(err)
			}
		}
	})
}
