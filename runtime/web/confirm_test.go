package web_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// A team has an invitation link, and counts how often each function is called.
type team struct {
	keys    *typeseal.Keyring
	store   typeseal.Store
	confirm web.Confirm[sample.Invite]
	done    atomic.Int32
}

func newTeam(t *testing.T) *team {
	g := &team{keys: newRing(t), store: replay.NewMemory()}
	g.confirm = web.Confirm[sample.Invite]{
		Token: web.Redeem[sample.Invite](g.keys, g.store),
		Page: func(_ *http.Request, p sample.Invite) web.Page {
			return web.Page{Title: "Join " + p.Team + "?", Text: "One.\n\nTwo.", Button: "Join"}
		},
		Done: func(w http.ResponseWriter, r *http.Request, _ sample.Invite) {
			g.done.Add(1)
			http.Redirect(w, r, "/welcome", http.StatusSeeOther)
		},
	}
	return g
}

func (g *team) mint(t *testing.T, opts ...typeseal.Option) string {
	t.Helper()
	return must(sample.Invite{Team: "<b>"}.Seal(g.keys, opts...))(t)
}

func (g *team) get(token string) *http.Response {
	return serve(g.confirm, request("GET", "/join?token="+url.QueryEscape(token), nil))
}

func (g *team) post(token string, fields ...string) *http.Response {
	return serve(g.confirm, form("/join", strings.Join(append(fields, "token="+url.QueryEscape(token)), "&")))
}

// TestConfirm: the page may be opened any number of times, and the button works once.
func TestConfirm(t *testing.T) {
	g := newTeam(t)
	token := g.mint(t)
	for range 5 {
		resp := g.get(token)
		wantStatus(t, "GET", resp, 200)
		text := body(t, resp)
		for _, want := range []string{
			"<title>Join &lt;b&gt;?</title>", "<h1>Join &lt;b&gt;?</h1>", "<p>One.</p>\n<p>Two.</p>",
			`<html lang="en">`,
			`<form method="post" action="?">`, `name="token" value="` + token + `"`, "<button>Join</button>",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("no %s in\n%s", want, text)
			}
		}
		head := serve(g.confirm, request("HEAD", "/join?token="+token, nil))
		wantStatus(t, "HEAD", head, 200)
		if got, want := fmt.Sprint(head.Header), fmt.Sprint(resp.Header); got != want {
			t.Errorf("HEAD has the headers %s, GET %s", got, want)
		}
	}
	resp := g.post(token)
	wantStatus(t, "POST", resp, 303)
	if got := fmt.Sprint(resp.Header); got != "map[Cache-Control:[no-store] Location:[/welcome] "+
		"Referrer-Policy:[strict-origin]]" {
		t.Errorf("Done's headers are %s", got)
	}
	for range 3 {
		resp := g.post(token)
		wantStatus(t, "POST again", resp, 410)
		if !strings.Contains(body(t, resp), "This link has been used") {
			t.Error("the answer does not say that the link was used")
		}
	}
	if g.done.Load() != 1 {
		t.Errorf("Done was called %d times", g.done.Load())
	}
}

// TestConfirmAnyMethod: other methods are not allowed, whatever the token is.
func TestConfirmAnyMethod(t *testing.T) {
	g := newTeam(t)
	for _, method := range []string{"PUT", "DELETE", "OPTIONS", "PATCH", "get"} {
		resp := serve(g.confirm, request(method, "/join?token="+g.mint(t), nil))
		wantStatus(t, method, resp, 405)
		if got := resp.Header.Get("Allow"); got != "GET, HEAD, POST" {
			t.Errorf("%s: Allow is %q", method, got)
		}
	}
}

// TestConfirmRace: of many requests at the same time, exactly one succeeds.
func TestConfirmRace(t *testing.T) {
	g := newTeam(t)
	token := g.mint(t)
	var statuses sync.Map
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() { statuses.Store(i, g.post(token).StatusCode) })
	}
	all.Wait()
	got := map[int]int{}
	statuses.Range(func(_, status any) bool { got[status.(int)]++; return true })
	if g.done.Load() != 1 || got[303] != 1 || got[410] != 99 {
		t.Errorf("%d times done, statuses %v", g.done.Load(), got)
	}
}

func TestConfirmStoreDown(t *testing.T) {
	g := newTeam(t)
	token := g.mint(t)
	good := g.confirm.Token
	g.confirm.Token.Redeem = func(*http.Request, string, ...typeseal.Option) (p sample.Invite, err error) {
		return p, typeseal.Caused(typeseal.ErrStore, errors.New("down"))
	}
	wantStatus(t, "store down", g.post(token), 503)
	g.confirm.Token = good
	wantStatus(t, "store back", g.post(token), 303)
}

