package prom

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// Observer counts tokens for Prometheus. One Observer serves all rings and keys of a
// program. It is safe for concurrent use.
type Observer struct {
	tokens, repaired, repeated, loads *prometheus.CounterVec
	age                               *prometheus.HistogramVec

	table *series.Table[prometheus.Counter] // of tokens
	rings series.Rings
}

// New returns an observer whose metrics are registered with reg. If reg is nil, they are
// registered with the default registerer. New fails if reg has metrics of these names, for
// example those of another Observer.
func New(reg prometheus.Registerer) (*Observer, error) {
	if reg == nil {
		reg = prometheus.DefaultRegisterer
	}
	o := &Observer{
		tokens:   counters("typeseal_tokens_total", series.Tokens, "salt", "op", "result", "key", "primary"),
		repaired: counters("typeseal_repaired_tokens_total", series.Repaired, "salt"),
		repeated: counters("typeseal_repeated_tokens_total", series.Repeated, "salt"),
		loads:    counters("typeseal_ring_loads_total", series.Loads, "result"),
		age: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "typeseal_token_age_life_ratio", Help: series.Ages, Buckets: series.Buckets(),
		}, []string{"salt"}),
	}
	o.table = series.NewTable(o.counter)
	if err := reg.Register(collector{o}); err != nil {
		return nil, err
	}
	return o, nil
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// counter returns the counter of a series of tokens.
func (o *Observer) counter(s series.Series) prometheus.Counter {
	primary := ""
	if s.OK {
		primary = strconv.FormatBool(s.Primary)
	}
	return o.tokens.WithLabelValues(s.Salt, string(s.Op), s.Result, s.Key(), primary)
}

// Observe counts an event.
func (o *Observer) Observe(e observe.Event) {
	if e.Op == observe.Load {
		o.loads.WithLabelValues(e.Result()).Inc()
		return
	}
	o.table.At(series.Of(e)).Inc()
	if share, known := series.Share(e); known {
		o.age.WithLabelValues(e.Salt).Observe(share)
	}
	if e.Reason != nil {
		return
	}
	if e.Repaired {
		o.repaired.WithLabelValues(e.Salt).Inc()
	}
	if e.Repeated {
		o.repeated.WithLabelValues(e.Salt).Inc()
	}
}
