package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// badTokens returns tokens of Download that are invalid for keys, each for another
// reason, and the result of Status for each. It must be called in a synctest bubble, an
// hour before the tokens are opened.
func badTokens(t *testing.T, retired, revoked string, keys *typeseal.Keyring) map[string]string {
	ring := func(text string) *typeseal.Keyring { return must(typeseal.ParseKeyring(text))(t) }
	good := download(t, keys)
	spec := func(edit func(*typeseal.Policy)) string {
		p := typeseal.Policy{
			Kind: typeseal.Signed, Salt: "sample.download", Codec: typeseal.Msgpack, MaxAge: 2 * time.Hour, Version: 1,
		}
		edit(&p)
		m := must(typeseal.NewSpec(p).Mint(keys))(t)
		if p.Codec == typeseal.JSON {
			m.JSON().Raw("{}")
		} else {
			m.Msgpack().Array(3)
		}
		return must(m.Text())(t)
	}
	return map[string]string{
		"cut":          good[:len(good)-4],
		"other prefix": "ts2_" + good[4:],
		"unknown key":  download(t, ring(typeseal.GenerateKey())),
		"retired key":  download(t, ring(retired)),
		"revoked key":  download(t, ring(revoked)),
		"forged": good[:20] + strings.ToUpper(good[20:21]) + strings.ToLower(good[21:22]) +
			good[22:len(good)-3] + "AAR",
		"other type":    must(sample.Both{Value: "x"}.Sign(keys))(t),
		"other kind":    must(sample.Session{}.Seal(keys))(t),
		"other realm":   download(t, keys.WithRealm("other")),
		"other binding": download(t, keys, typeseal.BoundTo("x")),
		"other codec":   spec(func(p *typeseal.Policy) { p.Codec = typeseal.JSON }),
		"other version": spec(func(p *typeseal.Policy) { p.Version = 9 }),
		"payload":       spec(func(*typeseal.Policy) {}),
		"nonsense":      "nonsense",
		"whole twice":   good + good,
	}
}

// TestRefusalsAreEqual: the responses to missing and invalid links are equal byte for byte,
// whatever the reason is.
func TestRefusalsAreEqual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		primary, retired, revoked := typeseal.GenerateKey(), typeseal.GenerateKey(), typeseal.GenerateKey()
		keys := must(typeseal.ParseKeyring("primary " + primary + "\nretired " + retired + "\nrevoked " + revoked))(t)
		tokens := badTokens(t, retired, revoked, keys)
		served := func(http.ResponseWriter, *http.Request, sample.Download) { t.Error("served") }
		confirm := web.Confirm[sample.Download]{
			Token: web.Again(web.Verify[sample.Download](keys)), Done: served,
			Page: func(*http.Request, sample.Download) web.Page { t.Error("shown"); return web.Page{} },
		}
		mux := http.NewServeMux()
		mux.Handle("/query", web.Require(web.Query("token"), web.Verify[sample.Download](keys), served))
		mux.Handle("/segment/{token}", web.Require(web.Segment("token"), web.Verify[sample.Download](keys), served))
		mux.Handle("/form", web.Require(web.Form("token"), web.Verify[sample.Download](keys), served))
		mux.Handle("/links", web.Require(web.Links{}, web.Verify[sample.Download](keys), served))
		mux.Handle("/confirm", confirm)
		first := map[string]string{}
		same := func(what string, r *http.Request) {
			kind := r.Method
			if r.Method == "POST" {
				kind = "GET" // forms and links get the same response
			}
			resp := serve(mux, r)
			if resp.StatusCode != 403 {
				t.Errorf("%s: status %d", what, resp.StatusCode)
			}
			got := dump(t, resp)
			if first[kind] == "" {
				first[kind] = got
			}
			if got != first[kind] {
				t.Errorf("%s differs:\n%s\nwant\n%s", what, got, first[kind])
			}
		}
		all := func(what, token string) {
			for _, method := range []string{"GET", "HEAD"} {
				same(what+" query", request(method, "/query?token="+token, nil))
				same(what+" links", request(method, "/links?token="+token, nil))
				same(what+" confirm", request(method, "/confirm?token="+token, nil))
				if token != "" {
					same(what+" segment", request(method, "/segment/"+token, nil))
				}
			}
			same(what+" form", form("/form", "token="+token))
			same(what+" confirm, posted", form("/confirm", "token="+token))
		}
		all("missing", "")
		for what, token := range tokens {
			all(what, token)
		}
		for _, want := range []string{
			"Cache-Control: [\"no-store\"]", "Referrer-Policy: [\"strict-origin\"]",
			"X-Content-Type-Options: [\"nosniff\"]", "X-Robots-Tag: [\"noindex, nofollow\"]",
			"Content-Type: [\"text/html; charset=utf-8\"]", "This link does not work",
		} {
			if !strings.Contains(first["GET"], want) {
				t.Errorf("no %s in\n%s", want, first["GET"])
			}
		}
	})
}

