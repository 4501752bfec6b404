package prom_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/observe/prom"
)

// The program serves its metrics at /metrics.
func Example() {
	registry := prometheus.NewRegistry()
	observer, err := prom.New(registry)
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
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))

	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{token, token + "A", "nonsense"} {
		new(shop.Download).Verify(keys, text)
	}
	scrape := httptest.NewRecorder()
	mux.ServeHTTP(scrape, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(scrape.Body.String()) {
		if strings.HasPrefix(line, "typeseal_tokens_total") || strings.HasPrefix(line, "typeseal_ring_keys") {
			fmt.Print(keyID.ReplaceAllString(line, "1f0c77aa"))
		}
	}
	// Unordered output:
	// typeseal_ring_keys{key="1f0c77aa",ring="shop",state="primary"} 1
	// typeseal_tokens_total{key="",op="open",primary="",result="malformed token",salt="shop.download"} 2
	// typeseal_tokens_total{key="1f0c77aa",op="mint",primary="true",result="ok",salt="shop.download"} 1
	// typeseal_tokens_total{key="1f0c77aa",op="open",primary="true",result="ok",salt="shop.download"} 1
}

// source is typeseal.FromFile in a program.
var source = typeseal.FromFunc(func(context.Context) (string, error) { return ring, nil })

var (
	ring  = typeseal.GenerateKey()
	keyID = regexp.MustCompile(`[0-9a-f]{8}`)
)
