package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

const (
	preferencesName = "__Host-Http-preferences"
	sessionName     = "__Host-Http-preferences-session"
)

var origin = &url.URL{Scheme: "https", Host: "example.com", Path: "/"}

// A browser keeps the cookies of a site.
type browser struct {
	site http.Handler
	jar  *cookiejar.Jar
}

func newBrowser(t *testing.T, s *site) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{s.handler(), jar}
}

func open(t *testing.T) *site {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	return newSite(keys, false)
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range b.jar.Cookies(origin) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	b.jar.SetCookies(origin, w.Result().Cookies())
	return w
}

func (b *browser) get() string {
	return b.send(httptest.NewRequest("GET", "/", nil)).Body.String()
}

func (b *browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *browser) signIn(t *testing.T) {
	t.Helper()
	if w := b.post("/signin", url.Values{"user": {"0"}}); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if page := b.get(); !strings.Contains(page, "Hello, Ana") {
		t.Fatalf("not signed in: %s", page)
	}
}

// cookie returns the value of a cookie, or "".
func (b *browser) cookie(name string) string {
	for _, c := range b.jar.Cookies(origin) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b *browser) set(name, value string) {
	b.jar.SetCookies(origin, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

func TestPreferences(t *testing.T) {
	b := newBrowser(t, open(t))
	if page := b.get(); !strings.Contains(page, `<html lang="en">`) {
		t.Errorf("a new visitor: %s", page)
	}
	w := b.post("/preferences", url.Values{"theme": {"dark"}, "language": {"de"}})
	if w.Code != 303 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d, %v", w.Code, w.Header())
	}
	c := w.Result().Cookies()[0]
	if c.Name != preferencesName || c.MaxAge != 365*24*60*60 || !c.Secure || !c.HttpOnly || c.Path != "/" ||
		c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie %v", c)
	}
	page := b.get()
	for _, want := range []string{`<html lang="de" class="dark">`, "<h1>Hallo</h1>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %s: %s", want, page)
		}
	}
	for _, form := range []url.Values{
		{"theme": {"pink"}, "language": {"en"}}, {"theme": {"dark"}, "language": {"tlh"}}, {},
	} {
		if w := b.post("/preferences", form); w.Code != 400 || len(w.Result().Cookies()) > 0 {
			t.Errorf("%v: %d %v", form, w.Code, w.Header())
		}
	}
}

// TestBadCookies: a cookie that the program did not make is ignored.
func TestBadCookies(t *testing.T) {
	s := open(t)
	b := newBrowser(t, s)
	b.signIn(t)
	b.post("/preferences", url.Values{"theme": {"dark"}, "language": {"es"}})
	session, preferences := b.cookie(sessionName), b.cookie(preferencesName)
	stranger := newBrowser(t, open(t))
	stranger.signIn(t)
	for _, row := range []struct{ what, session, preferences string }{
		{"changed", session[:len(session)-1] + "!", preferences + "A"},
		{"exchanged", preferences, session},
		{"of another site", stranger.cookie(sessionName), "ts1_AAAA"},
		{"empty", "", ""},
		{"too long", strings.Repeat("A", 20<<10), strings.Repeat("A", 20<<10)},
	} {
		b := newBrowser(t, s)
		b.set(sessionName, row.session)
		b.set(preferencesName, row.preferences)
		if page := b.get(); !strings.Contains(page, "<h1>Hello</h1>") {
			t.Errorf("%s: %s", row.what, page)
		}
		if w := b.post("/everywhere", nil); w.Code != 401 {
			t.Errorf("%s: %d", row.what, w.Code)
		}
	}
	// The cookies are bound to their names, so a cookie without the prefix is refused.
	b = newBrowser(t, s)
	b.set("preferences-session", session)
	if page := b.get(); strings.Contains(page, "Hello, Ana") {
		t.Error("a cookie without the prefix is accepted")
	}
}