// TestFutureIsEqual: a token of the future is refused like the others.
func TestFutureIsEqual(t *testing.T) {
	keys := newRing(t)
	var token string
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)))
		token = download(t, keys)
	})
	h := web.Require(web.Query("token"), web.Verify[sample.Download](keys),
		func(http.ResponseWriter, *http.Request, sample.Download) { t.Error("served") })
	if got, want := dump(t, serve(h, request("GET", "/?token="+
		token, nil))), dump(t, serve(h, request("GET", "/", nil))); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// problems are the errors that an opener can return, with the responses to a link, a bearer
// token and a cookie.
var problems = []struct {
	err                  error
	link, bearer, cookie int
	title                string
	keeps                bool // the cookie
}{
	{web.ErrNoToken, 403, 401, 401, "This link does not work", true},
	{typeseal.ErrMalformed, 403, 401, 401, "This link does not work", false},
	{typeseal.ErrUnknownKey, 403, 401, 401, "This link does not work", true},
	{errors.Join(typeseal.ErrUnknownKey, typeseal.ErrRevoked), 403, 401, 401, "This link does not work", true},
	{typeseal.ErrForged, 403, 401, 401, "This link does not work", false},
	{typeseal.ErrVersion, 403, 401, 401, "This link does not work", true},
	{typeseal.ErrNotYetValid, 403, 401, 401, "This link does not work", true},
	{typeseal.ErrPayload, 403, 401, 401, "This link does not work", false},
	{typeseal.ErrRevoked, 410, 401, 401, "This link was withdrawn", false},
	{typeseal.ErrExpired, 410, 401, 401, "This link has expired", false},
	{typeseal.NewExpiredError("x", time.Time{}, time.Time{}), 410, 401, 401, "This link has expired", false},
	{typeseal.ErrStale, 410, 401, 401, "This link is no longer needed", false},
	{typeseal.ErrUsed, 410, 401, 401, "This link has been used", false},
	{typeseal.Caused(typeseal.ErrStore, errors.New("down")), 503, 503, 503, "Please try again in a minute", true},
	{typeseal.Caused(typeseal.ErrStore, replay.ErrBeforeStart), 410, 401, 401, "This link no longer works", true},
	{typeseal.Caused(typeseal.ErrStore, replay.ErrFull), 503, 503, 503, "Please try again in a minute", true},
	{typeseal.Caused(typeseal.ErrStore, replay.ErrLate), 503, 503, 503, "Please try again in a minute", true},
	{typeseal.Caused(typeseal.ErrSigner, typeseal.ErrExpired), 503, 503, 503, "Please try again in a minute", true},
	{errors.New("of a loader"), 503, 503, 503, "Please try again in a minute", true},
	{context.Canceled, 503, 503, 503, "Please try again in a minute", true},
	{typeseal.ErrConfig, 500, 500, 500, "Something is wrong with this site", true},
	{typeseal.ErrNoLoad, 500, 500, 500, "Something is wrong with this site", true},
	{typeseal.ErrMint, 500, 500, 500, "Something is wrong with this site", true},
}

func TestRefusals(t *testing.T) {
	for _, p := range problems {
		fails := func(*http.Request, string, ...typeseal.Option) (v sample.Session, err error) { return v, p.err }
		served := func(http.ResponseWriter, *http.Request, sample.Session) { t.Errorf("%v: served", p.err) }
		if got := web.Status(p.err); got != p.link {
			t.Errorf("Status of %v is %d, want %d", p.err, got, p.link)
		}

		resp := serve(web.Require(web.Query("token"), fails, served), request("GET", "/?token=x", nil))
		wantStatus(t, fmt.Sprint("link, ", p.err), resp, p.link)
		if text := body(t, resp); !strings.Contains(text, "<h1>"+p.title+"</h1>") || strings.Contains(text, "<form") {
			t.Errorf("link, %v: no %q in\n%s", p.err, p.title, text)
		}
		if got := resp.Header.Get("Retry-After"); (got == "30") != (p.link == 503) {
			t.Errorf("link, %v: Retry-After is %q", p.err, got)
		}

		r := request("GET", "/", nil)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Authorization", "Bearer x")
		resp = serve(web.Require(web.Bearer{}, fails, served), r)
		wantStatus(t, fmt.Sprint("bearer, ", p.err), resp, p.bearer)
		challenge := map[bool]string{true: `Bearer error="invalid_token"`, false: ""}[p.bearer == 401]
		if p.err == web.ErrNoToken {
			challenge = "Bearer"
		}
		if got := resp.Header.Get("WWW-Authenticate"); got != challenge {
			t.Errorf("bearer, %v: challenge %q, want %q", p.err, got, challenge)
		}
		if text := body(t, resp); strings.Count(text, "\n") != 1 || strings.Contains(text, "<") ||
			strings.Contains(text, "link") || strings.Contains(text, "page") ||
			strings.Contains(text, "Authorization header") != (p.bearer == 401) {
			t.Errorf("bearer, %v: %q", p.err, text)
		}

		c := &web.Cookie[sample.Session]{
			Name: "s", Open: fails, Mint: func(sample.Session, ...typeseal.Option) (string, error) { return "", nil },
		}
		r = request("GET", "/", nil)
		r.Header.Set("Cookie", "__Host-Http-s=x")
		resp = serve(web.Require(c, c.Open, served), r)
		wantStatus(t, fmt.Sprint("cookie, ", p.err), resp, p.cookie)
		got := resp.Header.Get("WWW-Authenticate")
		if (got == `Cookie cookie-name="__Host-Http-s"`) != (p.cookie == 401) {
			t.Errorf("cookie, %v: challenge %q", p.err, got)
		}
		if cleared := len(resp.Cookies()) == 1 && resp.Cookies()[0].MaxAge < 0; cleared == p.keeps {
			t.Errorf("cookie, %v: cleared is %t", p.err, cleared)
		}
		for _, header := range []string{"Cache-Control: no-store", "X-Content-Type-Options: nosniff"} {
			name, want, _ := strings.Cut(header, ": ")
			if got := resp.Header.Get(name); got != want {
				t.Errorf("cookie, %v: %s is %q", p.err, name, got)
			}
		}
	}
	if web.Status(nil) != 200 {
		t.Error("Status(nil) is not 200")
	}
}

