package prom

import (
	"iter"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// Ring is a *typeseal.Keyring, *typeseal.PublicKeyring or *typeseal.SigningKey.
type Ring interface {
	// Age returns how long ago the ring was loaded.
	Age() time.Duration
	// Keys returns the id and state of each key.
	Keys() iter.Seq2[string, string]
}

// AddRing adds the metrics of a key ring, whose label ring is name. It fails if the name
// is empty, is not UTF-8, or is in use.
func (o *Observer) AddRing(name string, ring Ring) error { return o.rings.Add(name, ring) }

var (
	ringAge = prometheus.NewDesc("typeseal_ring_age_seconds",
		series.RingAge, []string{"ring"}, nil)
	ringKeys = prometheus.NewDesc("typeseal_ring_keys",
		series.RingKeys, []string{"ring", "key", "state"}, nil)
)

// collector collects all metrics of an observer, so that they are registered together or
// not at all.
type collector struct{ *Observer }

func (c collector) vectors() []prometheus.Collector {
	return []prometheus.Collector{c.tokens, c.repaired, c.repeated, c.loads, c.age}
}

// Describe sends the descriptions of all metrics.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, v := range c.vectors() {
		v.Describe(out)
	}
	out <- ringAge
	out <- ringKeys
}

// Collect sends all metrics.
func (c collector) Collect(out chan<- prometheus.Metric) {
	for _, v := range c.vectors() {
		v.Collect(out)
	}
	for _, r := range c.rings.All() {
		out <- gauge(ringAge, r.Age().Seconds(), r.Name)
		for key, state := range r.Keys() {
			out <- gauge(ringKeys, 1, r.Name, key, state)
		}
	}
}

func gauge(d *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}
