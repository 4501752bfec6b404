package itsdangerous

import (
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

// FuzzOpen reads the fuzzer's text as a token, and also as the body and as the time of a
// signed token, so that the text reaches what is behind the signature.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"MQ", "eyJhIjoxfQ", ".eJyLNtQx0jGOBQAGlQGn", "", ".", "ZVPxAA", "AA",
		"eyJ1aWQiOjQyfQ.ZVPxAA.CQD7JtdG-IJe2og1KjbRRsUvnJE",
	} {
		f.Add(seed)
	}
	keys, _ := NewKeys("a secret of tests")
	spec := newSpec(typeseal.Unlimited, AcceptFuture())
	f.Fuzz(func(t *testing.T, text string) {
		if o, err := spec.Open(keys, text); !errors.Is(err, typeseal.ErrInvalid) || o.Payload() != nil {
			t.Fatalf("unsigned: %v", err)
		}
		o, err := spec.Open(keys, signed(t, spec, keys, text, stampOf(time.Now())))
		if err != nil && !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatal(err)
		}
		if len(o.Payload()) > DefaultMaxPayload {
			t.Fatalf("%d bytes", len(o.Payload()))
		}
		at, ok := parseTime(text)
		if ok && stampOf(at) != text {
			t.Fatalf("two spellings of %v", at)
		}
		o, err = spec.Open(keys, signed(t, spec, keys, "MQ", text))
		_, stamp, split := pytoken.CutLast("MQ."+text, ".")
		if at, ok = parseTime(stamp); ok != (err == nil) || ok && !o.IssuedAt.Equal(at) || !split {
			t.Fatalf("opened a token of %v: %v", o.IssuedAt, err)
		}
	})
}
