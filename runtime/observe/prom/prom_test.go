package prom_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
	"github.com/typeseal/typeseal/runtime/observe/prom"
)

func newObserver(t testing.TB) (*prom.Observer, *prometheus.Registry) {
	t.Helper()
	reg := prometheus.NewPedanticRegistry()
	o, err := prom.New(reg)
	if err != nil {
		t.Fatal(err)
	}
	return o, reg
}

// TestMetrics: the metrics of a few events, in Prometheus's text.
func TestMetrics(t *testing.T) {
	o, reg := newObserver(t)
	if err := o.AddRing("site", observetest.Ring{"0000000a": "primary", "0000000b": "accepted"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range observetest.Events() {
		o.Observe(e)
	}
	if err := testutil.GatherAndCompare(reg, strings.NewReader(metrics)); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(reg); len(problems) > 0 || err != nil {
		t.Errorf("%v, %v", problems, err)
	}
}

const metrics = `
# HELP typeseal_repaired_tokens_total Tokens that were opened, but only with the option Repair.
# TYPE typeseal_repaired_tokens_total counter
typeseal_repaired_tokens_total{salt="account.reset"} 1
# HELP typeseal_repeated_tokens_total Used tokens that were accepted again, by grace or Claim.
# TYPE typeseal_repeated_tokens_total counter
typeseal_repeated_tokens_total{salt="account.invite"} 1
# HELP typeseal_ring_age_seconds Time since a key ring was loaded without an error.
# TYPE typeseal_ring_age_seconds gauge
typeseal_ring_age_seconds{ring="site"} 90
# HELP typeseal_ring_keys Keys of a key ring: 1 for each.
# TYPE typeseal_ring_keys gauge
typeseal_ring_keys{key="0000000a",ring="site",state="primary"} 1
typeseal_ring_keys{key="0000000b",ring="site",state="accepted"} 1
# HELP typeseal_ring_loads_total Loads that changed a key ring, and loads that failed.
# TYPE typeseal_ring_loads_total counter
typeseal_ring_loads_total{result="invalid configuration"} 1
typeseal_ring_loads_total{result="ok"} 2
# HELP typeseal_token_age_life_ratio Age of authentic tokens as a part of their life. Above 1, a token has expired.
# TYPE typeseal_token_age_life_ratio histogram
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.01"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.02"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.05"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.1"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.2"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.3"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.4"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.5"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.6"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.7"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.8"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="0.9"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="1"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="2"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="5"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="10"} 1
typeseal_token_age_life_ratio_bucket{salt="account.invite",le="+Inf"} 1
typeseal_token_age_life_ratio_sum{salt="account.invite"} 0
typeseal_token_age_life_ratio_count{salt="account.invite"} 1
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.01"} 0
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.02"} 0
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.05"} 0
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.1"} 0
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.2"} 0
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.3"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.4"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.5"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.6"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.7"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.8"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="0.9"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="1"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="2"} 3
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="5"} 4
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="10"} 4
typeseal_token_age_life_ratio_bucket{salt="account.reset",le="+Inf"} 4
typeseal_token_age_life_ratio_sum{salt="account.reset"} 3.75
typeseal_token_age_life_ratio_count{salt="account.reset"} 4
# HELP typeseal_tokens_total Tokens that were minted, opened or refused.
# TYPE typeseal_tokens_total counter
typeseal_tokens_total{key="",op="open",primary="",result="expired token",salt="account.reset"} 1
typeseal_tokens_total{key="",op="open",primary="",result="forged token",salt="account.reset"} 1
typeseal_tokens_total{key="0000000a",op="mint",primary="true",result="ok",salt="account.reset"} 1
typeseal_tokens_total{key="0000000a",op="open",primary="true",result="ok",salt="account.reset"} 2
typeseal_tokens_total{key="0000000a",op="redeem",primary="true",result="ok",salt="account.invite"} 1
typeseal_tokens_total{key="0000000b",op="open",primary="false",result="ok",salt="account.reset"} 1
`

// TestNew: names that are in use are an error, and then nothing is registered.
func TestNew(t *testing.T) {
	for _, name := range []string{"typeseal_tokens_total", "typeseal_ring_keys"} {
		reg := prometheus.NewRegistry()
		reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: "another one"}))
		if o, err := prom.New(reg); o != nil || err == nil {
			t.Errorf("%s: %v, %v", name, o, err)
		}
		if n, err := testutil.GatherAndCount(reg); n != 1 || err != nil {
			t.Errorf("%s: %d series, %v", name, n, err)
		}
	}
	all := prometheus.NewRegistry()
	reg := prometheus.WrapRegistererWith(prometheus.Labels{"part": "one"}, all)
	if _, err := prom.New(reg); err != nil {
		t.Fatal(err)
	}
	var twice prometheus.AlreadyRegisteredError
	if o, err := prom.New(reg); o != nil || !errors.As(err, &twice) {
		t.Errorf("a second observer: %v, %v", o, err)
	}
	if _, err := prom.New(prometheus.WrapRegistererWith(prometheus.Labels{"part": "two"}, all)); err != nil {
		t.Errorf("with a label: %v", err)
	}
}

// TestDefault: without a registerer, the metrics are registered with the default one.
func TestDefault(t *testing.T) {
	reg, old := prometheus.NewRegistry(), prometheus.DefaultRegisterer
	prometheus.DefaultRegisterer = reg
	t.Cleanup(func() { prometheus.DefaultRegisterer = old })
	o, err := prom.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Observe(observe.Event{Op: observe.Load})
	n, err := testutil.GatherAndCount(reg, "typeseal_ring_loads_total")
	if n != 1 || err != nil {
		t.Errorf("%d series, %v", n, err)
	}
	if _, err := prom.New(nil); err == nil {
		t.Error("registered twice")
	}
}

// TestAddRing: a scrape cannot fail because of a ring's name.
func TestAddRing(t *testing.T) {
	o, reg := newObserver(t)
	for name, r := range map[string]prom.Ring{"": observetest.Ring{}, "\xff": observetest.Ring{}, "nil": nil} {
		if err := o.AddRing(name, r); err == nil {
			t.Errorf("%q was added", name)
		}
	}
	for _, name := range []string{"site", "a\nb\"c"} {
		r := observetest.Ring{"0000000a": "primary"}
		if o.AddRing(name, r) != nil || o.AddRing(name, r) == nil {
			t.Errorf("%q cannot be added once and only once", name)
		}
	}
	if n, err := testutil.GatherAndCount(reg); n != 4 || err != nil {
		t.Errorf("%d series, %v", n, err)
	}
}

// TestQueries: the queries in the package doc are made of names that exist.
func TestQueries(t *testing.T) {
	o, reg := newObserver(t)
	if err := o.AddRing("site", observetest.Ring{"0000000a": "primary"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range observetest.Events() {
		o.Observe(e)
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range families {
		names = append(names, f.GetName(), f.GetName()+"_bucket")
		for _, l := range f.Metric[0].Label {
			names = append(names, l.GetName())
		}
	}
	observetest.CheckQueries(t, names)
}
