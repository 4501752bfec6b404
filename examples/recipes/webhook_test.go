package recipes

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// hook returns a signed request.
func hook(t *testing.T, keys *typeseal.Keyring, event, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest("POST", "/hooks/paid", strings.NewReader(body))
	if err := SignWebhook(r, keys, event, []byte(body)); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWebhook(t *testing.T) {
	keys := newKeys(t)
	var events []string
	fails := false
	receiver := newBrowser(t, Webhooks(keys, newStore(),
		func(_ context.Context, event string, body []byte) error {
			if fails {
				return errors.New("connection refused")
			}
			events = append(events, event+" "+string(body))
			return nil
		}))
	first := hook(t, keys, "e1", `{"order": 42}`)
	signed := first.Header.Get("Authorization")
	receiver.do(first, 200)

	changed := func(method, path, body string) *http.Request {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", signed)
		return r
	}
	receiver.do(changed("POST", "/hooks/paid", `{"order": 42}`), 401) // a replay
	signed = hook(t, keys, "e2", `{"order": 43}`).Header.Get("Authorization")
	receiver.do(changed("POST", "/hooks/paid", `{"order": 44}`), 401)
	receiver.do(changed("PUT", "/hooks/paid", `{"order": 43}`), 401)
	receiver.do(changed("POST", "/hooks/refunded", `{"order": 43}`), 401)
	receiver.do(changed("POST", "/hooks/paid?test=1", `{"order": 43}`), 401)
	receiver.do(httptest.NewRequest("POST", "/hooks/paid", strings.NewReader("{}")), 401)
	receiver.do(hook(t, newKeys(t), "e2", `{"order": 43}`), 401)
	receiver.do(hook(t, keys, "e2", strings.Repeat("x", 1<<20+1)), 413)
	receiver.do(changed("POST", "/hooks/paid", `{"order": 43}`), 200) // none of these has used it up

	fails = true
	receiver.do(hook(t, keys, "e3", "3"), 503)
	fails = false
	receiver.do(hook(t, keys, "e3", "3"), 200) // the next attempt has its own token
	if want := []string{`e1 {"order": 42}`, `e2 {"order": 43}`, "e3 3"}; !slices.Equal(events, want) {
		t.Errorf("events %q, want %q", events, want)
	}
}

// TestWebhookSent sends requests over the network.
func TestWebhookSent(t *testing.T) {
	keys := newKeys(t)
	server := httptest.NewServer(Webhooks(keys, newStore(), func(context.Context, string, []byte) error { return nil }))
	defer server.Close()
	body := []byte("ä")
	for _, path := range []string{"", "/", "/hooks/a%20b", "/a%2Fb?x=1&y=%C3%A4;", "/a?", "//a", "/#fragment"} {
		r := must(http.NewRequest("POST", server.URL+path, bytes.NewReader(body)))(t)
		if err := SignWebhook(r, keys, "e1", body); err != nil {
			t.Fatal(err)
		}
		resp := must(server.Client().Do(r))(t)
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("path %q: %s", path, resp.Status)
		}
	}
}

func TestWebhookExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := newKeys(t)
		receiver := newBrowser(t, Webhooks(keys, newStore(), func(context.Context, string, []byte) error {
			t.Error("handled")
			return nil
		}))
		r := hook(t, keys, "e1", "1")
		time.Sleep(5*time.Minute + time.Second)
		receiver.do(r, 401)
	})
}
