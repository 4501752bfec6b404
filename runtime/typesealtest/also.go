package typesealtest

import (
	"math"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// testAlso: until its last day, tokens of the other system are accepted too.
func (x *tester[T]) testAlso(t *testing.T) {
	p := newPeer(x.Also, func(p *T, token string) error { return x.Open(p, x.call(Call{Token: token})) })
	v := p.sample(t)
	at(t, 0, p.testValues)
	at(t, 0, p.testChanged)
	at(t, 0, p.testPayload)
	at(t, 0, p.testMissing)
	end := x.Also.Until
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of synctest's clock
	if x.Also.MaxAge < end.Sub(start)-time.Hour {
		p.testAge(t)
	}
	x.testCutoff(t, p, v)
	if end.Sub(start) == math.MaxInt64 {
		return // no clock can be moved that far
	}
	at(t, end.Sub(start)-time.Second, func(t *testing.T) {
		token := p.reference(t, v)
		p.opens(t, token, &v)
		x.refuses(t, token, typeseal.ErrInvalid, Call{Options: []typeseal.Option{typeseal.BoundTo("test:1")}})
	})
	at(t, end.Sub(start), func(t *testing.T) { p.refuses(t, p.reference(t, v), typeseal.ErrMalformed) })
}

// testCutoff: a cutoff of the key ring revokes the other system's tokens.
func (x *tester[T]) testCutoff(t *testing.T, p *peer[T], v T) {
	const cutoff = "\ncutoff 2000-01-01T00:01:00Z\n"
	ring, err := typeseal.ParseKeyring("primary " + x.ringText + cutoff)
	if err != nil {
		t.Fatal(err)
	}
	public, err := typeseal.ParsePublicKeyring("accepted " + x.publicText + cutoff)
	if err != nil {
		t.Fatal(err)
	}
	at(t, 0, func(t *testing.T) {
		token := p.reference(t, v)
		x.refuses(t, token, typeseal.ErrRevoked, Call{Keys: ring, PublicKeys: public})
	})
}
