package django_test

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/django"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

var spec = django.NewSpec(time.Hour, django.Salt("bench"))

func benchKeys(t testing.TB) *django.Keys {
	keys, err := django.NewKeys("bench-secret-bench-secret-bench-secret-bench-secret-0123456789")
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
		err = django.Finish(o, &v, d.End())
		return v, err
	})
}

// BenchmarkReflected uses the API for people.
func BenchmarkReflected(b *testing.B) {
	keys := benchKeys(b)
	compattest.Bench(b, compattest.ASession, func() (string, error) { return django.Dumps(keys, &compattest.ASession) },
		func(token string) (v compattest.Session, err error) {
			return v, django.Loads(keys, token, time.Hour, &v)
		})
}
