package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

type brokenStore struct{}

func (brokenStore) Consume(context.Context, typeseal.Use) (bool, error) {
	return false, errors.New("connection refused")
}

func TestJoin(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	token, err := Invite{Team: "red & blue", Role: "editor"}.Seal(keys)
	if err != nil {
		t.Fatal(err)
	}
	handler := join(keys, replay.NewMemory(replay.AcceptEarlier()))
	broken := join(keys, brokenStore{})
	for _, step := range []struct {
		what    string
		handler http.Handler
		method  string
		token   string
		code    int
		body    string
	}{
		{"a mail scanner", handler, "GET", token, 200, "Join team red &amp; blue?"},
		{"the person looks", handler, "GET", token, 200, "Join team red &amp; blue?"},
		{"the database is down", broken, "POST", token, 503, "try again"},
		{"the person joins", handler, "POST", token, 200, "You are in team red &amp; blue as editor."},
		{"and again", handler, "POST", token, 410, "not valid"},
		{"somebody guesses", handler, "POST", "ts1_AAAA", 410, "not valid"},
	} {
		w := httptest.NewRecorder()
		step.handler.ServeHTTP(w, httptest.NewRequest(step.method, "/join?invite="+step.token, nil))
		if w.Code != step.code || !strings.Contains(w.Body.String(), step.body) {
			t.Errorf("%s: %d %s, want %d %q", step.what, w.Code, w.Body, step.code, step.body)
		}
	}
}
