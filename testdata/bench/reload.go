package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/measure"
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
	defer slog.SetDefault(slog.Default())
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil))) // each reload writes a line
	s := &reload{}
	for range max(3, c.rounds/15) {
		if err := s.calm.run(keys, token); err != nil {
			return nil, err
		}
		if err := s.loaded.reloading(text, token); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// reloading is like run, with a ring whose source changes at each load.
func (p *phase) reloading(text, token string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	loads := 0
	source := typeseal.FromFunc(func(context.Context) (string, error) {
		loads++
		return fmt.Sprintf("primary %s # %d", text, loads), nil
	})
	ring, err := typeseal.WatchKeyring(ctx, source, typeseal.Every(reloadPause))
	if err != nil {
		return err
	}
	return p.run(ring, token)
}

// run verifies in one goroutine for a while.
func (p *phase) run(ring *typeseal.Keyring, token string) error {
	used, err := measure.Process(func() error {
		var got payloads.Session
		start := time.Now()
		for last := start; last.Sub(start) < reloadPhase; {
			if err := got.Verify(ring, token); err != nil {
				return err
			}
			now := time.Now()
			p.samples = append(p.samples, float64(now.Sub(last)))
			last = now
		}
		return nil
	})
	p.used += used
	return err
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
	b.WriteString("## A key ring reloaded each millisecond\n\n")
	b.WriteString("One goroutine verifies, and the ring's source changes at each load. ")
	b.WriteString("Each new ring derives its keys\nat the first token. The rate is by CPU time. ")
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
