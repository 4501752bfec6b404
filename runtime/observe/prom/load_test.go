package prom_test

import (
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
)

// TestLoad: no event is lost while others are counted, rings are added and the metrics are
// scraped.
func TestLoad(t *testing.T) {
	const workers, rounds = 8, 500
	o, reg := newObserver(t)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			if err := o.AddRing(string(rune('a'+worker)), observetest.Ring{"0000000a": "primary"}); err != nil {
				t.Error(err)
			}
			for range rounds {
				for _, e := range observetest.Events() {
					o.Observe(e)
				}
			}
			if _, err := reg.Gather(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := total(t, reg, "typeseal_tokens_total"); got != 7*workers*rounds {
		t.Errorf("%v tokens, want %d", got, 7*workers*rounds)
	}
	if n, err := testutil.GatherAndCount(reg, "typeseal_ring_keys"); n != workers || err != nil {
		t.Errorf("%d keys, %v", n, err)
	}
}

// BenchmarkObserve counts a token that is opened, one that is refused, and a load.
func BenchmarkObserve(b *testing.B) {
	events := observetest.Events()
	for name, e := range map[string]observe.Event{"open": events[1], "forged": events[5], "load": events[7]} {
		b.Run(name, func(b *testing.B) {
			o, _ := newObserver(b)
			b.ReportAllocs()
			for b.Loop() {
				o.Observe(e)
			}
		})
		b.Run(name+"-parallel", func(b *testing.B) {
			o, _ := newObserver(b)
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					o.Observe(e)
				}
			})
		})
	}
}
