package typeseal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

// TestWatchPanics: a source that panics, or ends its goroutine, has failed. It does not end the
// program, when it starts or later, and what it panics with is shown only if it cannot be a key.
func TestWatchPanics(t *testing.T) {
	lines := logged(t)
	for what, fail := range map[string]func(text string){
		"no route to the vault": func(string) { panic(errors.New("no route to the vault")) },
		"reason not shown":      func(text string) { panic("bad ring " + text) },
		"ended its goroutine":   func(string) { runtime.Goexit() },
	} {
		watched(t, func(t *testing.T, s *script, ring *Keyring) {
			before := ring.String()
			bad := func(context.Context) (string, error) { fail(s.text); return "", nil }
			_, err := WatchKeyring(t.Context(), FromFunc(bad))
			if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), what) {
				t.Errorf("at the start: %v", err)
			}
			lines.Reset()
			s.mu.Lock()
			s.fail = func() { fail(s.text) }
			s.mu.Unlock()
			sleep(10 * round)
			if ring.String() != before || strings.Count(lines.String(), "\n") != 1 ||
				!strings.Contains(lines.String(), what) || strings.Contains(lines.String(), s.text) {
				t.Errorf("ring %v, log %s", ring, lines)
			}
			s.mu.Lock()
			s.fail = nil
			s.mu.Unlock()
			s.set(GenerateKey(), nil)
			sleep(round)
			if ring.String() == before {
				t.Error("the source is not followed any more")
			}
		})
	}
}

// TestWatchSameReason: what differs each time in the texts of one failure is not a change. Clouds
// name each request, and the system the port of each connection.
func TestWatchSameReason(t *testing.T) {
	lines := logged(t)
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		for i, c := range []struct {
			text  string
			lines int
		}{
			{"https response error StatusCode: 403, RequestID: 5f2b9f3e-41c9-4f2a-9d1f-%012d, api error", 1},
			{"https response error StatusCode: 400, RequestID: 5f2b9f3e-41c9-4f2a-9d1f-%012d, api error", 1},
			{"read tcp 10.0.0.7:%d->10.0.0.1:8200: connection reset by peer", 1},
			{"read tcp 10.0.0.7:%d->10.0.0.1:8200: i/o timeout", 1},
		} {
			lines.Reset()
			for n := range 5 {
				s.set("", fmt.Errorf(c.text, 40000+100*i+n))
				sleep(round)
			}
			if n := strings.Count(lines.String(), "\n"); n != c.lines {
				t.Errorf("%d lines:\n%s", n, lines)
			}
		}
	})
}

// funcObserver is an observer that cannot be compared.
type funcObserver func(observe.Event)

func (f funcObserver) Observe(e observe.Event) { f(e) }

// TestWatchBadObservers: observers that panic or hang do not keep the ring from following its
// source, and others still get their events.
func TestWatchBadObservers(t *testing.T) {
	lines := logged(t)
	watched(t, func(t *testing.T, s *script, ring *Keyring) {
		hang := make(chan struct{})
		var r recorder
		var hung atomic.Int64
		views := []*Keyring{
			ring.WithObserver(funcObserver(func(observe.Event) { panic("an observer's fault") })),
			ring.WithObserver(&r),
			ring.WithRealm("a").WithObserver(&r),
			ring.WithObserver(funcObserver(func(observe.Event) { hung.Add(1); <-hang })),
		}
		for range 3 {
			before := ring.String()
			s.set(GenerateKey(), nil)
			sleep(2 * round)
			if ring.String() == before || ring.Age() > 2*round {
				t.Errorf("the ring is %v, %v old", ring, ring.Age())
			}
		}
		if len(r.events) != 1 || hung.Load() != 1 || strings.Count(lines.String(), "an observer's fault") != 1 {
			t.Errorf("%d events, %d hang, log %s", len(r.events), hung.Load(), lines)
		}
		close(hang)
		sleep(time.Second)
		s.set(GenerateKey(), nil)
		sleep(2 * round)
		if len(r.events) != 2 {
			t.Errorf("%d events", len(r.events))
		}
		runtime.KeepAlive(views)
	})
}

// TestWatchHardly: the longest of all intervals is not a negative pause.
func TestWatchHardly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		s := &script{text: GenerateKey()}
		for range 20 {
			if _, err := WatchKeyring(ctx, s, Every(math.MaxInt64)); err != nil {
				t.Fatal(err)
			}
		}
		sleep(time.Hour)
		if n := s.count(); n != 20 {
			t.Errorf("%d loads", n)
		}
	})
}

// TestManyObservers: a view with an observer costs the same however many there are, and those
// that are not used any more are forgotten.
func TestManyObservers(t *testing.T) {
	l := &live{watched: true}
	const count = 100_000
	looked := 0
	for range count {
		before, all := l.sweepAt, len(l.observers)
		l.add(&observed{new(recorder)})
		if l.sweepAt != before {
			looked += all
		}
	}
	if looked > 4*count {
		t.Errorf("%d observers were looked at", looked)
	}
	for len(l.observers) < l.sweepAt {
		l.add(&observed{new(recorder)})
	}
	runtime.GC()
	runtime.GC()
	if l.add(&observed{new(recorder)}); len(l.observers) > 10 {
		t.Errorf("%d observers are remembered", len(l.observers))
	}
}
