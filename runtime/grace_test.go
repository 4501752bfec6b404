package typeseal

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

// peek does what generated code does for Peek of a type with once and no state.
func (k *kit) peek(store Store, token string, opts ...Option) error {
	var s sample
	o, err := k.begun(token, opts...)
	if err != nil {
		return err
	}
	s.decode(o.Msgpack())
	if err := Decoded(o, &s); err != nil {
		return err
	}
	return o.Peek(context.Background(), store, opts...)
}

// onceKits calls test in a bubble for each kind of single-use tokens.
func onceKits(t *testing.T, grace time.Duration, test func(t *testing.T, k *kit, store *uses)) {
	for _, kind := range []Kind{Signed, Sealed, Public} {
		synctest.Test(t, func(t *testing.T) {
			p := samplePolicy(kind)
			p.Once, p.Grace = true, grace
			test(t, newKit(t, p), newUses())
		})
	}
}

// twice fails the test unless redeeming and peeking give the same error. With want nil,
// both must say that the token was redeemed before.
func (k *kit) twice(t *testing.T, what string, store Store, token string, want error, opts ...Option) {
	t.Helper()
	for name, call := range map[string]func(d *Details) error{
		"Peek":   func(d *Details) error { return k.peek(store, token, append(opts, Describe(d))...) },
		"Redeem": func(d *Details) error { return k.redeem(store, token, nil, append(opts, Describe(d))...) },
	} {
		var d Details
		if err := call(&d); !errors.Is(err, want) || d.Repeated != (want == nil) {
			t.Errorf("%s: %s: %v, repeated %t, want %v", what, name, err, d.Repeated, want)
		}
	}
}

// TestPeekAsks: Peek refuses a used token, and does not use up a token. Without a store,
// Peek does not ask whether the token was used.
func TestPeekAsks(t *testing.T) {
	onceKits(t, 0, func(t *testing.T, k *kit, store *uses) {
		token := k.mint(t, ana)
		for range 3 {
			var d Details
			if err := k.peek(store, token, Describe(&d)); err != nil || d.Repeated || d.IssuedAt.IsZero() {
				t.Errorf("before: %v, %+v", err, d)
			}
		}
		var d Details
		if err := k.redeem(store, token, nil, Describe(&d)); err != nil || d.Repeated || d.IssuedAt.IsZero() {
			t.Errorf("redeeming: %v, %+v", err, d)
		}
		k.twice(t, "at once", store, token, ErrUsed)
		if err := k.peek(nil, token); err != nil {
			t.Errorf("without a store: %v", err)
		}
		store.err = errors.New("down")
		err := k.peek(store, token)
		if !errors.Is(err, ErrStore) || errors.Is(err, ErrInvalid) || errors.Unwrap(err) != store.err {
			t.Errorf("the store fails: %v", err)
		}
		wantKind(t, "malformed before the store", k.peek(store, token+"="), ErrMalformed)
	})
}

// TestGrace: a token is accepted again up to the last second of the grace. The grace
// begins with the first use, and later uses do not extend it.
func TestGrace(t *testing.T) {
	onceKits(t, 30*time.Second, func(t *testing.T, k *kit, store *uses) {
		token := k.mint(t, ana)
		time.Sleep(time.Minute)
		if err := k.redeem(store, token, nil); err != nil {
			t.Fatal(err)
		}
		for use := range store.seen {
			if use.Grace != 30*time.Second {
				t.Errorf("the store was told a grace of %v", use.Grace)
			}
		}
		for range 31 {
			k.twice(t, "within", store, token, nil)
			time.Sleep(time.Second)
		}
		k.twice(t, "after 31 seconds", store, token, ErrUsed)
		time.Sleep(time.Hour)
		k.twice(t, "expired", store, token, ErrExpired)
	})
}

// TestGraceAndClaim: the claim is checked first, and works after the grace too. With
// another claim, the token is accepted within the grace.
func TestGraceAndClaim(t *testing.T) {
	onceKits(t, 30*time.Second, func(t *testing.T, k *kit, store *uses) {
		token, mine, other := k.mint(t, ana), Claim([16]byte{1}), Claim([16]byte{2})
		var d Details
		if err := k.redeem(store, token, nil, mine, Describe(&d)); err != nil || d.Repeated {
			t.Fatalf("redeeming: %v, %+v", err, d)
		}
		time.Sleep(30 * time.Second)
		k.twice(t, "another claim within", store, token, nil, other)
		k.twice(t, "no claim within", store, token, nil)
		time.Sleep(time.Second)
		k.twice(t, "the claim after", store, token, nil, mine)
		k.twice(t, "another claim after", store, token, ErrUsed, other)
		k.twice(t, "no claim after", store, token, ErrUsed)
	})
}

