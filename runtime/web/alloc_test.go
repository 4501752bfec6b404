//go:build !race

// Under the race detector, sync.Pool drops items at random.

package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// TestAllocations: a handler allocates little more than the functions that it calls.
func TestAllocations(t *testing.T) {
	keys := newRing(t)
	token := download(t, keys)
	cookie := web.SealedCookie[sample.Session]("s", keys)
	set := discard{http.Header{}}
	if err := cookie.Set(set, sample.Session{User: 1}); err != nil {
		t.Fatal(err)
	}
	r := request("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Cookie", strings.Split(set.h.Get("Set-Cookie"), ";")[0])
	without := request("GET", "/", nil)
	h := web.Require(web.Bearer{}, web.Verify[sample.Download](keys),
		func(http.ResponseWriter, *http.Request, sample.Download) {})
	w := discard{http.Header{"Cache-Control": {"no-store"}}}
	verify := testing.AllocsPerRun(100, func() {
		var p sample.Download
		p.Verify(keys, token)
	})
	for what, test := range map[string]struct {
		run  func()
		most float64
	}{
		"Require and Bearer":      {func() { delete(w.h, "Vary"); h.ServeHTTP(w, r) }, verify + 2},
		"Cookie.Get":              {func() { cookie.Get(r) }, 4},
		"a request without token": {func() { web.Bearer{}.Find(without); cookie.Find(without) }, 2},
	} {
		if n := testing.AllocsPerRun(100, test.run); n > test.most {
			t.Errorf("%s: %v allocations, want at most %v", what, n, test.most)
		}
	}
}
