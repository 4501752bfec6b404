package typeseal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/typeseal/typeseal/runtime/observe"
)

// script is a source whose text and error a test changes.
type script struct {
	mu    sync.Mutex
	text  string
	err   error
	hang  chan struct{} // if it is not nil, a load waits until it is closed
	fail  func()        // if it is not nil, a load calls it
	loads []time.Time
}

func (s *script) Load(context.Context) (string, error) {
	s.mu.Lock()
	hang, fail := s.hang, s.fail
	s.loads = append(s.loads, time.Now())
	s.mu.Unlock()
	if hang != nil {
		<-hang
	}
	if fail != nil {
		fail()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text, s.err
}

func (s *script) set(text string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text, s.err = text, err
}

// count returns how often the source was asked.
func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.loads)
}

// watched runs a test with a ring that follows a script, in a bubble of fake time.
func watched(t *testing.T, test func(t *testing.T, s *script, ring *Keyring)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		s := &script{text: GenerateKey()}
		ring, err := WatchKeyring(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		test(t, s, ring)
	})
}

// logged sends the lines of the default logger to a buffer until the test ends.
func logged(t *testing.T) *logLines {
	lines := new(logLines)
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(lines, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return lines
}

// logLines is a buffer that is safe for concurrent use.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logLines) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Reset()
}

// sleep waits, and then until all other goroutines wait.
func sleep(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// round is longer than any pause between two loads.
const round = defaultEvery + defaultEvery/10 + time.Second

// TestWatch: a ring and all views of it follow the source, and tokens of the old key are
// judged by the new ring.
func TestWatch(t *testing.T) {
	logged(t)
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		k := newKit(t, samplePolicy(Signed))
		views := []*Keyring{ring, ring.WithRealm("a"), ring.WithObserver(new(recorder)).WithRealm("b")}
		var tokens []string
		for _, v := range views {
			k.ring = v
			tokens = append(tokens, k.mint(t, ana))
		}
		old := s.text
		s.set("primary "+GenerateKey()+"\nrevoked "+old, nil)
		sleep(round)
		for i, v := range views {
			k.ring = v
			_, err := k.open(tokens[i])
			if !errors.Is(err, ErrRevoked) {
				t.Errorf("a token of the revoked key: %v", err)
			}
			if got, err := k.open(k.mint(t, ana)); err != nil || got != ana {
				t.Errorf("a token of the new key: %v, %v", got, err)
			}
			if v.String() != ring.String() || !strings.Contains(v.String(), "revoked") {
				t.Errorf("the ring is %v", v)
			}
		}
	})
}

// TestWatchKinds: public keys and signing keys follow their sources too.
func TestWatchKinds(t *testing.T) {
	logged(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		signing, public := GenerateSigningKey()
		secret, open := &script{text: signing}, &script{text: public}
		k := newKit(t, samplePolicy(Public))
		var err, err2 error
		k.signing, err = WatchSigningKey(ctx, secret)
		k.public, err2 = WatchPublicKeyring(ctx, open)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		signing, public = GenerateSigningKey()
		secret.set(signing, nil)
		open.set("accepted "+public+"\nretired "+open.text, nil)
		sleep(round)
		if got, err := k.open(k.mint(t, ana)); err != nil || got != ana {
			t.Errorf("got %v, %v", got, err)
		}
		if k.signing.PublicKey() != public {
			t.Error("the signing key did not change")
		}
		want := map[string]string{}
		for id := range k.signing.Keys() {
			want[id] = "accepted"
		}
		got := maps.Collect(k.public.Keys())
		if len(got) != 2 || len(want) != 1 {
			t.Fatal(got, want)
		}
		for id := range want {
			if got[id] != "accepted" {
				t.Errorf("the public keys are %v", got)
			}
		}
	})
}