// TestTwoCookies: if a browser sends two cookies with the same name, an attacker has
// planted one of them.
func TestTwoCookies(t *testing.T) {
	s := open(t)
	b := newBrowser(t, s)
	b.signIn(t)
	r := httptest.NewRequest("POST", "/everywhere", nil)
	r.AddCookie(&http.Cookie{Name: sessionName, Value: "planted"})
	w := b.send(r)
	if want := `Cookie cookie-name="` + sessionName + `"`; w.Code != 401 || w.Header().Get("WWW-Authenticate") != want {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if page := b.get(); !strings.Contains(page, "Hello, Ana") {
		t.Error("the session has ended")
	}
}

func TestSignOut(t *testing.T) {
	b := newBrowser(t, open(t))
	b.signIn(t)
	b.post("/signout", nil)
	if page := b.get(); b.cookie(sessionName) != "" || !strings.Contains(page, "<h1>Hello</h1>") {
		t.Errorf("still signed in: %s", page)
	}
	for _, user := range []string{"", "7", "-1", "Ana"} {
		if w := b.post("/signin", url.Values{"user": {user}}); w.Code != 400 {
			t.Errorf("signing in as %q: %d", user, w.Code)
		}
	}
}

// TestEverywhere: all sessions of the user end, and no sessions of other users.
func TestEverywhere(t *testing.T) {
	s := open(t)
	phone, laptop, ben := newBrowser(t, s), newBrowser(t, s), newBrowser(t, s)
	phone.signIn(t)
	laptop.signIn(t)
	ben.post("/signin", url.Values{"user": {"1"}})
	stolen := phone.cookie(sessionName)
	if w := laptop.post("/everywhere", nil); w.Code != 303 || laptop.cookie(sessionName) != "" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := phone.post("/everywhere", nil); w.Code != 401 || phone.cookie(sessionName) != "" {
		t.Errorf("the old cookie: status %d, and the browser still has %q", w.Code, phone.cookie(sessionName))
	}
	phone.set(sessionName, stolen)
	if page := phone.get(); !strings.Contains(page, "You were signed out") || strings.Contains(page, "Hello, Ana") {
		t.Errorf("the old cookie: %s", page)
	}
	if page := phone.get(); strings.Contains(page, "You were signed out") {
		t.Error("the page shows the note twice")
	}
	if page := ben.get(); !strings.Contains(page, "Hello, Ben") {
		t.Error("another user was signed out")
	}
	phone.signIn(t)
}

// TestRenewal: a session lasts if it is used every week, and ends after two without use.
func TestRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBrowser(t, open(t))
		b.signIn(t)
		first := b.cookie(sessionName)
		time.Sleep(5 * 24 * time.Hour)
		b.get()
		if b.cookie(sessionName) != first {
			t.Error("the cookie is renewed in its first half")
		}
		for range 10 {
			time.Sleep(8 * 24 * time.Hour)
			before := b.cookie(sessionName)
			if page := b.get(); !strings.Contains(page, "Hello, Ana") || b.cookie(sessionName) == before {
				t.Fatal("the cookie is not renewed in its second half")
			}
		}
		last := b.cookie(sessionName)
		time.Sleep(14*24*time.Hour + time.Second)
		if b.cookie(sessionName) != "" {
			t.Error("the browser keeps the cookie longer than it is valid")
		}
		b.set(sessionName, last)
		if page := b.get(); !strings.Contains(page, "<h1>Hello</h1>") {
			t.Error("the session did not end")
		}
	})
}

// TestRotation: a cookie of an old key is valid, and is renewed with the new key at once.
func TestRotation(t *testing.T) {
	old, fresh := typeseal.GenerateKey(), typeseal.GenerateKey()
	s := open(t)
	use := func(ring string) {
		keys, err := typeseal.ParseKeyring(ring)
		if err != nil {
			t.Fatal(err)
		}
		s.session = sessionCookie(keys, s.users)
	}
	use(old)
	b := newBrowser(t, s)
	b.signIn(t)
	use("primary " + fresh + "\naccepted " + old)
	b.site = s.handler()
	b.get()
	use(fresh)
	b.site = s.handler()
	if page := b.get(); !strings.Contains(page, "Hello, Ana") {
		t.Errorf("the cookie was not renewed with the new key: %s", page)
	}
}

// TestOtherSites: a form of another site changes nothing.
func TestOtherSites(t *testing.T) {
	b := newBrowser(t, open(t))
	b.signIn(t)
	for _, path := range []string{"/preferences", "/signin", "/signout", "/everywhere"} {
		r := httptest.NewRequest("POST", path, strings.NewReader("user=1&theme=dark&language=de"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if w := b.send(r); w.Code != 403 {
			t.Errorf("%s: %d", path, w.Code)
		}
		if w := b.send(httptest.NewRequest("GET", path, nil)); w.Code != 405 || w.Header().Get("Allow") != "POST" {
			t.Errorf("GET %s: %d %v", path, w.Code, w.Header())
		}
	}
	if page := b.get(); !strings.Contains(page, `<html lang="en">`) || !strings.Contains(page, "Hello, Ana") {
		t.Errorf("the page has changed: %s", page)
	}
	if w := b.send(httptest.NewRequest("HEAD", "/", nil)); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
}

// TestPlain: the flag drops the prefix and Secure, and nothing else.
func TestPlain(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, newSite(keys, true))
	w := b.post("/signin", url.Values{"user": {"0"}})
	c := w.Result().Cookies()[0]
	if c.Name != "preferences-session" || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie %v", c)
	}
	if page := b.get(); !strings.Contains(page, "Hello, Ana") {
		t.Errorf("not signed in: %s", page)
	}
}

// TestDatabaseDown: if the users cannot be read, nobody is signed out.
func TestDatabaseDown(t *testing.T) {
	s := open(t)
	b := newBrowser(t, s)
	b.signIn(t)
	s.session.Open = func(*http.Request, string, ...typeseal.Option) (Session, error) {
		return Session{}, http.ErrServerClosed
	}
	if w := b.send(httptest.NewRequest("GET", "/", nil)); w.Code != 503 || b.cookie(sessionName) == "" {
		t.Errorf("%d, and the cookie %q", w.Code, b.cookie(sessionName))
	}
	b.site = web.Require(s.session, s.session.Open, s.signOutEverywhere)
	if w := b.post("/everywhere", nil); w.Code != 503 || b.cookie(sessionName) == "" {
		t.Errorf("%d, and the cookie %q", w.Code, b.cookie(sessionName))
	}
}
