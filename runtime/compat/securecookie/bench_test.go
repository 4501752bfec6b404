package securecookie_test

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/securecookie"
)

// BenchmarkGenerated does what generated code does.
func BenchmarkGenerated(b *testing.B) {
	keys, err := securecookie.NewKeys([]byte("bench-secret-bench-secret-bench-secret"), []byte("sixteen-byte-key"))
	compattest.Check(b, err)
	spec := securecookie.NewSpec(securecookie.Encrypted, time.Hour, securecookie.Salt("bench"))
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
		err = securecookie.Finish(o, &v, d.End())
		return v, err
	})
}
