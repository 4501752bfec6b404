package opentelemetry

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	"google.golang.org/protobuf/proto"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// received returns a collector, and a function that returns the names of the metrics that
// came since its last call.
func received(t *testing.T) (url string, names func() []string) {
	t.Helper()
	requests := make(chan []byte, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			body, _ = gzip.NewReader(r.Body)
		}
		data, err := io.ReadAll(body)
		if err != nil || r.URL.Path != "/v1/metrics" {
			t.Errorf("%s: %v", r.URL, err)
		}
		requests <- data
	}))
	t.Cleanup(server.Close)
	return server.URL, func() (names []string) {
		var export collector.ExportMetricsServiceRequest
		if err := proto.Unmarshal(<-requests, &export); err != nil {
			t.Error(err)
		}
		for _, m := range export.ResourceMetrics[0].ScopeMetrics[0].Metrics {
			names = append(names, m.Name)
		}
		slices.Sort(names)
		return names
	}
}

// TestExport: a collector gets the metrics.
func TestExport(t *testing.T) {
	url, names := received(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
	path := filepath.Join(t.TempDir(), "typeseal.keys")
	if err := os.WriteFile(path, []byte(typeseal.GenerateKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	provider, err := Provider(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := Keyring(t.Context(), path, provider)
	if err != nil {
		t.Fatal(err)
	}
	token, err := shop.Download{Order: 42}.Sign(keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := new(shop.Download).Verify(keys, token); err != nil {
		t.Fatal(err)
	}
	if err := provider.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"typeseal.ring.age", "typeseal.ring.keys", "typeseal.token.age_life_ratio", "typeseal.tokens"}
	if got := names(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := Keyring(t.Context(), path+".none", provider); err == nil {
		t.Error("a file that does not exist")
	}
}
