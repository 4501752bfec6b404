package jwt_test

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/jwt"
)

var spec = jwt.NewSpec("HS256", time.Hour, jwt.Audience("shop"))

func benchKeys(t testing.TB) *jwt.Keys {
	keys, err := jwt.NewKeys([]byte("bench-secret-bench-secret-bench-secret-bench-secret-0123456789"))
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
		err = jwt.Finish(o, &v, d.End())
		return v, err
	})
}
