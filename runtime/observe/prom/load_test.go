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
	observetest.Benchmark(b, func(b *testing.B) observe.Observer {
		o, _ := newObserver(b)
		return o
	})
}
