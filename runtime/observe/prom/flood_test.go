package prom_test

import (
	"reflect"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"

	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
	"github.com/typeseal/typeseal/runtime/observe/prom"
)

// series returns the series of a metric.
func series(t *testing.T, reg prometheus.Gatherer, metric string) []*dto.Metric {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == metric {
			return f.Metric
		}
	}
	return nil
}

// total returns the sum of a counter's series.
func total(t *testing.T, reg prometheus.Gatherer, metric string) (sum float64) {
	t.Helper()
	for _, s := range series(t, reg, metric) {
		sum += s.Counter.GetValue()
	}
	return sum
}

// values returns the values that each label of a metric has.
func values(t *testing.T, reg prometheus.Gatherer, metric string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, s := range series(t, reg, metric) {
		for _, l := range s.Label {
			found[l.GetName()] = append(found[l.GetName()], l.GetValue())
		}
	}
	for name, list := range found {
		slices.Sort(list)
		found[name] = slices.Compact(list)
	}
	return found
}

// TestFlood: however many tokens strangers send, the labels have only values of the program
// and of keys that open tokens.
func TestFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, reg := newObserver(t)
		s := observetest.NewSite(o)
		for name, ring := range map[string]prom.Ring{"shop": s.Ring, "receipts": s.Signer, "public": s.Public} {
			if err := o.AddRing(name, ring); err != nil {
				t.Fatal(err)
			}
		}
		s.Send(10_000)
		before, err := testutil.GatherAndCount(reg)
		if err != nil {
			t.Fatal(err)
		}
		if !testing.Short() {
			s.Send(80_000)
		}
		s.Send(10_000)
		after, err := testutil.GatherAndCount(reg)
		if before != after || err != nil {
			t.Errorf("%d series, then %d; %v", before, after, err)
		}
		tokens, ages := series(t, reg, "typeseal_tokens_total"), series(t, reg, "typeseal_token_age_life_ratio")
		keys := series(t, reg, "typeseal_ring_keys")
		if len(tokens) >= 60 || len(ages) != 5 || len(keys) != 6 {
			t.Errorf("%d series of tokens, %d of ages, %d of keys", len(tokens), len(ages), len(keys))
		}
		want := map[string][]string{
			"salt": observetest.Salts, "op": observetest.Ops, "result": observetest.Results,
			"key": slices.Sorted(slices.Values(append(s.Keys(), ""))), "primary": {"", "false", "true"},
		}
		if got := values(t, reg, "typeseal_tokens_total"); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\nwant %q", got, want)
		}
	})
}
