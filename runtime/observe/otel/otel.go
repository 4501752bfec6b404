package otel

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// scope is the name of the meter.
const scope = "github.com/typeseal/typeseal/runtime/observe/otel"

// Observer counts tokens with OpenTelemetry. One Observer serves all rings and keys of a
// program. It is safe for concurrent use.
type Observer struct {
	instruments
	options *series.Table[options]
	rings   series.Rings
}

// New returns an observer that uses instruments of provider, or of the global provider if
// provider is nil. It fails if the provider cannot make them.
func New(provider metric.MeterProvider) (*Observer, error) {
	if provider == nil {
		provider = otel.GetMeterProvider()
	}
	o := &Observer{options: series.NewTable(optionsOf)}
	if err := o.make(provider.Meter(scope)); err != nil {
		return nil, err
	}
	return o, nil
}

// Observe counts an event.
func (o *Observer) Observe(e observe.Event) {
	ctx := context.Background()
	if e.Op == observe.Load {
		o.loads.Add(ctx, 1, loadOptions(e)...)
		return
	}
	with := o.options.At(series.Of(e))
	o.tokens.Add(ctx, 1, with.all...)
	if share, known := series.Share(e); known {
		o.age.Record(ctx, share, with.age...)
	}
	if e.Reason != nil {
		return
	}
	if e.Repaired {
		o.repaired.Add(ctx, 1, with.salt...)
	}
	if e.Repeated {
		o.repeated.Add(ctx, 1, with.salt...)
	}
}
