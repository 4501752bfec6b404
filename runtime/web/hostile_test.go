package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// multipartRequest returns a POST with a multipart body.
func multipartRequest(t *testing.T, target string, fields ...[2]string) *http.Request {
	b, kind := multipartForm(t, fields...)
	r := request("POST", target, b)
	r.Header.Set("Content-Type", kind)
	return r
}

// TestFormParsedBefore: a handler around this one may have parsed the body.
func TestFormParsedBefore(t *testing.T) {
	token := download(t, newRing(t))
	find := func(r *http.Request) (web.Found, error) { return web.Form("token").Find(r) }
	for what, parse := range map[string]func(r *http.Request) error{
		"ParseForm":          (*http.Request).ParseForm,
		"ParseMultipartForm": func(r *http.Request) error { return r.ParseMultipartForm(1 << 20) },
		"FormValue":          func(r *http.Request) error { r.FormValue("x"); return nil },
	} {
		r := multipartRequest(t, "/?token=other", [2]string{"token", token}, [2]string{"x", "1"})
		if err := parse(r); err != nil {
			t.Fatal(err)
		}
		f, err := find(r)
		if err != nil || f.Token != token || f.Request.FormValue("x") != "1" || f.Request.PostForm.Has("token") {
			t.Errorf("%s: %v", what, err)
		}
		if m := r.MultipartForm; m != nil && m.Value["token"] == nil {
			t.Errorf("%s: the request was changed", what)
		}
	}
	r := form("/", `{"token":"`+token+`"}`)
	r.Header.Set("Content-Type", "application/json")
	r.ParseForm()
	if _, err := find(r); web.Status(err) != 415 {
		t.Errorf("JSON: %v", err)
	}
	r = multipartRequest(t, "/", [2]string{"token", token})
	must(r.MultipartReader())(t)
	if _, err := find(r); err != web.ErrNoToken {
		t.Errorf("a body that somebody else reads in parts: %v", err)
	}
}

// TestFormFiles: a file is not a field.
func TestFormFiles(t *testing.T) {
	token := download(t, newRing(t))
	for fields, want := range map[int]error{0: web.ErrNoToken, 1: nil, 2: web.ErrNoToken} {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for range fields {
			w.WriteField("token", token)
		}
		file := must(w.CreateFormFile("token", "token.txt"))(t)
		io.WriteString(file, token)
		w.Close()
		r := request("POST", "/", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		if _, err := web.Form("token").Find(r); err != want {
			t.Errorf("%d fields and a file: %v", fields, err)
		}
	}
}

// TestFindChangesNothing: a source does not change the request, except that Form reads
// the body.
func TestFindChangesNothing(t *testing.T) {
	keys := newRing(t)
	cookie := web.SealedCookie[sample.Session]("s", keys)
	for _, source := range []web.Source{
		web.Query("token"), web.Segment("token"), web.Form("token"), web.Bearer{}, cookie,
		web.Links{Bound: []string{"x"}},
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/{token}/", func(_ http.ResponseWriter, r *http.Request) {
			state := func() string {
				return fmt.Sprint(r.Method, r.URL, r.Header, r.Form, r.PostForm, r.MultipartForm.Value,
					r.PathValue("token"), r.ContentLength, r.RequestURI)
			}
			r.FormValue("x")
			before, header := state(), r.Header.Clone()
			f, err := source.Find(r)
			if err != nil {
				t.Errorf("%T: %v", source, err)
				return
			}
			f.Request.ParseForm()
			f.Request.FormValue("x")
			if after := state(); after != before || !reflect.DeepEqual(r.Header, header) {
				t.Errorf("%T: the request was\n%s\nand is\n%s", source, before, after)
			}
		})
		r := multipartRequest(t, "/abc/?token=abc&x=2&y=3", [2]string{"token", "abc"}, [2]string{"x", "1"})
		r.Header.Set("Authorization", "Bearer abc")
		r.Header.Set("Cookie", "__Host-Http-s=abc")
		serve(mux, r)
	}
}

// A given source has a token, and no request.
type given string

func (g given) Find(*http.Request) (web.Found, error) { return web.Found{Token: string(g)}, nil }

