package typeseal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

// uses is a Store for tests. It remembers everything, and fails with err.
type uses struct {
	seen  map[Use]time.Time // the claim in Use is 0
	claim map[Use][16]byte
	err   error
}

func newUses() *uses { return &uses{seen: map[Use]time.Time{}, claim: map[Use][16]byte{}} }

func (u *uses) Consume(ctx context.Context, use Use) (Record, error) {
	r, used, err := u.Look(ctx, use)
	if used || err != nil {
		return r, err
	}
	claim := use.Claim
	use.Claim = [16]byte{}
	now := time.Now().Truncate(time.Second)
	u.seen[use], u.claim[use] = now, claim
	return Record{First: true, Claimed: claim != [16]byte{}, At: now, Now: now}, nil
}

func (u *uses) Look(_ context.Context, use Use) (Record, bool, error) {
	claim := use.Claim
	use.Claim = [16]byte{}
	at, used := u.seen[use]
	if !used || u.err != nil {
		return Record{}, false, u.err
	}
	claimed := claim != [16]byte{} && claim == u.claim[use]
	return Record{Claimed: claimed, At: at, Now: time.Now().Truncate(time.Second)}, true, nil
}

// redeem does what generated code does for a type with once and state.
func (k *kit) redeem(store Store, token string, load func(*sample) error, opts ...Option) error {
	var s sample
	o, err := k.begun(token, opts...)
	if err != nil {
		return err
	}
	s.decode(o.Msgpack())
	if err := Decoded(o, &s); err != nil {
		return err
	}
	if k.spec.state {
		if err := load(&s); err != nil {
			return o.NotLoaded(err)
		}
		if err := o.Fresh(s.Name); err != nil {
			return err
		}
	}
	return o.Redeem(context.Background(), store, opts...)
}

// TestRedeem: only a token that is valid in every other way reaches the store.
func TestRedeem(t *testing.T) {
	for _, kind := range []Kind{Signed, Sealed, Public} {
		synctest.Test(t, func(t *testing.T) {
			p := samplePolicy(kind)
			p.Once = true
			k := newKit(t, p)
			store := newUses()
			token := k.mint(t, ana, BoundTo("a"))
			wantKind(t, "bad binding", k.redeem(store, token, nil, BoundTo("b")), ErrForged)
			wantKind(t, "bad payload", k.redeem(store, k.raw(t, "\xc0", nil), nil), ErrPayload)
			store.err = errors.New("down")
			if err := k.redeem(store, token, nil, BoundTo("a")); !errors.Is(err, ErrStore) ||
				errors.Is(err, ErrInvalid) {
				t.Errorf("%v, want ErrStore", err)
			}
			store.err = nil
			if len(store.seen) != 0 {
				t.Fatalf("a failed check consumed the token")
			}
			for range 10 {
				if _, err := k.open(token, BoundTo("a")); err != nil {
					t.Errorf("peek: %v", err)
				}
			}
			if err := k.redeem(store, token, nil, BoundTo("a")); err != nil {
				t.Errorf("redeeming: %v", err)
			}
			wantKind(t, "again", k.redeem(store, token, nil, BoundTo("a")), ErrUsed)
			wantKind(t, "other text", k.redeem(store, token+"=", nil, BoundTo("a")), ErrMalformed)

			claim := Claim([16]byte{1})
			claimed := k.mint(t, ana)
			for range 2 {
				if err := k.redeem(store, claimed, nil, claim); err != nil {
					t.Errorf("same claim: %v", err)
				}
			}
			late := k.mint(t, ana)
			consumed := len(store.seen)
			time.Sleep(time.Hour + time.Second)
			wantKind(t, "expired", k.redeem(store, late, nil), ErrExpired)
			if len(store.seen) != consumed {
				t.Error("an expired token was stored")
			}
			wantConfig(t, "no store", k.redeem(nil, k.mint(t, ana), nil))
			wantConfig(t, "a claim of zeros", k.redeem(store, token, nil, Claim([16]byte{})))
			wantConfig(t, "two claims", k.redeem(store, token, nil, claim, claim))
		})
	}
}

