package otel_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	global "go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
	"github.com/typeseal/typeseal/runtime/observe/otel"
)

func newObserver(t testing.TB) (*otel.Observer, sdk.Reader) {
	t.Helper()
	reader := sdk.NewManualReader()
	o, err := otel.New(sdk.NewMeterProvider(sdk.WithReader(reader)))
	if err != nil {
		t.Fatal(err)
	}
	return o, reader
}

// collect returns the metrics by name.
func collect(t testing.TB, r sdk.Reader) map[string]metricdata.Metrics {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := r.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	byName := map[string]metricdata.Metrics{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			byName[m.Name] = m
		}
	}
	return byName
}

// text returns a line for each metric with its unit, and one for each of its series.
func text(metrics map[string]metricdata.Metrics) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		m := metrics[name]
		fmt.Fprintf(&b, "%s, unit %s, %T\n", m.Name, m.Unit, m.Data)
		var lines []string
		for s, v := range points(m) {
			lines = append(lines, fmt.Sprintf("  %s: %v\n", s.Encoded(attribute.DefaultEncoder()), v))
		}
		slices.Sort(lines)
		b.WriteString(strings.Join(lines, ""))
	}
	return b.String()
}

// points returns the attributes and values of a metric's series.
func points(m metricdata.Metrics) iter.Seq2[attribute.Set, any] {
	return func(yield func(attribute.Set, any) bool) {
		switch d := m.Data.(type) {
		case metricdata.Sum[int64]:
			for _, p := range d.DataPoints {
				yield(p.Attributes, p.Value)
			}
		case metricdata.Gauge[float64]:
			for _, p := range d.DataPoints {
				yield(p.Attributes, p.Value)
			}
		case metricdata.Histogram[float64]:
			for _, p := range d.DataPoints {
				yield(p.Attributes, fmt.Sprint(p.BucketCounts, " sum ", p.Sum))
			}
		}
	}
}

