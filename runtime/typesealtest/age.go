package typesealtest

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// at calls f at a time after the beginning of a bubble's clock.
func at(t *testing.T, after time.Duration, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(after)
		f(t)
	})
}

// long is an age that only tokens without a max-age reach.
const long = 50 * 365 * 24 * time.Hour

// testAge: a token is valid until its max-age, and not after it, and not before it was
// issued.
func (x *tester[T]) testAge(t *testing.T) {
	v := x.sample()
	want := &v
	if x.Downgrade != nil { // Upgrade may depend on the time
		want = nil
	}
	c := Call{Load: x.load(&v)}
	maxAge := x.Policy.MaxAge
	var token, short, ahead, soon string
	at(t, 0, func(t *testing.T) {
		token, short = x.token(t, &v), x.token(t, &v, typeseal.TTL(time.Second))
	})
	at(t, 60*time.Second, func(t *testing.T) { soon = x.token(t, &v) })
	at(t, 61*time.Second, func(t *testing.T) { ahead = x.token(t, &v) })
	if maxAge == typeseal.Unlimited {
		at(t, long, func(t *testing.T) { x.opens(t, token, want, c) })
	} else {
		at(t, maxAge-time.Second, func(t *testing.T) { x.opens(t, token, want, c) })
		at(t, maxAge, func(t *testing.T) { x.opens(t, token, want, c) })
		at(t, maxAge+time.Second, func(t *testing.T) {
			x.refuses(t, token, typeseal.ErrExpired, c)
			x.testExpired(t, token, want, c, maxAge)
		})
	}
	at(t, time.Second, func(t *testing.T) { x.opens(t, short, want, c) })
	at(t, 2*time.Second, func(t *testing.T) {
		x.refuses(t, short, typeseal.ErrExpired, c)
		x.testExpired(t, short, want, c, time.Second)
	})
	at(t, 0, func(t *testing.T) {
		x.opens(t, soon, want, c)
		x.refuses(t, ahead, typeseal.ErrNotYetValid, c)
	})
}

// testExpired: the error of an expired token has its payload. age is how long it lived.
func (x *tester[T]) testExpired(t *testing.T, token string, want *T, c Call, age time.Duration) {
	t.Helper()
	c.Token = token
	for _, o := range x.openings() {
		p := x.receiver()
		err := o.call(&p, x.call(c))
		expired, ok := errors.AsType[*typeseal.ExpiredError[T]](err)
		if !ok {
			t.Errorf("%s of an expired token returns a %T, want %T", o.name, err, expired)
			continue
		}
		if payload := expired.Payload(); want != nil && !x.same(&payload, want) {
			t.Errorf("the error has another payload\n got: %+v\nwant: %+v", payload, *want)
		}
		if expired.ExpiredAt.Sub(expired.IssuedAt) != age {
			t.Errorf("the token lived from %s to %s, want %s", expired.IssuedAt, expired.ExpiredAt, age)
		}
	}
}
