package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// setCookie returns the Set-Cookie lines of a response.
func setCookie[T any](t *testing.T, c *web.Cookie[T], p T, opts ...typeseal.Option) []string {
	t.Helper()
	w := httptest.NewRecorder()
	if err := c.Set(w, p, opts...); err != nil {
		t.Fatal(err)
	}
	return w.Header()["Set-Cookie"]
}

// sent returns a request with cookies, each of them as in a Set-Cookie line.
func sent(cookies ...string) *http.Request {
	r := request("GET", "/", nil)
	for i, c := range cookies {
		cookies[i], _, _ = strings.Cut(c, ";")
	}
	r.Header.Set("Cookie", strings.Join(cookies, "; "))
	return r
}

func TestCookie(t *testing.T) {
	keys := newRing(t)
	ana := sample.Session{User: 42, Name: "ana"}
	c := web.SealedCookie[sample.Session]("session", keys)
	lines := setCookie(t, c, ana)
	value, attributes, _ := strings.Cut(lines[0], "; ")
	if !strings.HasPrefix(value, "__Host-Http-session=ts1_") ||
		attributes != "Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax" || len(lines) != 1 {
		t.Errorf("%q", lines)
	}
	if got, err := c.Get(sent(lines[0])); err != nil || got != ana {
		t.Errorf("%+v, %v", got, err)
	}
	var d typeseal.Details
	if _, err := c.Get(sent(lines[0]), typeseal.Describe(&d)); err != nil ||
		d.ExpiresAt.Sub(d.IssuedAt) != 24*time.Hour {
		t.Errorf("%+v, %v", d, err)
	}

	for what, test := range map[string]struct {
		r    *http.Request
		want error
	}{
		"no cookie":         {request("GET", "/", nil), web.ErrNoToken},
		"two cookies":       {sent(lines[0], lines[0]), web.ErrNoToken},
		"other name":        {sent(strings.Replace(lines[0], "session", "other", 1)), web.ErrNoToken},
		"no prefix":         {sent(strings.TrimPrefix(lines[0], "__Host-Http-")), web.ErrNoToken},
		"a space in U+2000": {sent("\u2000" + lines[0]), web.ErrNoToken},
		"cut":               {sent(lines[0][:40]), typeseal.ErrMalformed},
		"no value":          {sent("__Host-Http-session="), web.ErrNoToken},
		"16 KiB":            {sent("__Host-Http-session=" + strings.Repeat("a", 16<<10+1)), web.ErrNoToken},
	} {
		if _, err := c.Get(test.r); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", what, err, test.want)
		}
	}
	moved := web.SealedCookie[sample.Session]("moved", keys)
	_, err := moved.Get(sent(strings.Replace(lines[0], "session", "moved", 1)))
	if !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("moved to another name: %v", err)
	}
	plain := web.SealedCookie[sample.Session]("session", keys)
	plain.PlainHTTP = true
	if _, err := plain.Get(sent(strings.TrimPrefix(lines[0], "__Host-Http-"))); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("without its prefix: %v", err)
	}
	if got := setCookie(t, plain, ana)[0]; strings.Contains(got, "__Host") || strings.Contains(got, "Secure") {
		t.Errorf("for plain HTTP: %s", got)
	}
}

// TestCookieLife: Max-Age is the life of the token, which can be shorter than the max-age
// of its type.
func TestCookieLife(t *testing.T) {
	keys := newRing(t)
	session := web.SealedCookie[sample.Session]("s", keys)
	forever := web.SignedCookie[sample.Forever]("f", keys)
	until := web.SealedCookie[sample.Session]("u", keys)
	until.Session = true
	for want, line := range map[string]string{
		"Max-Age=86400;":    setCookie(t, session, sample.Session{})[0],
		"Max-Age=600;":      setCookie(t, session, sample.Session{}, typeseal.TTL(10*time.Minute))[0],
		"Max-Age=34560000;": setCookie(t, forever, sample.Forever{})[0],
	} {
		if !strings.Contains(line, want) {
			t.Errorf("no %s in %s", want, line)
		}
	}
	if line := setCookie(t, until, sample.Session{})[0]; strings.Contains(line, "Max-Age") {
		t.Errorf("a session cookie: %s", line)
	}
}

