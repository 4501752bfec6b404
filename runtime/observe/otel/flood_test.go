package otel_test

import (
	"reflect"
	"slices"
	"testing"
	"testing/synctest"

	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
	"github.com/typeseal/typeseal/runtime/observe/otel"
)

// count returns the number of series of all metrics.
func count(t *testing.T, r sdk.Reader) (n int) {
	t.Helper()
	for _, m := range collect(t, r) {
		n += size(m)
	}
	return n
}

// size returns the number of series of a metric.
func size(m metricdata.Metrics) (n int) {
	for range points(m) {
		n++
	}
	return n
}

// values returns the values that each attribute of a metric has.
func values(t *testing.T, r sdk.Reader, metric string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for set := range points(collect(t, r)[metric]) {
		for _, a := range set.ToSlice() {
			found[string(a.Key)] = append(found[string(a.Key)], a.Value.String())
		}
	}
	for name, list := range found {
		slices.Sort(list)
		found[name] = slices.Compact(list)
	}
	return found
}

// TestFlood: however many tokens strangers send, the attributes have only values of the
// program and of keys that open tokens.
func TestFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, reader := newObserver(t)
		s := observetest.NewSite(o)
		for name, ring := range map[string]otel.Ring{"shop": s.Ring, "receipts": s.Signer, "public": s.Public} {
			if err := o.AddRing(name, ring); err != nil {
				t.Fatal(err)
			}
		}
		s.Send(10_000)
		before := count(t, reader)
		if !testing.Short() {
			s.Send(80_000)
		}
		s.Send(10_000)
		if after := count(t, reader); before != after {
			t.Errorf("%d series, then %d", before, after)
		}
		metrics := collect(t, reader)
		tokens, ages := size(metrics["typeseal.tokens"]), size(metrics["typeseal.token.age_life_ratio"])
		keys := size(metrics["typeseal.ring.keys"])
		if tokens >= 60 || ages != 5 || keys != 6 {
			t.Errorf("%d series of tokens, %d of ages, %d of keys", tokens, ages, keys)
		}
		failed := slices.DeleteFunc(slices.Clone(observetest.Results), func(r string) bool { return r == "ok" })
		want := map[string][]string{
			"typeseal.salt": observetest.Salts, "typeseal.operation": observetest.Ops, "error.type": failed,
			"typeseal.key.id": slices.Sorted(slices.Values(s.Keys())), "typeseal.key.primary": {"false", "true"},
		}
		if got := values(t, reader, "typeseal.tokens"); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\nwant %q", got, want)
		}
	})
}