// TestOnceOnly: tokens from before the type was single-use are refused, and
// raising max-age does not revive an expired token.
func TestOnceOnly(t *testing.T) {
	for _, k := range kits(t) {
		synctest.Test(t, func(t *testing.T) {
			p := samplePolicy(Kind(k.spec.kind))
			before := k.mint(t, ana)
			p.Once = true
			_, err := k.with(p).open(before)
			wantKind(t, k.name+" minted before", err, ErrMalformed)
			once := k.with(p).mint(t, ana)
			p.MaxAge = 24 * time.Hour
			time.Sleep(time.Hour + time.Second)
			_, err = k.with(p).open(once)
			wantKind(t, k.name+" max-age raised", err, ErrExpired)
		})
	}
}

// TestRemembered: the store is told how long the token is valid by its own TTL,
// even if max-age is shorter today.
func TestRemembered(t *testing.T) {
	for _, kind := range []Kind{Signed, Sealed, Public} {
		synctest.Test(t, func(t *testing.T) {
			p := samplePolicy(kind)
			p.Once, p.MaxAge = true, 24*time.Hour
			k := newKit(t, p)
			token := k.mint(t, ana)
			minted := time.Now().Truncate(time.Second)
			p.MaxAge = time.Hour
			store := newUses()
			if err := k.with(p).redeem(store, token, nil); err != nil {
				t.Fatal(err)
			}
			for use := range store.seen {
				if want := minted.Add(24 * time.Hour); !use.ExpiresAt.Equal(want) {
					t.Errorf("the store may forget at %v, want %v", use.ExpiresAt, want)
				}
			}
		})
	}
}

// TestStepsInOrder: no step of opening can be left out.
func TestStepsInOrder(t *testing.T) {
	p := samplePolicy(Signed)
	p.State, p.Once = true, true
	k := newKit(t, p)
	token := k.bind(t, ana, []string{"now"})
	store := newUses()
	for what, finish := range map[string]func(*Opening, *sample) error{
		"no decoder": func(o *Opening, s *sample) error { o.codec = 0; return Decoded(o, s) },
		"no Fresh": func(o *Opening, s *sample) error {
			return errors.Join(Decoded(o, s), o.Peek(t.Context(), nil))
		},
		"Fresh first":    func(o *Opening, _ *sample) error { return o.Fresh("now") },
		"Redeem at once": func(o *Opening, _ *sample) error { return o.Redeem(t.Context(), store) },
		"Redeem no Fresh": func(o *Opening, s *sample) error {
			return errors.Join(Decoded(o, s), o.Redeem(t.Context(), store))
		},
	} {
		o, err := k.begun(token)
		if err != nil {
			t.Fatal(err)
		}
		var s sample
		s.decode(o.Msgpack())
		wantConfig(t, what, finish(o, &s))
		wantConfig(t, what+", then Redeem", o.Redeem(t.Context(), store))
	}
	if len(store.seen) != 0 {
		t.Error("a token was consumed before the last step")
	}
	plain := newKit(t, samplePolicy(Signed))
	o, err := plain.begun(plain.mint(t, ana))
	if err != nil {
		t.Fatal(err)
	}
	wantConfig(t, "redeeming a token that is not single-use", o.Redeem(t.Context(), store))
}

