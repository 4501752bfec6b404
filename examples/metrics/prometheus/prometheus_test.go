package prometheus

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/typeseal/typeseal/examples/internal/keytest"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

func replace(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// TestRotation: the metrics tell that a new key is primary, that a token still needs the old
// one, and that the file is gone.
func TestRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "typeseal.keys")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		march := typeseal.GenerateKey()
		replace(t, path, "primary "+march)
		registry := prometheus.NewRegistry()
		keys, err := Keyring(ctx, path, registry)
		if err != nil {
			t.Fatal(err)
		}
		old := keytest.KeyID(t, keys)
		token, err := shop.Download{Order: 42}.Sign(keys)
		if err != nil {
			t.Fatal(err)
		}

		replace(t, path, "accepted "+march+"\nprimary "+typeseal.GenerateKey())
		time.Sleep(18 * time.Hour) // of 24
		if err := new(shop.Download).Verify(keys, token); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		present := keytest.KeyID(t, keys)
		scrape(t, registry,
			`typeseal_ring_keys{key="`+old+`",ring="shop",state="accepted"} 1`,
			`typeseal_ring_keys{key="`+present+`",ring="shop",state="primary"} 1`,
			`typeseal_ring_loads_total{result="ok"} 1`,
			`typeseal_ring_loads_total{result="invalid configuration"} 1`,
			`typeseal_tokens_total{key="`+old+`",op="open",primary="false",result="ok",salt="shop.download"} 1`,
			`typeseal_token_age_life_ratio_bucket{salt="shop.download",le="0.7"} 0`,
			`typeseal_token_age_life_ratio_bucket{salt="shop.download",le="0.8"} 1`,
			`typeseal_ring_age_seconds{ring="shop"} 6`, // about 600
		)
	})
}

// scrape checks that the page of metrics has lines with the given beginnings.
func scrape(t *testing.T, g prometheus.Gatherer, beginnings ...string) {
	t.Helper()
	page := httptest.NewRecorder()
	promhttp.HandlerFor(g, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequest("GET", "/metrics", nil))
	lines := strings.Split(page.Body.String(), "\n")
	for _, beginning := range beginnings {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, beginning) }) {
			t.Errorf("no line begins with %s in\n%s", beginning, page.Body)
		}
	}
}

// TestTwice: a second ring needs the observer of the first one.
func TestTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "typeseal.keys")
	replace(t, path, typeseal.GenerateKey())
	registry := prometheus.NewRegistry()
	if _, err := Keyring(t.Context(), path, registry); err != nil {
		t.Fatal(err)
	}
	if _, err := Keyring(t.Context(), path, registry); err == nil {
		t.Error("registered twice")
	}
	if _, err := Keyring(t.Context(), path+".none", prometheus.NewRegistry()); err == nil {
		t.Error("a file that does not exist")
	}
}
