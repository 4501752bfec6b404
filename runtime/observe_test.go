package typeseal

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

// recorder keeps the events.
type recorder struct{ events []observe.Event }

func (r *recorder) Observe(e observe.Event) { r.events = append(r.events, e) }

// last returns the only event that was reported since the last call.
func (r *recorder) last(t *testing.T, what string) observe.Event {
	t.Helper()
	if len(r.events) != 1 {
		t.Fatalf("%s: %d events, want 1", what, len(r.events))
	}
	e := r.events[0]
	r.events = nil
	return e
}

func (k *kit) observed(o observe.Observer) *kit {
	seen := *k
	if k.ring != nil {
		seen.ring = k.ring.WithObserver(o)
	} else {
		seen.signing, seen.public = k.signing.WithObserver(o), k.public.WithObserver(o)
	}
	return &seen
}

func TestObserve(t *testing.T) {
	for _, plain := range kits(t) {
		synctest.Test(t, func(t *testing.T) {
			var r recorder
			k := plain.observed(&r)
			token := k.mint(t, ana)
			minted := r.last(t, "minting")
			want := observe.Event{
				Op: observe.Mint, Salt: "test.sample", Kind: kindNames[k.spec.kind], KeyID: minted.KeyID, Version: 1,
				Known: true, Primary: true,
			}
			if minted != want || minted.KeyID == 0 {
				t.Errorf("minting: %+v, want %+v", minted, want)
			}
			k.tryMint(sample{Name: "\xff"})
			want.Reason = ErrMint
			if got := r.last(t, "minting"); got != want {
				t.Errorf("minting a payload that cannot be encoded: %+v", got)
			}
			k.tryMint(ana, TTL(0))
			want.Reason = ErrConfig
			if got := r.last(t, "minting"); got != want {
				t.Errorf("minting with a wrong option: %+v", got)
			}

			time.Sleep(time.Minute)
			want = observe.Event{
				Op: observe.Open, Salt: want.Salt, Kind: want.Kind, KeyID: minted.KeyID, Version: 1, Age: time.Minute,
				Known: true, Primary: k.ring != nil,
			}
			k.open(token)
			if got := r.last(t, "opening"); got != want {
				t.Errorf("opening: %+v, want %+v", got, want)
			}
			k.open("("+token+")", Repair())
			want.Repaired = true
			if got := r.last(t, "repairing"); got != want {
				t.Errorf("repairing: %+v, want %+v", got, want)
			}
			time.Sleep(time.Hour)
			k.open(token)
			want.Age, want.Repaired, want.Reason = time.Hour+time.Minute, false, ErrExpired
			want.Invalid = true
			if got := r.last(t, "expired"); got != want {
				t.Errorf("expired: %+v, want %+v", got, want)
			}
			k.realm("other").open(token)
			want.Version, want.Age, want.Reason = 0, 0, ErrForged
			if got := r.last(t, "forged"); got != want {
				t.Errorf("forged: %+v, want %+v", got, want)
			}
			k.open("nonsense")
			want.KeyID, want.Known, want.Primary, want.Reason = 0, false, false, ErrMalformed
			if got := r.last(t, "malformed"); got != want {
				t.Errorf("malformed: %+v, want %+v", got, want)
			}
			plain.open(token)
			plain.mint(t, ana)
			if len(r.events) > 0 {
				t.Error("the ring without an observer reports")
			}
		})
	}
}

// TestObserveSteps: an opening reports once, after its last step, whatever ends it.
func TestObserveSteps(t *testing.T) {
	p := samplePolicy(Signed)
	p.State, p.Once = true, true
	var r recorder
	k := newKit(t, p).observed(&r)
	token := k.bind(t, ana, []string{ana.Name})
	r.last(t, "minting")
	store := newUses()
	loads := func(err error) func(*sample) error { return func(*sample) error { return err } }
	redeem := func(load func(*sample) error) func() error {
		return func() error { return k.redeem(store, token, load) }
	}
	for _, step := range []struct {
		what   string
		run    func() error
		op     observe.Op
		reason error
	}{
		{"a load that fails", redeem(loads(errors.New("down"))), observe.Peek, observe.ErrLoad},
		{
			"a load that fails with an error of ours", redeem(loads(fmt.Errorf("%w", ErrStore))), observe.Peek,
			observe.ErrLoad,
		},
		{"a load that blames the token", redeem(loads(fmt.Errorf("%w", ErrExpired))), observe.Peek, observe.ErrLoad},
		{"a load that finds nothing", redeem(loads(ErrStale)), observe.Peek, ErrStale},
		{"another state", redeem(func(s *sample) error { s.Name = "other"; return nil }), observe.Peek, ErrStale},
		{"a store that fails", func() error {
			return k.redeem(&uses{err: ErrConfig}, token, loads(nil))
		}, observe.Redeem, ErrStore},
		{"no store", func() error { return k.redeem(nil, token, loads(nil)) }, observe.Redeem, ErrConfig},
		{"redeeming", redeem(loads(nil)), observe.Redeem, nil},
		{"redeeming again", redeem(loads(nil)), observe.Redeem, ErrUsed},
	} {
		err := step.run()
		if e := r.last(t, step.what); e.Op != step.op || e.Reason != step.reason {
			t.Errorf("%s: %+v for %v", step.what, e, err)
		}
	}
}

// TestObserveNobody: handles without keys have no observer to report to.
func TestObserveNobody(t *testing.T) {
	var r recorder
	k := newKit(t, samplePolicy(Signed))
	_, err := k.spec.Mint((*Keyring)(nil).WithObserver(&r))
	wantConfig(t, "no ring", err)
	if _, err := k.observed(&r).observed(nil).open("nonsense"); err != ErrMalformed || len(r.events) > 0 {
		t.Errorf("%v, %d events", err, len(r.events))
	}
}

type counter struct{ n int }

func (c *counter) Observe(observe.Event) { c.n++ }

// TestObserveAllocates: reporting allocates nothing.
func TestObserveAllocates(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	measure := func(k *kit) (good, bad float64) {
		return testing.AllocsPerRun(100,
			func() { k.open(token) }), testing.AllocsPerRun(100, func() { k.open("x" + token) })
	}
	good, bad := measure(k)
	seenGood, seenBad := measure(k.observed(new(counter)))
	if seenGood > good || seenBad > bad {
		t.Errorf("with an observer %v and %v allocations, without %v and %v", seenGood, seenBad, good, bad)
	}
}
