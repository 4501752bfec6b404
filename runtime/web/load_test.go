package web_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// TestRingsUnderLoad exchanges the key ring while requests run. A token of a key that is in
// all of the rings is always opened.
func TestRingsUnderLoad(t *testing.T) {
	kept := typeseal.GenerateKey()
	var ring atomic.Pointer[typeseal.Keyring]
	ring.Store(must(typeseal.ParseKeyring(kept))(t))
	token := download(t, ring.Load())
	h := web.Require(web.Bearer{},
		func(r *http.Request, token string, opts ...typeseal.Option) (sample.Download, error) {
			return web.Verify[sample.Download](ring.Load())(r, token, opts...)
		},
		func(w http.ResponseWriter, _ *http.Request, p sample.Download) { fmt.Fprint(w, p.File) })
	var load sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		load.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r := request("GET", "/", nil)
				r.Header.Set("Authorization", "Bearer "+token)
				if resp := serve(h, r); resp.StatusCode != 200 {
					t.Errorf("status %d", resp.StatusCode)
					return
				}
			}
		})
	}
	for range 200 {
		ring.Store(must(typeseal.ParseKeyring("primary " + typeseal.GenerateKey() + "\naccepted " + kept))(t))
	}
	close(done)
	load.Wait()
}
