// Package prometheus has the recipe for metrics in Prometheus. README.md, a folder up,
// explains it.
package prometheus

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/observe/prom"
)

// Keyring follows the key ring in a file. The registry shows the ring and its tokens.
func Keyring(ctx context.Context, path string, registry prometheus.Registerer) (*typeseal.Keyring, error) {
	observer, err := prom.New(registry)
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