// TestWatchStart: without a ring there is no start.
func TestWatchStart(t *testing.T) {
	done, stop := context.WithCancel(t.Context())
	stop()
	key, down := GenerateKey(), errors.New("vault is down")
	good := &script{text: key}
	_, public := GenerateSigningKey()
	for what, start := range map[string]struct {
		ctx    context.Context
		source Source
		opts   []WatchOption
	}{
		"no source":              {},
		"no function":            {source: FromFunc(nil)},
		"no text":                {source: &script{}},
		"half a key":             {source: &script{text: key[:30]}},
		"a public key as a ring": {source: &script{text: public}},
		"an error":               {source: &script{err: down}},
		"no variable":            {source: FromEnv("TYPESEAL_NO")},
		"an empty name":          {source: FromEnv("")},
		"an empty path":          {source: FromFile("")},
		"a key as a name":        {source: FromEnv(key)},
		"a key as a path":        {source: FromFile(key)},
		"Every(0)":               {source: good, opts: []WatchOption{Every(0)}},
		"Every(-1)":              {source: good, opts: []WatchOption{Every(-1)}},
		"an empty option":        {source: good, opts: []WatchOption{{}}},
		"the end of ctx":         {source: hanging(), ctx: done},
	} {
		if start.ctx == nil {
			start.ctx = t.Context()
		}
		ring, err := WatchKeyring(start.ctx, start.source, start.opts...)
		wantConfig(t, what, err, key)
		if ring != nil {
			t.Errorf("%s: there is a ring", what)
		}
	}
	for _, s := range []Source{FromEnv(""), FromFile("")} {
		if _, err := WatchKeyring(t.Context(), s); err != errNoName {
			t.Errorf("an empty name: %v", err)
		}
	}
	if _, err := WatchKeyring(t.Context(), &script{err: down}); !errors.Is(err, down) ||
		!strings.Contains(err.Error(), "vault is down") {
		t.Errorf("the error is %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		hang := hanging()
		begun := time.Now()
		_, err := WatchKeyring(t.Context(), hang)
		if err != errSlow || time.Since(begun) != patience {
			t.Errorf("a source that hangs: %v after %v", err, time.Since(begun))
		}
		close(hang.hang)
	})
}

// hanging returns a source that does not answer, and does not heed its context.
func hanging() *script {
	return &script{text: GenerateKey(), hang: make(chan struct{})}
}

// TestWatchFailure: a failure changes nothing, and is reported once until it changes. No
// report contains a part of the text.
func TestWatchFailure(t *testing.T) {
	lines := logged(t)
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		var r, unused recorder
		seen := ring.WithObserver(&r).WithRealm("a")
		ring.WithObserver(&unused).WithObserver(nil)
		runtime.GC()
		runtime.GC()
		before, key := ring.String(), s.text
		for _, step := range []struct {
			what, text string
			err        error
			lines      int
			reason     string
		}{
			{"half a file", key[:len(key)-9], nil, 1, "its checksum does not match"},
			{"another half", key[:len(key)-8], nil, 0, ""},
			{"a line too many", key + "\nprimary", nil, 1, "line 2"},
			{"no text", "", nil, 1, "no key"},
			{"an error", "", errors.New("connection refused"), 1, "connection refused"},
			{"an error with the text", "", fmt.Errorf("bad answer: key=%s", key), 1, "reason not shown"},
			{"the error of a token", "", ErrExpired, 1, "expired"},
			{"the text again", key, nil, 1, "keys loaded"},
			{"no change", key, nil, 0, ""},
		} {
			lines.Reset()
			r.events = nil
			s.set(step.text, step.err)
			sleep(10 * round)
			if n := strings.Count(lines.String(), "\n"); n != step.lines || len(r.events) != n {
				t.Errorf("%s: %d events, and %d lines:\n%s", step.what, len(r.events), n, lines)
			}
			if !strings.Contains(lines.String(), step.reason) {
				t.Errorf("%s: %s", step.what, lines)
			}
			for _, e := range r.events {
				if e.Op != observe.Load || (e.Reason == nil) != (step.text == key) {
					t.Errorf("%s: %+v", step.what, e)
				}
			}
			for i := len("typeseal_key_v1_"); i+8 <= len(key); i++ {
				if strings.Contains(lines.String(), key[i:i+8]) {
					t.Fatalf("%s: a part of the key is logged: %s", step.what, lines)
				}
			}
			if ring.String() != before || seen.String() != before {
				t.Errorf("%s: the ring is %v", step.what, ring)
			}
		}
		if len(unused.events) > 0 {
			t.Error("an observer of no view gets events")
		}
		runtime.KeepAlive(seen)
	})
}

// TestWatchHang: while a source does not answer, the ring stays in use, the source is not
// asked again, and the failure is reported. When it answers, the ring follows again.
func TestWatchHang(t *testing.T) {
	lines := logged(t)
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		before := ring.String()
		s.mu.Lock()
		s.hang = make(chan struct{})
		s.mu.Unlock()
		loads := s.count()
		sleep(time.Hour)
		if s.count() != loads+1 || strings.Count(lines.String(), "\n") != 1 || ring.String() != before {
			t.Errorf("%d loads, log %s, ring %v", s.count()-loads, lines, ring)
		}
		if age := ring.Age(); age < time.Hour-round {
			t.Errorf("the ring is %v old", age)
		}
		s.set(GenerateKey(), nil)
		close(s.hang)
		s.mu.Lock()
		s.hang = nil
		s.mu.Unlock()
		sleep(round)
		if ring.String() == before || ring.Age() > round {
			t.Errorf("the ring is %v, %v old", ring, ring.Age())
		}
	})
}

