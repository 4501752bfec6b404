package typeseal

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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
				Life: time.Hour, Known: true, Primary: k.ring != nil,
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
			want.Version, want.Age, want.Life, want.Reason = 0, 0, 0, ErrForged
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
			"a load that fails with an error of this package", redeem(loads(fmt.Errorf("%w", ErrStore))), observe.Peek,
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

// TestObserveKeys: an operator can tell keys that were retired too early, keys that leaked,
// and keys that the ring never had.
func TestObserveKeys(t *testing.T) {
	spec := NewSpec(samplePolicy(Signed))
	key := GenerateKey()
	old, err := ParseKeyring(key)
	if err != nil {
		t.Fatal(err)
	}
	k := &kit{spec: spec, ring: old}
	token := k.mint(t, ana)
	for state, want := range map[string]string{
		"accepted " + key: "ok", "retired " + key: "retired key", "revoked " + key: "revoked key", "": "unknown key",
	} {
		ring, err := ParseKeyring("primary " + GenerateKey() + "\n" + state)
		if err != nil {
			t.Fatal(err)
		}
		var r recorder
		now := &kit{spec: spec, ring: ring.WithObserver(&r)}
		now.open(token)
		e := r.last(t, want)
		if e.Result() != want || e.Known != (want == "ok") || e.Reason != nil && !errors.Is(e.Reason, ErrUnknownKey) {
			t.Errorf("%s: %+v", want, e)
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

// TestObserveMalformed: nothing is reported about a text that is not a token, even if
// Repair found several tokens in it, or it has a second prefix.
func TestObserveMalformed(t *testing.T) {
	for _, plain := range kits(t) {
		var r recorder
		k := plain.observed(&r)
		token, other := plain.mint(t, ana), plain.mint(t, sample{ID: 9})
		for what, text := range map[string]string{
			"nonsense": "nonsense", "cut": token[:20], "two tokens": token + " " + other, "empty": "",
			"two prefixes": plain.spec.prefix + token,
		} {
			_, err := k.open(text, Repair())
			e := r.last(t, what)
			if err == nil {
				continue // Repair removes what is before a token
			}
			want := observe.Event{
				Op: observe.Open, Salt: e.Salt, Kind: e.Kind, Reason: ErrMalformed, Invalid: true,
			}
			if e != want {
				t.Errorf("%s, %s: %+v, want %+v", k.name, what, e, want)
			}
		}
	}
}

// busy is an observer that mints and opens tokens itself, and then panics.
type busy struct {
	kit    *kit
	inside bool
	events int
}

func (b *busy) Observe(e observe.Event) {
	b.events++
	if b.inside {
		return
	}
	b.inside = true
	token, err := b.kit.tryMint(sample{ID: 7, Name: "inner"})
	if got, openErr := b.kit.open(token); err != nil || openErr != nil || got.ID != 7 {
		panic("a token within an observer")
	}
	b.inside = false
	panic(e.Op)
}

// TestObserveBusy: an observer may use tokens itself. If it panics, no memory is lost or
// used twice afterwards.
func TestObserveBusy(t *testing.T) {
	for _, plain := range kits(t) {
		token := plain.mint(t, ana)
		b := new(busy)
		k := plain.observed(b)
		b.kit = k
		attempt := func(want observe.Op, run func()) {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("%s: panic %v, want %v", k.name, got, want)
				}
			}()
			run()
		}
		for range 50 {
			b.events = 0
			attempt(observe.Open, func() { k.open(token) })
			attempt(observe.Open, func() { k.open(token + "x") })
			attempt(observe.Mint, func() { k.mint(t, ana) })
			if b.events != 9 {
				t.Fatalf("%s: %d events, want 9", k.name, b.events)
			}
			if got, err := plain.open(token); err != nil || got != ana {
				t.Fatalf("%s: %+v, %v", k.name, got, err)
			}
		}
	}
}

// TestObserveNoSecrets: events and their log lines contain no part of a token, its
// payload, bindings, state or claim.
func TestObserveNoSecrets(t *testing.T) {
	const binding, name = "session:0123456789abcdef", "a name that is secret"
	p := samplePolicy(Sealed)
	p.State, p.Once = true, true
	var r recorder
	k := newKit(t, p).observed(&r)
	sent := sample{ID: 1, Name: name}
	token := k.bind(t, sent, []string{name}, BoundTo(binding))
	good := func(s *sample) error { return nil }
	for _, opts := range [][]Option{{BoundTo(binding)}, {BoundTo(binding + "x")}, {BoundTo(binding), Repair()}} {
		for _, text := range []string{token, token + ".", token[:30]} {
			k.redeem(newUses(), text, good, opts...)
			k.redeem(newUses(), text, func(s *sample) error { s.Name = "other"; return nil }, opts...)
			k.redeem(newUses(), text, func(s *sample) error { return errors.New(name) }, opts...)
			k.redeem(&uses{err: errors.New(name)}, text, good, opts...)
		}
	}
	var log bytes.Buffer
	seen := observe.Slog(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, e := range r.events {
		fmt.Fprintf(&log, "%+v %#v\n", e, e)
		seen.Observe(e)
	}
	for _, secret := range []string{token, name, binding} {
		for i := range len(secret) - 8 {
			if strings.Contains(log.String(), secret[i:i+8]) {
				t.Fatalf("%q of %q is in the events", secret[i:i+8], secret)
			}
		}
	}
	if len(r.events) != 37 {
		t.Errorf("%d events, want 37", len(r.events))
	}
}
