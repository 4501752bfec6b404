package otel_test

import (
	"context"
	"fmt"
	"log"
	"regexp"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/observe/otel"
)

// Programs take a sdk.NewPeriodicReader with an exporter in place of the reader.
func Example() {
	reader := sdk.NewManualReader()
	observer, err := otel.New(sdk.NewMeterProvider(sdk.WithReader(reader)))
	if err != nil {
		log.Fatal(err)
	}
	keys, err := typeseal.WatchKeyring(context.Background(), source)
	if err != nil {
		log.Fatal(err)
	}
	keys = keys.WithObserver(observer)
	if err := observer.AddRing("shop", keys); err != nil {
		log.Fatal(err)
	}

	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{token, token + "A", "nonsense"} {
		new(shop.Download).Verify(keys, text)
	}
	var metrics metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &metrics); err != nil {
		log.Fatal(err)
	}
	for _, m := range metrics.ScopeMetrics[0].Metrics {
		sum, ok := m.Data.(metricdata.Sum[int64])
		for i := 0; ok && i < len(sum.DataPoints); i++ {
			p := sum.DataPoints[i]
			labels := strings.ReplaceAll(p.Attributes.Encoded(attribute.DefaultEncoder()), "typeseal.", "")
			fmt.Println(m.Name, p.Value, keyID.ReplaceAllString(labels, "1f0c77aa"))
		}
	}
	// Unordered output:
	// typeseal.ring.keys 1 key.id=1f0c77aa,key.state=primary,ring.name=shop
	// typeseal.tokens 1 key.id=1f0c77aa,key.primary=true,operation=mint,salt=shop.download
	// typeseal.tokens 1 key.id=1f0c77aa,key.primary=true,operation=open,salt=shop.download
	// typeseal.tokens 2 error.type=malformed token,operation=open,salt=shop.download
}

// source is typeseal.FromFile in a program.
var source = typeseal.FromFunc(func(context.Context) (string, error) { return ring, nil })

var (
	ring  = typeseal.GenerateKey()
	keyID = regexp.MustCompile(`[0-9a-f]{8}`)
)
