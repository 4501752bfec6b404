package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
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

// TestConfirmParallel: of many requests over the network, one does the work.
func TestConfirmParallel(t *testing.T) {
	keys := newRing(t)
	var done atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/version", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400) })
	mux.Handle("/join", web.Confirm[sample.Invite]{
		Token: web.Redeem[sample.Invite](keys, replay.NewMemory()),
		Page:  func(*http.Request, sample.Invite) web.Page { return web.Page{Title: "Join?", Button: "Join"} },
		Done: func(w http.ResponseWriter, r *http.Request, _ sample.Invite) {
			done.Add(1)
			http.Redirect(w, r, "/welcome", http.StatusSeeOther)
		},
	})
	overHTTP(t, mux, func(t *testing.T, base string, client *http.Client) {
		done.Store(0)
		token := must(sample.Invite{}.Seal(keys))(t)
		var used atomic.Int32
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				resp, err := client.PostForm(base+"/join", url.Values{"token": {token}})
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
				if resp.StatusCode == http.StatusGone {
					used.Add(1)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 || used.Load() != 99 {
			t.Errorf("done %d times, and %d times used", done.Load(), used.Load())
		}
	})
}

// TestLoaderBlocks: a loader that waits ends with the request.
func TestLoaderBlocks(t *testing.T) {
	keys := newRing(t)
	token := must(sample.Reset{User: 1}.Sign(keys))(t)
	ctx, cancel := context.WithCancel(t.Context())
	load := func(ctx context.Context, _ *sample.Reset) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	h := web.Require(web.Query("token"), web.VerifyState(keys, load),
		func(http.ResponseWriter, *http.Request, sample.Reset) { t.Error("served") })
	wantStatus(t, "a loader that waits", serve(h, request("GET", "/?token="+token, nil).WithContext(ctx)), 503)
}