func TestCookieAttributes(t *testing.T) {
	c := web.SealedCookie[sample.Session]("s", newRing(t))
	for want, edit := range map[string]func(){
		"SameSite=Strict":            func() { c.SameSite = http.SameSiteStrictMode },
		"SameSite=None; Partitioned": func() { c.SameSite, c.Partitioned = http.SameSiteNoneMode, true },
	} {
		edit()
		if line := setCookie(t, c, sample.Session{})[0]; !strings.Contains(line, want) {
			t.Errorf("no %s in %s", want, line)
		}
		c.SameSite, c.Partitioned = 0, false
	}
}

// TestCookieSize: browsers keep at most 4096 bytes of name and value, and silently drop a
// longer cookie.
func TestCookieSize(t *testing.T) {
	c := web.SealedCookie[sample.Session]("s", newRing(t))
	largest := 0
	for n := 2900; n < 3200; n++ {
		w := httptest.NewRecorder()
		err := c.Set(w, sample.Session{Name: strings.Repeat("x", n)})
		line := w.Header().Get("Set-Cookie")
		pair, _, _ := strings.Cut(line, ";")
		switch {
		case err == nil:
			largest = max(largest, len(pair)-1)
		case !errors.Is(err, typeseal.ErrMint) || line != "":
			t.Fatalf("%d characters: %v, %.40q", n, err, line)
		}
	}
	if largest > 4096 || largest < 4093 {
		t.Errorf("the largest cookie has %d bytes", largest)
	}
}

// TestCookieOnce: a response has one line for each cookie. The last call of Set counts.
func TestCookieOnce(t *testing.T) {
	keys := newRing(t)
	c := web.SealedCookie[sample.Session]("s", keys)
	w := httptest.NewRecorder()
	http.SetCookie(w, &http.Cookie{Name: "other", Value: "1"})
	for range 2 {
		if err := c.Set(w, sample.Session{User: 1}); err != nil {
			t.Fatal(err)
		}
	}
	c.Clear(w)
	lines := w.Header()["Set-Cookie"]
	if len(lines) != 2 || lines[1] != "__Host-Http-s=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax" {
		t.Errorf("%q", lines)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
}

func TestCookieConfig(t *testing.T) {
	keys := newRing(t)
	for _, name := range []string{"", "a b", "a.b", "ä", "a=b", "a;b", strings.Repeat("a", 49)} {
		c := web.SealedCookie[sample.Session](name, keys)
		w := httptest.NewRecorder()
		if err := c.Set(w, sample.Session{}); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("Set of %q: %v", name, err)
		}
		if _, err := c.Get(sent(name + "=x")); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("Get of %q: %v", name, err)
		}
		c.Clear(w)
		if len(w.Header()) > 0 {
			t.Errorf("%q: %v", name, w.Header())
		}
	}
	var none *web.Cookie[sample.Session]
	if _, err := none.Get(sent()); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("a nil cookie: %v", err)
	}
	c := web.SealedCookie[sample.Session]("s", keys)
	err := c.Set(httptest.NewRecorder(), sample.Session{}, typeseal.Describe(new(typeseal.Details)))
	if !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("Describe in Set: %v", err)
	}
}

// TestLogOutEverywhere: a state field makes all cookies of a user stale, and the refusal
// clears them.
func TestLogOutEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, epoch := newRing(t), int64(1)
		c := web.SealedCookieState("account", keys, func(_ context.Context, p *sample.Account) error {
			p.Epoch = epoch
			return nil
		})
		line := setCookie(t, c, sample.Account{User: 42, Epoch: epoch})[0]
		h := web.Require(c, c.Open,
			func(w http.ResponseWriter, _ *http.Request, p sample.Account) { w.WriteHeader(200) })
		resp := serve(h, sent(line))
		wantStatus(t, "signed in", resp, 200)
		if resp.Header.Get("Vary") != "Cookie" || resp.Header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%v", resp.Header)
		}
		epoch++
		resp = serve(h, sent(line))
		wantStatus(t, "signed out everywhere", resp, 401)
		if cookies := resp.Cookies(); len(cookies) != 1 || cookies[0].MaxAge >= 0 {
			t.Errorf("%v", cookies)
		}
	})
}
