package otel

import (
	"context"
	"errors"
	"iter"
	"time"

	"go.opentelemetry.io/otel/metric"

	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// Ring is a *typeseal.Keyring, *typeseal.PublicKeyring or *typeseal.SigningKey.
type Ring interface {
	// Age returns how long ago the ring was loaded.
	Age() time.Duration
	// Keys returns the id and state of each key.
	Keys() iter.Seq2[string, string]
}

// AddRing adds the metrics of a key ring, whose attribute typeseal.ring.name is name. It
// fails if the name is empty, is not UTF-8, or is in use.
func (o *Observer) AddRing(name string, ring Ring) error { return o.rings.Add(name, ring) }

// makeGauges makes the instruments that show the rings when they are collected.
func (o *Observer) makeGauges(m metric.Meter) error {
	age, err := m.Float64ObservableGauge("typeseal.ring.age", metric.WithUnit("s"),
		metric.WithDescription(series.RingAge))
	keys, err2 := m.Int64ObservableUpDownCounter("typeseal.ring.keys", metric.WithUnit("{key}"),
		metric.WithDescription(series.RingKeys))
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	_, err = m.RegisterCallback(func(_ context.Context, to metric.Observer) error {
		for _, r := range o.rings.All() {
			name := ringName.String(r.Name)
			to.ObserveFloat64(age, r.Age().Seconds(), with(name))
			for id, state := range r.Keys() {
				to.ObserveInt64(keys, 1, with(name, keyID.String(id), keyState.String(state)))
			}
		}
		return nil
	}, age, keys)
	return err
}
