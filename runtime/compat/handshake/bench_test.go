package handshake_test

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/compat/handshake"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
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

func benchKeys(t testing.TB) *handshake.Keys {
	keys, err := handshake.NewKeys("bench-secret-bench-secret-bench-secret-bench-secret-0123456789")
	compattest.Check(t, err)
	return keys
}

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
	d.Reset(o.Payload())
	*v = session{d.Int(64), d.String(), d.String(), d.String()}
	return handshake.Finish(o, v, d.End())
}

// BenchmarkGenerated does what generated code does.
func BenchmarkGenerated(b *testing.B) {
	keys := benchKeys(b)
	compattest.Bench(b, aSession, func() (string, error) { return aSession.sign(keys) },
		func(token string) (v session, err error) {
			err = v.verify(keys, token)
			return v, err
		})
}

// BenchmarkFields uses the API for people.
func BenchmarkFields(b *testing.B) {
	auth, err := handshake.New(benchKeys(b))
	compattest.Check(b, err)
	compattest.Bench(b, 4, func() (string, error) {
		return auth.Create("8734512", "acme-eu-west", "billing-admin", "f3b1c9d2a7e4")
	}, func(token string) (int, error) {
		fields, err := auth.Verify(token, time.Hour)
		return len(fields), err
	})
}
