package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
)

// A visit is one test of the site.
type visit struct {
	*testing.T
	team  *team
	mails *bytes.Buffer
	http.Handler
}

func newVisit(t *testing.T, store typeseal.Store) *visit {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	base, err := web.ParseSite("https://team.test")
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{T: t, mails: new(bytes.Buffer)}
	v.team = &team{name: "Red & Blue", owner: "Ana", base: base, keys: keys, mails: v.mails}
	v.Handler = v.team.handler(store)
	return v
}

func memory() typeseal.Store { return replay.NewMemory(replay.AcceptEarlier()) }

// want sends a request as a browser does, and checks status and texts of the response.
func (v *visit) want(r *http.Request, status int, texts ...string) *http.Response {
	v.Helper()
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	w := httptest.NewRecorder()
	v.ServeHTTP(w, r)
	resp := w.Result()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		v.Errorf("%s: status %d, %v, want %d\n%s", r.Method, resp.StatusCode, err, status, body)
	}
	for _, text := range texts {
		if !strings.Contains(string(body), text) {
			v.Errorf("%s: the answer does not contain %q:\n%s", r.Method, text, body)
		}
	}
	return resp
}

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

func form(path string, values url.Values) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

var ownLine = regexp.MustCompile(`(?m)^https://team\.test(/join\?token=\S+)$`)

// invite invites somebody, and returns the path and query of the link in the mail.
func (v *visit) invite() (link string) {
	v.Helper()
	v.mails.Reset()
	v.want(form("/invite", url.Values{"address": {"bea@example.com"}, "role": {"editor"}}), 303)
	links := ownLine.FindAllStringSubmatch(v.mails.String(), -1)
	if len(links) != 1 {
		v.Fatalf("the mail has %d links on lines of their own:\n%s", len(links), v.mails)
	}
	return links[0][1]
}

func join(link, name string) *http.Request {
	return form("/join?", url.Values{"token": {strings.TrimPrefix(link, "/join?token=")}, "name": {name}})
}

func TestJoin(t *testing.T) {
	v := newVisit(t, memory())
	link := v.invite()
	for range 5 { // mail scanners, and the person
		v.want(get(link), 200, "Join team Red &amp; Blue?", "Ana invites bea@example.com", "as editor",
			`autocomplete="name"`)
	}
	for range 3 { // a scanner that presses buttons
		v.want(join(link, " "), 422, "Please write your name.", link[len("/join?token="):])
	}
	resp := v.want(join(link, "Bea <3"), 303)
	if to := resp.Header.Get("Location"); to != "/?joined" {
		t.Errorf("the form leads to %q", to)
	}
	v.want(get("/?joined"), 200, "Welcome to the team.", "Bea &lt;3", "bea@example.com, editor")
	v.want(join(link, "Eve"), 410, "has been used", "ask Ana")
	v.want(get(link), 410, "has been used")
	if n := len(v.team.members); n != 1 {
		t.Errorf("%d members joined, want one", n)
	}
}

// TestSealed checks that the link does not show who is invited.
func TestSealed(t *testing.T) {
	v := newVisit(t, memory())
	var invite Invite
	token := v.invite()[len("/join?token="):]
	if err := invite.Peek(t.Context(), v.team.keys, nil, token); err != nil || invite.Address != "bea@example.com" {
		t.Fatal(invite, err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, "ts1_"))
	if err != nil || bytes.Contains(raw, []byte("bea")) {
		t.Errorf("the token shows %q, %v", raw, err)
	}
}

func TestExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVisit(t, memory())
		link := v.invite()
		until := time.Now().Add(7 * 24 * time.Hour).UTC().Format("until 2 January 2006, 15:04 UTC.\n")
		if !strings.Contains(v.mails.String(), until) {
			t.Errorf("the mail does not say %q:\n%s", until, v.mails)
		}
		time.Sleep(7 * 24 * time.Hour)
		v.want(get(link), 200)
		time.Sleep(time.Second)
		v.want(get(link), 410, "has expired", "Ask Ana")
		v.want(join(link, "Bea"), 410, "has expired")
	})
}

func TestRefused(t *testing.T) {
	v := newVisit(t, memory())
	link := v.invite()
	v.want(get("/join"), 403, "does not work")
	v.want(get(link[:40]), 403, "does not work")
	v.want(get("/join?token=ts1_AAAA"), 403, "does not work")
	foreign := join(link, "Bea")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	v.want(foreign, 403, "Please press the button again", "<button>Join</button>")
	for _, wrong := range []url.Values{
		{"address": {"bea"}, "role": {"editor"}}, {"address": {"bea@example.com"}, "role": {"owner"}},
		{"address": {"bea@example.com\r\nBcc: eve@example.com"}, "role": {"editor"}}, {},
	} {
		v.mails.Reset()
		v.want(form("/invite", wrong), 422, "Please write a mail address")
		if v.mails.Len() > 0 {
			t.Errorf("%v: a mail was sent:\n%s", wrong, v.mails)
		}
	}
	foreign = form("/invite", url.Values{"address": {"bea@example.com"}, "role": {"editor"}})
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	v.want(foreign, 403)
	v.want(join(link, "Bea"), 303)
}

// A faultyStore is a store that can be down.
type faultyStore struct {
	typeseal.Store
	down bool
}

func (s *faultyStore) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if s.down {
		return typeseal.Record{}, errors.New("connection refused")
	}
	return s.Store.Consume(ctx, use)
}

// TestStoreDown checks that a failure of the store does not use up the invitation.
func TestStoreDown(t *testing.T) {
	store := &faultyStore{Store: memory(), down: true}
	v := newVisit(t, store)
	link := v.invite()
	resp := v.want(join(link, "Bea"), 503, "Please try again in a minute")
	if len(v.team.members) > 0 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("members %v, headers %v", v.team.members, resp.Header)
	}
	store.down = false
	v.want(join(link, "Bea"), 303)
}