// TestMetrics: the metrics of a few events.
func TestMetrics(t *testing.T) {
	o, reader := newObserver(t)
	if err := o.AddRing("site", observetest.Ring{"0000000a": "primary", "0000000b": "accepted"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range observetest.Events() {
		o.Observe(e)
	}
	if got := text(collect(t, reader)); got != metrics {
		t.Errorf("%s\nwant %s", got, metrics)
	}
}

const metrics = `typeseal.repaired_tokens, unit {token}, metricdata.Sum[int64]
  typeseal.salt=account.reset: 1
typeseal.repeated_tokens, unit {token}, metricdata.Sum[int64]
  typeseal.salt=account.invite: 1
typeseal.ring.age, unit s, metricdata.Gauge[float64]
  typeseal.ring.name=site: 90
typeseal.ring.keys, unit {key}, metricdata.Sum[int64]
  typeseal.key.id=0000000a,typeseal.key.state=primary,typeseal.ring.name=site: 1
  typeseal.key.id=0000000b,typeseal.key.state=accepted,typeseal.ring.name=site: 1
typeseal.ring.loads, unit {load}, metricdata.Sum[int64]
  : 2
  error.type=invalid configuration: 1
typeseal.token.age_life_ratio, unit 1, metricdata.Histogram[float64]
  typeseal.salt=account.invite: [1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0] sum 0
  typeseal.salt=account.reset: [0 0 0 0 0 3 0 0 0 0 0 0 0 0 1 0 0] sum 3.75
typeseal.tokens, unit {token}, metricdata.Sum[int64]
  error.type=expired token,typeseal.operation=open,typeseal.salt=account.reset: 1
  error.type=forged token,typeseal.operation=open,typeseal.salt=account.reset: 1
  typeseal.key.id=0000000a,typeseal.key.primary=true,typeseal.operation=mint,typeseal.salt=account.reset: 1
  typeseal.key.id=0000000a,typeseal.key.primary=true,typeseal.operation=open,typeseal.salt=account.reset: 2
  typeseal.key.id=0000000a,typeseal.key.primary=true,typeseal.operation=redeem,typeseal.salt=account.invite: 1
  typeseal.key.id=0000000b,typeseal.key.primary=false,typeseal.operation=open,typeseal.salt=account.reset: 1
`

// broken is a meter that cannot make the instrument of one name.
type broken struct {
	noop.Meter
	name string
}

var errBroken = errors.New("no such instrument")

func (b broken) fail(name string) error {
	if name == b.name {
		return errBroken
	}
	return nil
}

func (b broken) Int64Counter(name string, _ ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	return noop.Int64Counter{}, b.fail(name)
}

func (b broken) Float64Histogram(name string, _ ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return noop.Float64Histogram{}, b.fail(name)
}

func (b broken) Float64ObservableGauge(
	name string, _ ...metric.Float64ObservableGaugeOption,
) (metric.Float64ObservableGauge, error) {
	return noop.Float64ObservableGauge{}, b.fail(name)
}

func (b broken) Int64ObservableUpDownCounter(
	name string, _ ...metric.Int64ObservableUpDownCounterOption,
) (metric.Int64ObservableUpDownCounter, error) {
	return noop.Int64ObservableUpDownCounter{}, b.fail(name)
}

func (b broken) RegisterCallback(metric.Callback, ...metric.Observable) (metric.Registration, error) {
	return noop.Registration{}, b.fail("callback")
}

// provider has one meter.
type provider struct {
	noop.MeterProvider
	meter metric.Meter
}

func (p provider) Meter(string, ...metric.MeterOption) metric.Meter { return p.meter }

// TestNew: New fails if the provider cannot make one of the instruments.
func TestNew(t *testing.T) {
	for _, name := range []string{
		"typeseal.tokens", "typeseal.repaired_tokens", "typeseal.repeated_tokens", "typeseal.ring.loads",
		"typeseal.token.age_life_ratio", "typeseal.ring.age", "typeseal.ring.keys", "callback",
	} {
		if o, err := otel.New(provider{meter: broken{name: name}}); o != nil || !errors.Is(err, errBroken) {
			t.Errorf("%s: %v, %v", name, o, err)
		}
	}
	if _, err := otel.New(provider{meter: broken{}}); err != nil {
		t.Error(err)
	}
}

// TestGlobal: without a provider, the metrics are those of the global provider.
func TestGlobal(t *testing.T) {
	reader := sdk.NewManualReader()
	global.SetMeterProvider(sdk.NewMeterProvider(sdk.WithReader(reader)))
	o, err := otel.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range observetest.Events() {
		o.Observe(e)
	}
	if got := collect(t, reader); len(got) != 5 {
		t.Errorf("%d metrics: %s", len(got), text(got))
	}
}

// TestAddRing: names of rings are unique.
func TestAddRing(t *testing.T) {
	o, reader := newObserver(t)
	for name, r := range map[string]otel.Ring{"": observetest.Ring{}, "\xff": observetest.Ring{}, "nil": nil} {
		if err := o.AddRing(name, r); err == nil {
			t.Errorf("%q was added", name)
		}
	}
	r := observetest.Ring{"0000000a": "primary"}
	if o.AddRing("site", r) != nil || o.AddRing("site", r) == nil {
		t.Error("a name cannot be added once and only once")
	}
	if got := text(collect(t, reader)); strings.Count(got, "site") != 2 {
		t.Error(got)
	}
}

// TestQueries: the queries in the package doc are made of names that exist, in the form
// that OpenTelemetry specifies for Prometheus.
func TestQueries(t *testing.T) {
	o, reader := newObserver(t)
	if err := o.AddRing("site", observetest.Ring{"0000000a": "primary"}); err != nil {
		t.Fatal(err)
	}
	for _, e := range observetest.Events() {
		o.Observe(e)
	}
	suffix := map[string]string{"s": "_seconds", "{token}": "_total", "{load}": "_total", "1": "_bucket"}
	var names []string
	for _, m := range collect(t, reader) {
		names = append(names, m.Name+suffix[m.Unit])
		for set := range points(m) {
			for _, a := range set.ToSlice() {
				names = append(names, string(a.Key))
			}
		}
	}
	for i, name := range names {
		names[i] = strings.ReplaceAll(name, ".", "_")
	}
	observetest.CheckQueries(t, names)
}
