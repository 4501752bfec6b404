package otel

import (
	"errors"

	"go.opentelemetry.io/otel/metric"

	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// instruments are those that events are counted with.
type instruments struct {
	tokens, repaired, repeated, loads metric.Int64Counter
	age                               metric.Float64Histogram
}

// make makes the instruments and the gauges of o.
func (o *Observer) make(m metric.Meter) error {
	var errs [6]error
	o.tokens, errs[0] = m.Int64Counter("typeseal.tokens", metric.WithUnit("{token}"),
		metric.WithDescription(series.Tokens))
	o.repaired, errs[1] = m.Int64Counter("typeseal.repaired_tokens", metric.WithUnit("{token}"),
		metric.WithDescription(series.Repaired))
	o.repeated, errs[2] = m.Int64Counter("typeseal.repeated_tokens", metric.WithUnit("{token}"),
		metric.WithDescription(series.Repeated))
	o.loads, errs[3] = m.Int64Counter("typeseal.ring.loads", metric.WithUnit("{load}"),
		metric.WithDescription(series.Loads))
	o.age, errs[4] = m.Float64Histogram("typeseal.token.age_life_ratio", metric.WithUnit("1"),
		metric.WithExplicitBucketBoundaries(series.Buckets()...),
		metric.WithDescription(series.Ages))
	errs[5] = o.makeGauges(m)
	return errors.Join(errs[:]...)
}