// TestLastStep: an opening ends with the last step that its type needs.
func TestLastStep(t *testing.T) {
	for _, state := range []bool{false, true} {
		for _, once := range []bool{false, true} {
			p := samplePolicy(Sealed)
			p.State, p.Once = state, once
			k := newKit(t, p)
			o, err := k.begun(k.bind(t, ana, []string{"now"}))
			if err != nil {
				t.Fatal(err)
			}
			var s sample
			s.decode(o.Msgpack())
			steps := []func() error{func() error { return Decoded(o, &s) }}
			if state {
				steps = append(steps, func() error { return o.Fresh("now") })
			}
			if once {
				steps = append(steps, func() error { return o.Peek(t.Context(), nil) })
			}
			for _, step := range steps {
				if o.room == nil {
					t.Fatalf("state %t, once %t: the opening ended too early", state, once)
				}
				if err := step(); err != nil {
					t.Fatalf("state %t, once %t: %v", state, once, err)
				}
			}
			if o.room != nil {
				t.Errorf("state %t, once %t: the opening did not end with its last step", state, once)
			}
		}
	}
}

// TestStoreNeverInvalid: no error of a store blames the token.
func TestStoreNeverInvalid(t *testing.T) {
	p := samplePolicy(Signed)
	p.Once = true
	k := newKit(t, p)
	for _, cause := range []error{ErrUsed, fmt.Errorf("twice: %w", ErrUsed), ErrInvalid, context.DeadlineExceeded} {
		err := k.redeem(&uses{err: cause}, k.mint(t, ana), nil)
		if !errors.Is(err, ErrStore) || errors.Is(err, ErrInvalid) || errors.Is(err, ErrUsed) {
			t.Errorf("%v becomes %v", cause, err)
		}
		if strings.Count(err.Error(), "typeseal: ") != 1 {
			t.Errorf("%q says typeseal twice", err)
		}
		if cause == context.DeadlineExceeded && !errors.Is(err, cause) {
			t.Errorf("the cause is lost: %v", err)
		}
	}
}

// TestStateAndStore: a stale token is not consumed, and neither is one whose
// state cannot be loaded.
func TestStateAndStore(t *testing.T) {
	p := samplePolicy(Signed)
	p.State, p.Once = true, true
	k := newKit(t, p)
	token := k.bind(t, ana, []string{"hash 1"})
	store := newUses()
	down := errors.New("database is down")
	load := func(hash string, err error) func(*sample) error {
		return func(s *sample) error { s.Name = hash; return err }
	}
	wantKind(t, "stale", k.redeem(store, token, load("hash 2", nil)), ErrStale)
	if err := k.redeem(store, token, load("", down)); err != down {
		t.Errorf("%v, want the callback's own error", err)
	}
	if len(store.seen) != 0 {
		t.Error("a failed check consumed the token")
	}
	if err := k.redeem(store, token, load("hash 1", nil)); err != nil {
		t.Error(err)
	}
}

// panicking is a store that panics.
type panicking struct{}

func (panicking) Consume(context.Context, Use) (Record, error)    { panic("Consume") }
func (panicking) Look(context.Context, Use) (Record, bool, error) { panic("Look") }

// TestPanicsOfCallers: after a panic of the caller's store or function, tokens are opened as
// before, and the token is not redeemed.
func TestPanicsOfCallers(t *testing.T) {
	p := samplePolicy(Sealed)
	p.State, p.Once = true, true
	k := newKit(t, p)
	store := newUses()
	token := k.bind(t, ana, []string{ana.Name})
	for range 20 {
		for what, run := range map[string]func(){
			"Consume": func() { k.redeem(panicking{}, token, func(*sample) error { return nil }) },
			"load":    func() { k.redeem(store, token, func(*sample) error { panic("load") }) },
			"observer": func() {
				k.observed(panics{}).redeem(newUses(), token, func(*sample) error { return nil })
			},
		} {
			func() {
				defer func() {
					if got := recover(); got != what {
						t.Errorf("panic %v, want %s", got, what)
					}
				}()
				run()
			}()
		}
		other := k.bind(t, sample{ID: 2, Name: "bea"}, []string{"bea"})
		if err := k.redeem(newUses(), other, func(*sample) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.redeem(store, token, func(*sample) error { return nil }); err != nil {
		t.Error(err)
	}
}

// panics is an observer that panics.
type panics struct{}

func (panics) Observe(observe.Event) { panic("observer") }
