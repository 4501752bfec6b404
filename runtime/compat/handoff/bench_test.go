package handoff_test

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

var spec = handoff.NewSpec(handoff.A)

func benchKeys(t testing.TB) *handoff.Keys {
	keys, err := handoff.NewKeys("bench-secret-bench-secret-bench-secret-bench-secret-0123456789")
	compattest.Check(t, err)
	return keys
}

// BenchmarkGenerated does what generated code does.
func BenchmarkGenerated(b *testing.B) {
	keys := benchKeys(b)
	compattest.Bench(b, compattest.ASession, func() (string, error) {
		var e codec.JSONEncoder
		compattest.ASession.Encode(&e)
		return spec.Mint(keys, e.Output.Bytes())
	}, func(token string) (v compattest.Session, err error) {
		o, err := spec.Open(keys, token)
		if err != nil {
			return v, err
		}
		var d codec.JSONDecoder
		d.Reset(o.Payload())
		v.Decode(&d)
		err = handoff.Finish(o, &v, d.End())
		return v, err
	})
}

// BenchmarkReflected uses the API for people.
func BenchmarkReflected(b *testing.B) {
	h, err := handoff.New(benchKeys(b))
	compattest.Check(b, err)
	compattest.Bench(b, compattest.ASession, func() (string, error) {
		return h.Encode(handoff.A, &compattest.ASession)
	}, func(token string) (v compattest.Session, err error) {
		err = h.Decode(handoff.A, token, &v)
		return v, err
	})
}