// TestWatchEnds: after the end of its context, the ring stays as it is.
func TestWatchEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		s := &script{text: GenerateKey()}
		ring, err := WatchKeyring(ctx, s, Every(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		sleep(time.Minute)
		stop()
		loads, before := s.count(), ring.String()
		s.set(GenerateKey(), nil)
		sleep(time.Hour)
		if s.count() != loads || ring.String() != before {
			t.Error("the source is still followed")
		}
		k := newKit(t, samplePolicy(Signed))
		k.ring = ring
		if got, err := k.open(k.mint(t, ana)); err != nil || got != ana {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

// TestWatchPauses: the pauses differ by up to a tenth in both directions.
func TestWatchPauses(t *testing.T) {
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		sleep(200 * defaultEvery)
		s.mu.Lock()
		defer s.mu.Unlock()
		var pauses []time.Duration
		for i := range s.loads[1:] {
			pauses = append(pauses, s.loads[i+1].Sub(s.loads[i]))
		}
		shortest, longest := slices.Min(pauses), slices.Max(pauses)
		if len(pauses) < 180 || shortest < 9*time.Second || longest > 11*time.Second ||
			shortest > 9500*time.Millisecond || longest < 10500*time.Millisecond {
			t.Errorf("%d pauses of %v to %v", len(pauses), shortest, longest)
		}
	})
}

// TestAge: a parsed ring ages from its parsing, and a watched one from its last good load.
func TestAge(t *testing.T) {
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		parsed := mustRing(t, s.text)
		sleep(time.Hour)
		if parsed.Age() != time.Hour || parsed.WithRealm("a").Age() != time.Hour || ring.Age() > round {
			t.Errorf("ages are %v and %v", parsed.Age(), ring.Age())
		}
	})
	for _, age := range []time.Duration{
		(*Keyring)(nil).Age(), new(Keyring).Age(), (*SigningKey)(nil).Age(), (*PublicKeyring)(nil).Age(),
	} {
		if age < 100*365*24*time.Hour {
			t.Errorf("a ring without keys is only %v old", age)
		}
	}
}

// TestWatchForgetsRealms: a view that is not used keeps its own realm of the old keys, but
// not those of other views.
func TestWatchForgetsRealms(t *testing.T) {
	logged(t)
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		idle := ring.WithRealm("idle")
		idle.viewed().present()
		other := weak.Make(ring.WithRealm("other").viewed().present())
		s.set(GenerateKey(), nil)
		sleep(round)
		for range 10 {
			runtime.GC()
		}
		if other.Value() != nil {
			t.Error("the realm of another view is still in memory")
		}
		runtime.KeepAlive(idle)
	})
}

// TestWatchHammer: goroutines of 10,000 realms mint and open while the ring is loaded again
// each millisecond. No token is refused, since each ring accepts the keys of the others.
func TestWatchHammer(t *testing.T) {
	logged(t)
	a, b := GenerateKey(), GenerateKey()
	texts := []string{"primary " + a + "\naccepted " + b, "accepted " + a + "\nprimary " + b}
	var loads atomic.Int64
	source := FromFunc(func(context.Context) (string, error) {
		n := loads.Add(1)
		if n%5 == 0 {
			return texts[n%2][:len(a)], nil // half a file
		}
		return texts[n%2], nil
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ring, err := WatchKeyring(ctx, source, Every(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	base := newKit(t, samplePolicy(Sealed))
	realms := make([]*Keyring, 10_000)
	for i := range realms {
		realms[i] = ring.WithRealm(fmt.Sprint("tenant:", i))
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			k := *base
			for i := 0; i < 2_500 || loads.Load() < 50 && i < 1_000_000; i++ {
				k.ring = realms[(g*1250+i*7)%len(realms)]
				token, err := k.tryMint(ana)
				if err != nil {
					t.Error(err)
					return
				}
				k.ring = ring.WithRealm(fmt.Sprint("tenant:", (g*1250+i*7)%len(realms)))
				if got, err := k.open(token); err != nil || got != ana {
					t.Errorf("got %+v, %v", got, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if loads.Load() < 50 {
		t.Errorf("only %d loads", loads.Load())
	}
}
