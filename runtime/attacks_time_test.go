package typeseal

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// TestTime checks when tokens of a type with a max-age of an hour are accepted.
func TestTime(t *testing.T) {
	for _, k := range kits(t) {
		synctest.Test(t, func(t *testing.T) {
			token := k.mint(t, ana)
			short := k.mint(t, ana, TTL(time.Minute))
			later := mintedIn(t, k, 60*time.Second)
			muchLater := mintedIn(t, k, 61*time.Second)
			if _, err := k.open(later); err != nil {
				t.Errorf("60 seconds ahead: %v", err)
			}
			_, err := k.open(muchLater)
			wantKind(t, "61 seconds ahead", err, ErrNotYetValid)
			_, err = k.open(k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued = envelope.MaxIssued }))
			wantKind(t, "the last second", err, ErrNotYetValid)
			_, err = k.open(k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued = 0 }))
			wantKind(t, "1970", err, ErrExpired)
			long := k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.ttl = 1<<32 - 1 })

			time.Sleep(time.Minute)
			if _, err := k.open(short); err != nil {
				t.Errorf("a token with a TTL of one minute, after a minute: %v", err)
			}
			time.Sleep(time.Second)
			_, err = k.open(short)
			wantKind(t, "TTL and a second", err, ErrExpired)

			time.Sleep(59*time.Minute - time.Second)
			if got, err := k.open(token); err != nil || got != ana {
				t.Errorf("max-age: %v", err)
			}
			time.Sleep(time.Second)
			_, err = k.open(token)
			wantKind(t, "one second older than max-age", err, ErrExpired)
			var expired *ExpiredError[sample]
			if !errors.As(err, &expired) || expired.Payload() != ana ||
				expired.ExpiredAt.Sub(expired.IssuedAt) != time.Hour {
				t.Errorf("expired: %+v, want the payload and a life of one hour", expired)
			}
			_, err = k.open(long)
			wantKind(t, "TTL beyond max-age", err, ErrExpired)
			w := wire(t, token)
			w[12] ^= 1
			_, err = k.open(text(w))
			wantKind(t, "expired and changed", err, ErrForged)
			other := *k
			other.newKeys(t)
			_, err = other.open(token)
			wantKind(t, "expired, of an unknown key", err, ErrUnknownKey)
		})
	}
}

// mintedIn mints a token that says it was issued in the future.
func mintedIn(t *testing.T, k *kit, d time.Duration) string {
	return k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued += int64(d / time.Second) })
}

// TestClockSteps opens tokens after the clock stepped back, and with a clock in another
// time zone.
func TestClockSteps(t *testing.T) {
	for _, k := range kits(t)[:2] {
		token := k.mint(t, ana)
		now := time.Now()
		for step, want := range map[time.Duration]error{-30 * time.Second: nil, -10 * time.Minute: ErrNotYetValid} {
			o, err := openAt(k.spec, k.ring.viewed(), token, nil, now.Add(step).Unix())
			if err != want {
				t.Errorf("%v: %v, want %v", step, err, want)
			}
			o.end(nil)
		}
		far := now.In(time.FixedZone("UTC+14", 14*3600)).Round(0)
		o, err := openAt(k.spec, k.ring.viewed(), token, nil, far.Unix())
		if err != nil {
			t.Errorf("a clock with a zone: %v", err)
		}
		if at := o.IssuedAt(); at.Location() != time.UTC || at.Sub(now).Abs() > time.Minute {
			t.Errorf("issued at %v", at)
		}
	}
}

// TestOddClocks: whatever the clock returns, opening does not panic and does not accept
// the token.
func TestOddClocks(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	for _, now := range []int64{-1 << 63, -62135596800, -1, 0, 1 << 32, envelope.MaxIssued, 253402300800, 1<<63 - 61} {
		o, err := openAt(k.spec, k.ring.viewed(), token, nil, now)
		if err == nil && !o.room.expired || err != nil && !errors.Is(err, ErrNotYetValid) {
			t.Errorf("clock %d: %v", now, err)
		}
	}
}

// TestUnlimited: tokens of a type without max-age expire by their TTL only.
func TestUnlimited(t *testing.T) {
	p := samplePolicy(Signed)
	p.MaxAge = Unlimited
	k := newKit(t, p)
	synctest.Test(t, func(t *testing.T) {
		forever, day := k.mint(t, ana), k.mint(t, ana, TTL(24*time.Hour))
		time.Sleep(24*time.Hour + time.Second)
		if _, err := k.open(forever); err != nil {
			t.Error(err)
		}
		_, err := k.open(day)
		wantKind(t, "TTL", err, ErrExpired)
	})
}

// TestState: a token with state opens only with the state that it was minted
// with.
func TestState(t *testing.T) {
	p := samplePolicy(Sealed)
	p.State = true
	k := newKit(t, p)
	token := k.bind(t, ana, []string{"ab", "c"})
	for want, state := range map[bool][]string{true: {"ab", "c"}, false: {"a", "bc"}} {
		o, err := k.begun(token)
		if err != nil {
			t.Fatal(err)
		}
		if o.room.fresh(state) != want {
			t.Errorf("fresh(%q) is not %v", state, want)
		}
	}
	p.State = false
	_, err := k.with(p).open(token)
	wantKind(t, "token with state, type without", err, ErrMalformed)
	p.State = true
	plain := newKit(t, samplePolicy(Sealed))
	_, err = plain.with(p).open(plain.mint(t, ana))
	wantKind(t, "token without state, type with", err, ErrMalformed)
	if _, err := k.tryMint(ana); !errors.Is(err, ErrMint) {
		t.Errorf("minting without the state: %v, want ErrMint", err)
	}
}

// TestStatesAreNotLinked: if two tokens differ in anything, nobody can tell whether their
// states are the same, even if they were issued in the same second.
func TestStatesAreNotLinked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := samplePolicy(Signed)
		p.State = true
		k := newKit(t, p)
		bob := ana
		bob.Name = "bob"
		state := []string{"hash"}
		tag := func(token string) string {
			parts, ok := envelope.Split(wire(t, token), envelope.Signed)
			if !ok {
				t.Fatal("split")
			}
			content, ok := envelope.SplitContent(parts.Header.Flags, parts.Content)
			if !ok || len(content.State) != envelope.StateSize {
				t.Fatal("no state tag")
			}
			return string(content.State)
		}
		tags := map[string]string{}
		for who, token := range map[string]string{
			"ana": k.bind(t, ana, state), "bob": k.bind(t, bob, state),
			"ana in a session":  k.bind(t, ana, state, BoundTo("session:1")),
			"ana, for a minute": k.bind(t, ana, state, TTL(time.Minute)),
		} {
			if other, known := tags[tag(token)]; known {
				t.Errorf("the tokens of %q and %q have the same state tag", who, other)
			}
			tags[tag(token)] = who
		}
		if again := tag(k.bind(t, ana, state)); tags[again] != "ana" {
			t.Error("the same token has another state tag")
		}
	})
}