// TestConfirmCheck: if Check reports a problem, the page is shown again, and the token is
// not spent.
func TestConfirmCheck(t *testing.T) {
	g := newTeam(t)
	g.confirm.Page = func(*http.Request, sample.Invite) web.Page {
		return web.Page{Title: "Password", Button: "Save", Fields: `<input type="password" name="new">`}
	}
	g.confirm.Check = func(r *http.Request, _ sample.Invite) error {
		switch r.PostFormValue("new") {
		case "":
			return web.Problem("Choose a <new> password.")
		case "boom":
			return errors.New("a database that is down")
		}
		return nil
	}
	token := g.mint(t)
	for range 3 {
		resp := g.post(token, "new=")
		wantStatus(t, "a problem", resp, 422)
		text := body(t, resp)
		for _, want := range []string{
			`<p role="alert">Choose a &lt;new&gt; password.</p>`, `value="` + token + `"`,
			`<input type="password" name="new">`,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("no %s in\n%s", want, text)
			}
		}
	}
	wantStatus(t, "an error of Check", g.post(token, "new=boom"), 503)
	wantStatus(t, "at last", g.post(token, "new=secret"), 303)
}

// TestConfirmOrigin: a form of another site does not spend the token. The response has a
// button that works.
func TestConfirmOrigin(t *testing.T) {
	g := newTeam(t)
	for name, headers := range map[string][2]string{
		"cross-site": {"Sec-Fetch-Site", "cross-site"},
		"same-site":  {"Sec-Fetch-Site", "same-site"},
		"other":      {"Origin", "https://evil.example"},
		"null":       {"Origin", "null"},
	} {
		token := g.mint(t)
		r := form("http://example.com/join", "token="+token)
		r.Header.Set(headers[0], headers[1])
		resp := serve(g.confirm, r)
		wantStatus(t, name, resp, 403)
		if text := body(t, resp); !strings.Contains(text, "Please press the button again") ||
			!strings.Contains(text, `value="`+token+`"`) {
			t.Errorf("%s: no form in\n%s", name, text)
		}
		r = form("http://example.com/join", "token="+token)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		wantStatus(t, name+", then the same site", serve(g.confirm, r), 303)
	}
	trusted := new(http.CrossOriginProtection)
	if err := trusted.AddTrustedOrigin("https://partner.example"); err != nil {
		t.Fatal(err)
	}
	g.confirm.Origins = trusted
	r := form("http://example.com/join", "token="+g.mint(t))
	r.Header.Set("Origin", "https://partner.example")
	wantStatus(t, "a trusted origin", serve(g.confirm, r), 303)
}

