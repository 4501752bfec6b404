package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

type brokenStore struct{}

func (brokenStore) Consume(context.Context, typeseal.Use) (typeseal.Record, error) {
	return typeseal.Record{}, errors.New("connection refused")
}

func (brokenStore) Look(context.Context, typeseal.Use) (typeseal.Record, bool, error) {
	return typeseal.Record{}, false, errors.New("connection refused")
}

func mint(t *testing.T) (*typeseal.Keyring, string) {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	token, err := Invite{Team: "red & blue", Role: "editor"}.Seal(keys)
	if err != nil {
		t.Fatal(err)
	}
	return keys, token
}

func TestJoin(t *testing.T) {
	keys, token := mint(t)
	handler := join(keys, replay.NewMemory(replay.AcceptEarlier()))
	broken := join(keys, brokenStore{})
	tomorrow := time.Now().Add(24 * time.Hour)
	restarted := join(keys, replay.NewMemory(replay.Clock(func() time.Time { return tomorrow })))
	for _, step := range []struct {
		what    string
		handler http.Handler
		method  string
		token   string
		code    int
		body    string
	}{
		{"a mail scanner", handler, "GET", token, 200, "Join team red &amp; blue as editor?"},
		{"the person looks", handler, "GET", token, 200, "<button>Join</button>"},
		{"the database is down", broken, "POST", token, 503, "try again"},
		{"for a look too", broken, "GET", token, 503, "try again"},
		{"the program was restarted", restarted, "POST", token, 410, "not valid"},
		{"the person joins", handler, "POST", token, 200, "You are in team red &amp; blue as editor."},
		{"and again", handler, "POST", token, 410, "not valid"},
		{"looks again", handler, "GET", token, 410, "not valid"},
		{"somebody guesses", handler, "POST", "ts1_AAAA", 410, "not valid"},
	} {
		w := httptest.NewRecorder()
		step.handler.ServeHTTP(w, httptest.NewRequest(step.method, "/join?invite="+step.token, nil))
		if w.Code != step.code || !strings.Contains(w.Body.String(), step.body) {
			t.Errorf("%s: %d %s, want %d %q", step.what, w.Code, w.Body, step.code, step.body)
		}
		wantPage(t, step.what, w)
	}
}

// wantPage checks that the answer has the right type. Otherwise a browser would show
// markup, or run what is meant as text.
func wantPage(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	want, page := "text/plain; charset=utf-8", false
	if w.Code == http.StatusOK {
		want, page = "text/html; charset=utf-8", true
	}
	if got := w.Header().Get("Content-Type"); got != want {
		t.Errorf("%s: Content-Type %q, want %q", what, got, want)
	}
	body := w.Body.String()
	whole := strings.HasPrefix(body, "<!doctype html>\n<html") && strings.HasSuffix(body, "</html>\n")
	if whole != page || !page && strings.Contains(body, "<") {
		t.Errorf("%s: the page is %s", what, body)
	}
}

// slowStore is a store in which the browser disconnects in the middle of Consume.
type slowStore struct {
	typeseal.Store
	goAway context.CancelFunc
	left   time.Duration // until the deadline
}

func (s *slowStore) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	record, err := s.Store.Consume(ctx, use)
	s.goAway()
	if end, ok := ctx.Deadline(); ok {
		s.left = time.Until(end)
	}
	return record, errors.Join(err, ctx.Err())
}

// TestBrowserGoesAway: if the browser disconnects, the invitation is not used up
// without an effect, and redeeming still has a deadline.
func TestBrowserGoesAway(t *testing.T) {
	keys, token := mint(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	store := &slowStore{Store: replay.NewMemory(replay.AcceptEarlier()), goAway: cancel}
	w := httptest.NewRecorder()
	join(keys, store).ServeHTTP(w, httptest.NewRequestWithContext(ctx, "POST", "/join?invite="+token, nil))
	if w.Code != 200 || ctx.Err() == nil {
		t.Errorf("%d %s, with the request's context %v", w.Code, w.Body, ctx.Err())
	}
	if store.left <= 0 || store.left > 10*time.Second {
		t.Errorf("%v are left to the store, want a few seconds", store.left)
	}
}
