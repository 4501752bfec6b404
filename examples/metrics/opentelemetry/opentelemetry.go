// Package opentelemetry has the recipe for metrics in OpenTelemetry. README.md, a folder
// up, explains it.
package opentelemetry

import (
	"context"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/observe/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
)

// Provider sends metrics to the collector in OTEL_EXPORTER_OTLP_ENDPOINT, once a minute and
// when it is shut down.
func Provider(ctx context.Context) (*sdk.MeterProvider, error) {
	exporter, err := otlpmetrichttp.New(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.NewMeterProvider(sdk.WithReader(sdk.NewPeriodicReader(exporter))), nil
}

// Keyring follows the key ring in a file. The provider shows the ring and its tokens.
func Keyring(ctx context.Context, path string, provider metric.MeterProvider) (*typeseal.Keyring, error) {
	observer, err := otel.New(provider)
	if err != nil {
		return nil, err
	}
	keys, err := typeseal.WatchKeyring(ctx, typeseal.FromFile(path))
	if err != nil {
		return nil, err
	}
	keys = keys.WithObserver(observer)
	return keys, observer.AddRing("shop", keys)
}