// told is a store that returns a given record.
type told struct{ record Record }

func (s told) Consume(context.Context, Use) (Record, error)    { return s.record, nil }
func (s told) Look(context.Context, Use) (Record, bool, error) { return s.record, true, nil }

// TestGraceByRecord: the grace is measured by the store's clock. A record without times,
// or with a time in the future, is not within the grace.
func TestGraceByRecord(t *testing.T) {
	onceKits(t, 30*time.Second, func(t *testing.T, k *kit, _ *uses) {
		token, at := k.mint(t, ana), time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
		for _, test := range []struct {
			age  time.Duration
			want error
		}{
			{0, nil}, {30 * time.Second, nil}, {30*time.Second + 1, ErrUsed}, {time.Hour, ErrUsed},
			{-time.Second, nil}, {-time.Second - 1, ErrUsed}, {-time.Hour, ErrUsed},
		} {
			k.twice(t, test.age.String(), told{Record{At: at, Now: at.Add(test.age)}}, token, test.want)
		}
		k.twice(t, "no times", told{}, token, ErrUsed)
		k.twice(t, "no time of the use", told{Record{Now: at}}, token, ErrUsed)
		k.twice(t, "no time now", told{Record{At: at}}, token, ErrUsed)
		k.twice(t, "claimed", told{Record{Claimed: true}}, token, nil)
	})
	onceKits(t, 0, func(t *testing.T, k *kit, _ *uses) {
		at := time.Now()
		k.twice(t, "a type without grace", told{Record{At: at, Now: at}}, k.mint(t, ana), ErrUsed)
	})
}

// TestObserveRepeated: the events of Peek and Redeem say that a token was redeemed before.
func TestObserveRepeated(t *testing.T) {
	onceKits(t, 30*time.Second, func(t *testing.T, k *kit, store *uses) {
		var r recorder
		k = k.observed(&r)
		token := k.mint(t, ana)
		r.last(t, "minting")
		check := func(what string, err error, op observe.Op, repeated bool, reason error) {
			t.Helper()
			e := r.last(t, what)
			if e.Op != op || e.Repeated != repeated || e.Reason != reason || !errors.Is(err, reason) {
				t.Errorf("%s: %+v for %v", what, e, err)
			}
		}
		check("peeking", k.peek(store, token), observe.Peek, false, nil)
		check("redeeming", k.redeem(store, token, nil), observe.Redeem, false, nil)
		check("peeking again", k.peek(store, token), observe.Peek, true, nil)
		check("redeeming again", k.redeem(store, token, nil), observe.Redeem, true, nil)
		time.Sleep(31 * time.Second)
		check("peeking too late", k.peek(store, token), observe.Peek, false, ErrUsed)
		check("redeeming too late", k.redeem(store, token, nil), observe.Redeem, false, ErrUsed)
		store.err = errors.New("down")
		check("the store fails", k.peek(store, token), observe.Peek, false, ErrStore)
		check("the next token is not repeated", k.peek(newUses(), token), observe.Peek, false, nil)
	})
}

// TestGracePolicy checks which graces NewSpec refuses.
func TestGracePolicy(t *testing.T) {
	for _, test := range []struct {
		once  bool
		grace time.Duration
		good  bool
	}{
		{true, time.Second, true}, {true, time.Hour, true}, {true, 0, true}, {false, 0, true},
		{false, time.Second, false}, {true, time.Hour + time.Second, false}, {true, -time.Second, false},
		{true, time.Millisecond, false}, {true, 1500 * time.Millisecond, false},
	} {
		p := samplePolicy(Signed)
		p.Once, p.Grace, p.MaxAge = test.once, test.grace, time.Hour
		if err := p.check(); (err == nil) != test.good || err != nil && !errors.Is(err, ErrConfig) {
			t.Errorf("%+v: %v", test, err)
		}
	}
}