// TestZeroValues: missing parts are configuration errors, and nothing panics.
func TestZeroValues(t *testing.T) {
	keys := newRing(t)
	h := web.Require(given(download(t, keys)), web.Verify[sample.Download](keys),
		func(w http.ResponseWriter, r *http.Request, _ sample.Download) { fmt.Fprint(w, r.URL.Path) })
	if got := body(t, serve(h, request("GET", "/a", nil))); got != "/a" {
		t.Errorf("a source without a request: %q", got)
	}
	state := web.Require(given(must(sample.Account{}.Seal(keys))(t)), web.OpenState[sample.Account](keys, nil),
		func(http.ResponseWriter, *http.Request, sample.Account) {})
	wantStatus(t, "no loader", serve(state, request("GET", "/", nil)), 500)

	var none *web.Cookie[sample.Session]
	none.Clear(discard{http.Header{}})
	cookie := web.Require(none, web.Open[sample.Session](keys),
		func(http.ResponseWriter, *http.Request, sample.Session) {})
	wantStatus(t, "a nil cookie", serve(cookie, request("GET", "/", nil)), 500)

	token := must(sample.Invite{}.Seal(keys))(t)
	for what, store := range map[string]typeseal.Store{"no store": nil, "a nil store": (*replay.Memory)(nil)} {
		c := web.Confirm[sample.Invite]{
			Token: web.Redeem[sample.Invite](keys, store),
			Page:  func(*http.Request, sample.Invite) web.Page { return web.Page{} },
			Done:  func(http.ResponseWriter, *http.Request, sample.Invite) { t.Error("done") },
		}
		wantStatus(t, what, serve(c, form("/", "token="+token)), 500)
	}
	for _, ring := range []*typeseal.Keyring{nil, new(typeseal.Keyring)} {
		h := web.Require(web.Query("token"), web.Verify[sample.Download](ring),
			func(http.ResponseWriter, *http.Request, sample.Download) { t.Error("served") })
		wantStatus(t, "no ring", serve(h, request("GET", "/?token=x", nil)), 500)
	}
}

// TestSiteRefuses: an address that browsers would interpret differently is not a site.
// The parameter of a link has a name, and its path has no query.
func TestSiteRefuses(t *testing.T) {
	for _, base := range []string{
		"https://[fe80::1%25en0]", "https://ex%C3%A4mple.com", "https://exämple.com", `https://a"b`, "https://a<b",
		"https://a,b", "https://a;b", `https://a\b`, "https://a/b?", "https://a/b#", "https:a", "https:///a",
	} {
		if _, err := web.ParseSite(base); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", base, err)
		}
	}
	s := site(t, "https://example.com")
	for _, link := range [][2]string{
		{"/reset?lang=de", "token"}, {"/reset#x", "token"}, {"reset", "token"}, {"//evil.example", "token"},
		{"/\\..\\evil", "token"}, {"/reset", ""}, {"", "token"}, {"/a\r\nb", "token"},
	} {
		if got, err := s.Link(link[0], web.Query(link[1]), "x"); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%q: %q, %v", link, got, err)
		}
	}
}

// TestLong: input that is longer than any real input is refused before it is read. All of
// this takes microseconds. Without the limits it would take about 100 milliseconds.
func TestLong(t *testing.T) {
	keys := newRing(t)
	links := web.Links{Bound: []string{"v"}}
	for what, target := range map[string]string{
		"parameters": "/a?token=x" + strings.Repeat("&v", 4096),
		"path":       "/" + strings.Repeat("a/", 500_000) + "?token=x",
		"escapes":    "/" + strings.Repeat("%61", 300_000) + "?token=x",
	} {
		if _, err := links.Find(request("GET", target, nil)); err != typeseal.ErrForged {
			t.Errorf("%s: %v", what, err)
		}
	}
	query := strings.Repeat("&v", 1000)
	if _, err := links.Find(request("GET", "/a?token=x"+query, nil)); err != nil {
		t.Errorf("a thousand parameters: %v", err)
	}
	h := web.Require(web.Query("token"), web.Verify[sample.Download](keys),
		func(http.ResponseWriter, *http.Request, sample.Download) { t.Error("served") })
	for accept, page := range map[string]bool{
		strings.Repeat("a/b;q=1,", 100_000) + "text/html": false, strings.Repeat("a/b,", 1000) + "text/html": true,
	} {
		r := request("GET", "/", nil)
		r.Header.Set("Accept", accept)
		resp := serve(h, r)
		if got := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html"); got != page {
			t.Errorf("%d bytes of Accept: a page is %t", len(accept), got)
		}
	}
}

// TestOneClickTokens: a form with its own token fields is not a request of a mailbox
// provider.
func TestOneClickTokens(t *testing.T) {
	keys := newRing(t)
	c := web.Confirm[sample.Download]{
		Token:    web.Again(web.Verify[sample.Download](keys)),
		Page:     func(*http.Request, sample.Download) web.Page { return web.Page{} },
		Done:     func(http.ResponseWriter, *http.Request, sample.Download) { t.Error("done") },
		OneClick: func(*http.Request, sample.Download) error { t.Error("one click"); return nil },
	}
	target := "/?token=" + url.QueryEscape(download(t, keys))
	for _, fields := range []string{"token=a&token=b", "token=", "token=x"} {
		wantStatus(t, fields, serve(c, form(target, "List-Unsubscribe=One-Click&"+fields)), 403)
	}
	if got := serve(c, form(target, strings.Repeat("x", 64<<10+1))).StatusCode; got != 413 {
		t.Errorf("a large body: %d", got)
	}
}
