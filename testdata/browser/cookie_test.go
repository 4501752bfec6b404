package browser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A shop has a session cookie: /set?name= sets it, /get shows it, /clear removes it.
type shop struct {
	*host
	session *web.Cookie[Session]
	forever *web.Cookie[Forever]
	mux     *http.ServeMux
}

func newShop(t *testing.T, scheme, name string) *shop {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{
		session: web.SealedCookie[Session]("s", keys), forever: web.SignedCookie[Forever]("f", keys),
		mux: http.NewServeMux(),
	}
	answer := func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<!doctype html><h1>%s</h1>", text)
	}
	s.mux.HandleFunc("/set", func(w http.ResponseWriter, r *http.Request) {
		if err := s.session.Set(w, Session{Name: r.FormValue("name")}); err != nil {
			answer(w, err.Error())
			return
		}
		s.forever.Set(w, Forever{})
		answer(w, "set")
	})
	s.mux.HandleFunc("/get", func(w http.ResponseWriter, r *http.Request) {
		p, err := s.session.Get(r)
		if err != nil {
			answer(w, err.Error())
			return
		}
		answer(w, fmt.Sprint(len(p.Name)))
	})
	s.mux.HandleFunc("/clear", func(w http.ResponseWriter, _ *http.Request) {
		s.session.Clear(w)
		answer(w, "cleared")
	})
	s.mux.Handle("/page", page("<h1>page</h1>"))
	s.host = serve(t, scheme, name, s.mux)
	return s
}

const noToken = "web: the request does not have one token"

func (b *browser) cookies() []*network.Cookie {
	b.t.Helper()
	return call(b, storage.GetCookies, storage.GetCookiesParams{}).Cookies
}

// TestCookie sets, reads and clears a cookie.
func TestCookie(t *testing.T) {
	s, b := newShop(t, "https", "site.test"), newBrowser(t)
	b.open(s.base + "/get")
	b.wantTitle("before", noToken)
	b.open(s.base + "/set?name=ana")
	b.open(s.base + "/get")
	b.wantTitle("after", "3")
	for _, c := range b.cookies() {
		life := time.Until(time.UnixMilli(int64(c.Expires * 1000))).Round(time.Hour)
		want := map[string]time.Duration{"__Host-Http-s": 24 * time.Hour, "__Host-Http-f": 400 * 24 * time.Hour}[c.Name]
		if life != want || !c.HTTPOnly || !c.Secure || c.Path != "/" || c.SameSite != network.CookieSameSiteLax {
			t.Errorf("%+v lives %v, want %v", c, life, want)
		}
	}
	if visible := eval[string](b, `document.cookie`); visible != "" {
		t.Errorf("scripts see %q", visible)
	}
	b.open(s.base + "/clear")
	b.open(s.base + "/get")
	b.wantTitle("cleared", noToken)
	if n := len(b.cookies()); n != 1 {
		t.Errorf("%d cookies are left, want the other one", n)
	}
}

// TestCookieSize: the largest cookie that Set sets is kept, and one byte more is an error.
func TestCookieSize(t *testing.T) {
	s, b := newShop(t, "https", "site.test"), newBrowser(t)
	largest := 0
	for n := 2900; n < 3100; n++ {
		if err := s.session.Set(discard{http.Header{}}, Session{Name: strings.Repeat("x", n)}); err == nil {
			largest = n
		}
	}
	b.open(fmt.Sprintf("%s/set?name=%s", s.base, strings.Repeat("x", largest)))
	b.wantTitle("the largest", "set")
	b.open(s.base + "/get")
	b.wantTitle("the largest", fmt.Sprint(largest))
	b.open(fmt.Sprintf("%s/set?name=%s", s.base, strings.Repeat("x", largest+1)))
	if got := b.title(); !strings.Contains(got, "4096") {
		t.Errorf("one byte more: %q", got)
	}
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header       { return d.h }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

// TestPlanted: neither a script nor a subdomain can set the cookie, under any spelling of
// its name.
func TestPlanted(t *testing.T) {
	s, b := newShop(t, "https", "site.test"), newBrowser(t)
	b.open(s.base + "/page")
	for _, cookie := range []string{
		"__Host-Http-s=evil", "__Host-Http-s=evil; Path=/; Secure", "\u2000__Host-Http-s=evil; Path=/; Secure",
		"=__Host-Http-s=evil; Path=/; Secure", "__host-http-s=evil; Path=/; Secure",
		"__Host-Http-s=evil; Domain=site.test; Path=/; Secure",
	} {
		eval[string](b, fmt.Sprintf(`document.cookie = %q`, cookie))
	}
	b.open(s.base + "/get")
	b.wantTitle("planted by a script", noToken)

	_, port, _ := strings.Cut(strings.TrimPrefix(s.base, "https://"), ":")
	sub := serve(t, "https", "sub.site.test", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for _, line := range []string{
			"__Host-Http-s=evil; Domain=site.test; Path=/; Secure; HttpOnly",
			"__Host-Http-s=evil; Path=/; Secure; HttpOnly",
			"\u2000__Host-Http-s=evil; Domain=site.test; Path=/; Secure",
			"=__Host-Http-s=evil; Domain=site.test; Path=/; Secure",
		} {
			w.Header().Add("Set-Cookie", line)
		}
		w.Write([]byte("<h1>sub</h1>"))
	}))
	b.open(sub.base)
	b.open(s.base + "/get")
	b.wantTitle("planted by a subdomain, port "+port, noToken)
	b.open(s.base + "/set?name=ana")
	b.open(s.base + "/get")
	b.wantTitle("the site's own cookie", "3")
}

// TestPlainHTTP: the cookie works on localhost unchanged, and on plain HTTP elsewhere
// with PlainHTTP.
func TestPlainHTTP(t *testing.T) {
	b := newBrowser(t)
	for name, plain := range map[string]bool{"localhost": false, "site.test": true} {
		s := newShop(t, "http", name)
		s.session.PlainHTTP = plain
		b.open(s.base + "/set?name=ana")
		b.open(s.base + "/get")
		b.wantTitle(name, "3")
	}
}
