package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/measure"
	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

// reload compares how fast tokens are verified with and without a key ring that is
// replaced a thousand times a second.
type reload struct {
	calm, loaded phase
}

// A phase has the durations of single verifications, in nanoseconds of wall-clock time.
type phase struct {
	samples []float64
	used    time.Duration // CPU time of the process
}

const (
	reloadPhase = 300 * time.Millisecond
	reloadPause = time.Millisecond
)

func measureReload(c config) (section, error) {
	text := typeseal.GenerateKey()
	keys, err := typeseal.ParseKeyring(text)
	if err != nil {
		return nil, err
	}
	token, err := payloads.ASession.Sign(keys)
	if err != nil {
		return nil, err
	}
	var ring atomic.Pointer[typeseal.Keyring]
	ring.Store(keys)
	s := &reload{}
	for range max(3, c.rounds/15) {
		if err := errors.Join(s.calm.run(&ring, token, ""), s.loaded.run(&ring, token, text)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// run verifies in one goroutine for a while. If there is a text, another goroutine
// replaces the ring meanwhile.
func (p *phase) run(ring *atomic.Pointer[typeseal.Keyring], token, text string) error {
	used, err := measure.Process(func() error {
		stop := make(chan struct{})
		var failed error
		var wg sync.WaitGroup
		if text != "" {
			wg.Go(func() { failed = swap(ring, text, stop) })
		}
		err := p.verify(ring, token)
		close(stop)
		wg.Wait()
		return errors.Join(err, failed)
	})
	p.used += used
	return err
}

func (p *phase) verify(ring *atomic.Pointer[typeseal.Keyring], token string) error {
	var got payloads.Session
	start := time.Now()
	for last := start; last.Sub(start) < reloadPhase; {
		if err := got.Verify(ring.Load(), token); err != nil {
			return err
		}
		now := time.Now()
		p.samples = append(p.samples, float64(now.Sub(last)))
		last = now
	}
	return nil
}

func swap(ring *atomic.Pointer[typeseal.Keyring], text string, stop chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		case <-time.After(reloadPause):
		}
		keys, err := typeseal.ParseKeyring(text)
		if err != nil {
			return err
		}
		ring.Store(keys)
	}
}

func (p *phase) rate() float64 { return float64(len(p.samples)) / p.used.Seconds() }

func (s *reload) verdicts() []verdict {
	share := s.loaded.rate() / s.calm.rate()
	return []verdict{{
		what: "verifications a second with a ring reload each ms / without",
		got:  measure.Spread{Best: share, Median: share}, limit: minReload, atLeast: true,
	}}
}

func (s *reload) markdown() string {
	var b strings.Builder
	b.WriteString("## A key ring reloaded each millisecond\n\nOne goroutine verifies, another parses the ring again ")
	b.WriteString("and replaces it. Each new ring derives its keys\nat the first token. The rate is by CPU time. ")
	b.WriteString("Single verifications are timed by the wall clock.\n\n")
	b.WriteString("| | verifications a second | median ns | 99.9 % | 99.99 % | longest |\n|---|--:|--:|--:|--:|--:|\n")
	for _, p := range []struct {
		name string
		*phase
	}{{"no reload", &s.calm}, {"reloads", &s.loaded}} {
		fmt.Fprintf(&b, "| %s | %.0f |", p.name, p.rate())
		for _, q := range []float64{0.5, 0.999, 0.9999, 1} {
			fmt.Fprintf(&b, " %s |", nanoseconds(measure.Quantile(p.samples, q)))
		}
		b.WriteString("\n")
	}
	return b.String()
}
