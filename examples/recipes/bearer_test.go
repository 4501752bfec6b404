package recipes

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestBearer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, served := newKeys(t), 0
		serve := func(_ http.ResponseWriter, _ *http.Request, a Access) {
			if a.Client == "reporter" {
				served++
			}
		}
		reads, writes := RequireScope(keys, "notes", "read", serve), RequireScope(keys, "notes", "write", serve)
		token := must(Access{Client: "reporter", Scopes: []string{"read"}}.Sign(keys, audience("notes")))(t)
		bills := must(Access{Client: "reporter", Scopes: []string{"read"}}.Sign(keys, audience("bills")))(t)
		anywhere := must(Access{Client: "reporter", Scopes: []string{"read"}}.Sign(keys))(t)

		call(t, reads, token, 200)
		resp := call(t, writes, token, 403)
		if got := resp.Header.Get("WWW-Authenticate"); got != `Bearer error="insufficient_scope", scope="write"` {
			t.Errorf("challenge %s", got)
		}
		for _, wrong := range []string{bills, anywhere, token[:20], ""} {
			call(t, reads, wrong, 401)
		}
		if served != 1 {
			t.Errorf("served %d requests, want 1", served)
		}
		time.Sleep(10*time.Minute + time.Second)
		call(t, reads, token, 401)
	})
}