// TestAccept: people get a page, and programs a line of text.
func TestAccept(t *testing.T) {
	for accept, page := range map[string]bool{
		"":                                false,
		"*/*":                             false,
		"application/json":                false,
		"text/html":                       true,
		"TEXT/HTML;charset=utf-8":         true,
		"image/png, text/html;q=0.5":      true,
		"text/html;q=0, application/json": false,
		"text/htmlx":                      false,
	} {
		r := request("GET", "/", nil)
		r.Header.Set("Accept", accept)
		h := func(w http.ResponseWriter, r *http.Request) { web.Refuse(w, r, typeseal.ErrUsed) }
		w := serve(http.HandlerFunc(h), r)
		if got := strings.HasPrefix(w.Header.Get("Content-Type"), "text/html"); got != page {
			t.Errorf("%q: a page is %t", accept, got)
		}
	}
}

// TestHandler: exactly one of Serve and Refuse is called.
func TestHandler(t *testing.T) {
	keys := newRing(t)
	token := download(t, keys, typeseal.BoundTo("session:1"))
	calls := ""
	h := web.Handler[sample.Download]{
		From: web.Query("token"), Open: web.Verify[sample.Download](keys),
		Serve:  func(w http.ResponseWriter, r *http.Request, p sample.Download) { calls += "served " + p.File },
		Refuse: func(_ http.ResponseWriter, _ *http.Request, err error) { calls += "refused " + err.Error() },
		Bind: func(r *http.Request) []typeseal.Option {
			return []typeseal.Option{typeseal.BoundTo("session:" + r.FormValue("s"))}
		},
	}
	for query, want := range map[string]string{
		"?s=1&token=" + token: "served song.flac",
		"?s=2&token=" + token: "refused typeseal: forged token",
		"?s=1":                "refused typeseal: malformed token",
		"":                    "refused web: the request does not have one token",
	} {
		calls = ""
		serve(h, request("GET", "/"+query, nil))
		if calls != want {
			t.Errorf("%s: %s, want %s", query, calls, want)
		}
	}
	for what, broken := range map[string]web.Handler[sample.Download]{
		"no From":  {Open: h.Open, Serve: h.Serve},
		"no Open":  {From: h.From, Serve: h.Serve},
		"no Serve": {From: h.From, Open: h.Open},
	} {
		wantStatus(t, what, serve(broken, request("GET", "/?token=x", nil)), 500)
	}
}

// TestHeaders: answers with a token in the request stay out of shared caches and out of
// search engines, unless the handler decides otherwise.
func TestHeaders(t *testing.T) {
	keys := newRing(t)
	serves := func(w http.ResponseWriter, _ *http.Request, _ sample.Download) { w.WriteHeader(200) }
	open := web.Verify[sample.Download](keys)
	link := serve(web.Require(web.Query("t"), open, serves), request("GET", "/?t="+download(t, keys), nil))
	r := request("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+download(t, keys))
	bearer := serve(web.Require(web.Bearer{}, open, serves), r)
	for what, test := range map[string]struct {
		resp *http.Response
		want http.Header
	}{
		"link": {
			link,
			http.Header{
				"Cache-Control": {"private, no-cache"}, "Referrer-Policy": {"strict-origin"},
				"X-Robots-Tag": {"noindex, nofollow"},
			},
		},
		"bearer": {bearer, http.Header{"Cache-Control": {"private, no-cache"}, "Vary": {"Authorization"}}},
	} {
		if got := fmt.Sprint(test.resp.Header); got != fmt.Sprint(test.want) {
			t.Errorf("%s: %s, want %s", what, got, fmt.Sprint(test.want))
		}
	}
	outer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		web.Require(web.Query("t"), open, serves).ServeHTTP(w, r)
	})
	if got := serve(outer, request("GET", "/?t="+
		download(t, keys), nil)).Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("a header that was set becomes %q", got)
	}
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header       { return d.h }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}