// TestConfirmDamaged: a token that was damaged by a mail program is opened, and its form
// works.
func TestConfirmDamaged(t *testing.T) {
	g := newTeam(t)
	for _, query := range []string{"token=%s.", "amp;token=%s", "url=https%%3A%%2F%%2Fexample.com%%3Ftoken%%3D%s&x=1"} {
		token := g.mint(t)
		resp := serve(g.confirm, request("GET", "/join?"+fmt.Sprintf(query, token), nil))
		wantStatus(t, query, resp, 200)
		_, rest, _ := strings.Cut(body(t, resp), `name="token" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		r := form("/join", url.Values{"token": {unescape(value)}}.Encode())
		wantStatus(t, query+" posted", serve(g.confirm, r), 303)
	}
}

func unescape(text string) string {
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&lt;", "<").Replace(text)
}

// TestConfirmBind: the token is bound to the values that Bind returns.
func TestConfirmBind(t *testing.T) {
	g := newTeam(t)
	g.confirm.Bind = func(r *http.Request) []typeseal.Option {
		return []typeseal.Option{
			typeseal.BoundTo("host:" + r.Host),
		}
	}
	bound := g.mint(t, typeseal.BoundTo("host:example.com"))
	wantStatus(t, "bound", g.get(bound), 200)
	wantStatus(t, "not bound", g.get(g.mint(t)), 403)
	wantStatus(t, "bound, posted", g.post(bound), 303)
}

// TestOneClick: a mailbox provider posts to the link, without cookies and without an
// origin.
func TestOneClick(t *testing.T) {
	keys := newRing(t)
	left := 0
	c := web.Confirm[sample.Download]{
		Token: web.Again(web.Verify[sample.Download](keys)),
		Page: func(*http.Request, sample.Download) web.Page {
			return web.Page{Title: "Unsubscribe?", Button: "Unsubscribe"}
		},
		Done: func(w http.ResponseWriter, r *http.Request, _ sample.Download) {
			http.Redirect(w, r, "/bye", http.StatusSeeOther)
		},
		OneClick: func(*http.Request, sample.Download) error { left++; return nil },
	}
	token := download(t, keys)
	oneClick := func(c http.Handler, query string) *http.Response {
		return serve(c, form("/list?"+query, "List-Unsubscribe=One-Click"))
	}
	for range 2 {
		resp := oneClick(c, "token="+token)
		wantStatus(t, "urlencoded", resp, 200)
		if got := body(t, resp) + fmt.Sprint(resp.Header); got != "map[Cache-Control:[no-store]]" {
			t.Error(got)
		}
	}
	b, kind := multipartForm(t, [2]string{"List-Unsubscribe", "One-Click"})
	r := request("POST", "/list?token="+token, b)
	r.Header.Set("Content-Type", kind)
	wantStatus(t, "multipart", serve(c, r), 200)
	if left != 3 {
		t.Errorf("OneClick was called %d times", left)
	}
	for query, want := range map[string]int{
		"token=x": 403, "": 403, "token=" + token + "&token=" + token: 403,
		"token=" + download(t, newRing(t)): 403,
	} {
		resp := oneClick(c, query)
		wantStatus(t, query, resp, want)
		if got := body(t, resp); got != "" && query != "" && !strings.Contains(query, "&") {
			t.Errorf("%s: a page: %s", query, got)
		}
	}
	wantStatus(t, "a person", serve(c, form("/list", "token="+token)), 303)
	c.OneClick = func(*http.Request, sample.Download) error { return errors.New("down") }
	wantStatus(t, "the work fails", oneClick(c, "token="+token), 503)
	c.OneClick = nil
	wantStatus(t, "without OneClick", oneClick(c, "token="+token), 403)
}

// TestConfirmHeaders: a page has a content security policy, and loads only its own style
// and script.
func TestConfirmHeaders(t *testing.T) {
	g := newTeam(t)
	resp := g.get(g.mint(t))
	text := body(t, resp)
	policy := resp.Header.Get("Content-Security-Policy")
	for element := range map[string]bool{"style": true, "script": true} {
		_, rest, _ := strings.Cut(text, "<"+element+">")
		inner, _, _ := strings.Cut(rest, "</"+element+">")
		if want := element + "-src " + sourceHash(inner); !strings.Contains(policy, want) {
			t.Errorf("the policy %s has no %s", policy, want)
		}
	}
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "strict-origin",
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex, nofollow",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if strings.Contains(policy, "form-action") || strings.Contains(text, "http://") ||
		strings.Contains(text, "https://") {
		t.Errorf("%s\n%s", policy, text)
	}

	g.confirm.Page = func(*http.Request, sample.Invite) web.Page {
		return web.Page{Title: "x", Button: "y", Style: template.CSS("h1 > b { color: red }")}
	}
	resp = g.get(g.mint(t))
	policy = resp.Header.Get("Content-Security-Policy")
	if want := sourceHash("h1 > b { color: red }"); !strings.Contains(policy, want) {
		t.Errorf("the policy %s does not allow the application's style %s", policy, want)
	}
	if text := body(t, resp); !strings.Contains(text, "<style>h1 > b { color: red }</style>") {
		t.Errorf("no style in\n%s", text)
	}

	g.confirm.Page = func(*http.Request, sample.Invite) web.Page {
		return web.Page{Title: "x", Button: "y", Style: "h1 {\r\n}\rp {}"}
	}
	resp = g.get(g.mint(t))
	if want := sourceHash("h1 {\n}\np {}"); !strings.Contains(resp.Header.Get("Content-Security-Policy"), want) {
		t.Errorf("browsers ignore CR, so the hash of a style is %s", want)
	}

	g.confirm.Render = func(w io.Writer, v web.View) error {
		_, err := fmt.Fprintf(w, "%s %s %s", v.Param, v.Token, v.Action)
		return err
	}
	token := g.mint(t)
	resp = g.get(token)
	if got := body(t, resp); got != "token "+token+" ?" {
		t.Errorf("%q", got)
	}
	if got := resp.Header.Get("Content-Security-Policy"); got != "base-uri 'none'; frame-ancestors 'none'" {
		t.Errorf("with Render the policy is %s", got)
	}
	g.confirm.Render = func(io.Writer, web.View) error { return errors.New("a template that fails") }
	wantStatus(t, "Render fails", g.get(token), 500)
}

// TestConfirmExpired: the page and the button say that the link has expired.
func TestConfirmExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTeam(t)
		token := g.mint(t)
		time.Sleep(time.Hour + time.Second)
		for _, resp := range []*http.Response{g.get(token), g.post(token)} {
			wantStatus(t, "expired", resp, 410)
			if !strings.Contains(body(t, resp), "This link has expired") {
				t.Error("the answer does not say that the link has expired")
			}
		}
	})
}

// TestConfirmRepeated: if the button is pressed a second time within the grace of the
// type, the work is done only once.
func TestConfirmRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := newRing(t)
		var calls []string
		call := func(name string) func(w http.ResponseWriter, r *http.Request, p sample.Refund) {
			return func(http.ResponseWriter, *http.Request, sample.Refund) { calls = append(calls, name) }
		}
		c := web.Confirm[sample.Refund]{
			Token: web.Redeem[sample.Refund](keys, replay.NewMemory()),
			Page: func(*http.Request, sample.Refund) web.Page {
				return web.Page{Title: "Refund?", Button: "Refund"}
			},
			Done:     call("done"),
			Repeated: call("repeated"),
		}
		token := must(sample.Refund{Order: 42}.Sign(keys))(t)
		press := func() *http.Response { return serve(c, form("/refund", "token="+token)) }
		for range 3 {
			wantStatus(t, "within the grace", press(), 200)
		}
		c.Repeated = nil
		press()
		if got := strings.Join(calls, " "); got != "done repeated repeated done" {
			t.Errorf("%s", got)
		}
		time.Sleep(32 * time.Second)
		wantStatus(t, "after the grace", press(), 410)

		calls = nil
		c.Repeated = call("repeated")
		c.OneClick = func(*http.Request, sample.Refund) error { calls = append(calls, "one click"); return nil }
		target := "/refund?token=" + must(sample.Refund{Order: 43}.Sign(keys))(t)
		for range 3 {
			wantStatus(t, "one click", serve(c, form(target, "List-Unsubscribe=One-Click")), 200)
		}
		if got := strings.Join(calls, " "); got != "one click" {
			t.Errorf("%s", got)
		}
	})
}

// TestConfirmDisconnect: the work is done even if the browser disconnects while the store
// works.
func TestConfirmDisconnect(t *testing.T) {
	g := newTeam(t)
	ctx, disconnect := context.WithCancel(context.Background())
	redeem := g.confirm.Token.Redeem
	g.confirm.Token.Redeem = func(r *http.Request, token string, opts ...typeseal.Option) (sample.Invite, error) {
		disconnect()
		return redeem(r, token, opts...)
	}
	g.confirm.Done = func(_ http.ResponseWriter, r *http.Request, _ sample.Invite) {
		if r.Context().Err() == nil {
			g.done.Add(1)
		}
	}
	r := form("/join", "token="+g.mint(t))
	serve(g.confirm, r.WithContext(ctx))
	if g.done.Load() != 1 {
		t.Error("the token is spent, and the work is not done")
	}
}

// TestConfirmConfig: a Confirm without a required field answers 500, and a custom Refuse
// gets the error.
func TestConfirmConfig(t *testing.T) {
	var refused error
	c := web.Confirm[sample.Invite]{Refuse: func(_ http.ResponseWriter, _ *http.Request, err error) { refused = err }}
	serve(c, request("GET", "/", nil))
	if !errors.Is(refused, typeseal.ErrConfig) {
		t.Errorf("%v", refused)
	}
	g := newTeam(t)
	g.confirm.Refuse = c.Refuse
	for want, r := range map[error]*http.Request{
		web.ErrNoToken:        request("GET", "/join", nil),
		typeseal.ErrMalformed: request("GET", "/join?token=x", nil),
	} {
		if serve(g.confirm, r); !errors.Is(refused, want) {
			t.Errorf("%v, want %v", refused, want)
		}
	}
	serve(g.confirm, request("PUT", "/join", nil))
	if web.Status(refused) != 405 {
		t.Errorf("%v", refused)
	}
}

// TestLoaders: a loader gets the request's context, and its errors do not blame the
// token.
func TestLoaders(t *testing.T) {
	type key struct{}
	keys := newRing(t)
	token := must(sample.Reset{User: 42, Hash: "h1"}.Sign(keys))(t)
	var answer error
	load := func(ctx context.Context, p *sample.Reset) error {
		if ctx.Value(key{}) != "here" || p.User != 42 {
			t.Errorf("loading with %v for %+v", ctx.Value(key{}), p)
		}
		p.Hash = "h1"
		return answer
	}
	h := web.Require(web.Query("token"), web.VerifyState(keys, load),
		func(http.ResponseWriter, *http.Request, sample.Reset) {})
	get := func() *http.Response {
		r := request("GET", "/?token="+token, nil)
		return serve(h, r.WithContext(context.WithValue(r.Context(), key{}, "here")))
	}
	wantStatus(t, "fresh", get(), 200)
	for err, want := range map[error]int{errors.New("down"): 503, context.Canceled: 503, typeseal.ErrStale: 410} {
		answer = err
		wantStatus(t, err.Error(), get(), want)
	}
	none := web.Require(web.Query("token"), web.VerifyState[sample.Reset](keys, nil),
		func(http.ResponseWriter, *http.Request, sample.Reset) {})
	wantStatus(t, "no loader", serve(none, request("GET", "/?token="+token, nil)), 500)
}
