package otel_test

import (
	"sync"
	"testing"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
)

// TestLoad: no event is lost while others are counted, rings are added and the metrics are
// collected.
func TestLoad(t *testing.T) {
	const workers, rounds = 8, 500
	o, reader := newObserver(t)
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
			collect(t, reader)
		})
	}
	all.Wait()
	metrics := collect(t, reader)
	var tokens, keys int64
	for _, v := range points(metrics["typeseal.tokens"]) {
		tokens += v.(int64)
	}
	for _, v := range points(metrics["typeseal.ring.keys"]) {
		keys += v.(int64)
	}
	if tokens != 7*workers*rounds || keys != workers {
		t.Errorf("%d tokens, want %d; %d keys, want %d", tokens, 7*workers*rounds, keys, workers)
	}
}

// BenchmarkObserve counts a token that is opened, one that is refused, and a load.
func BenchmarkObserve(b *testing.B) {
	observetest.Benchmark(b, func(b *testing.B) observe.Observer {
		o, _ := newObserver(b)
		return o
	})
}
