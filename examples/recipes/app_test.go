package recipes

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
)

func newKeys(t *testing.T) *typeseal.Keyring {
	t.Helper()
	return parse(t, typeseal.GenerateKey())
}

func parse(t *testing.T, ring string) *typeseal.Keyring {
	t.Helper()
	return must(typeseal.ParseKeyring(ring))(t)
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newSite(t *testing.T) *web.Site {
	t.Helper()
	return must(web.ParseSite("https://app.test"))(t)
}

func newStore() typeseal.Store { return replay.NewMemory(replay.AcceptEarlier()) }

// ana is a user, and rows has her.
var (
	ana  = User{ID: 7, Address: "ana@example.com", PasswordHash: "salt$hash"}
	rows = []User{ana, {ID: 8, Address: "ben@example.com", PasswordHash: "salt$another"}}
)

// A browser sends requests to a site, and keeps its cookies.
type browser struct {
	*testing.T
	site http.Handler
	jar  http.CookieJar
}

func newBrowser(t *testing.T, site http.Handler) *browser {
	t.Helper()
	return &browser{t, site, must(cookiejar.New(nil))(t)}
}

// do sends a request, and checks the status of the response.
func (b *browser) do(r *http.Request, want int) *http.Response {
	b.Helper()
	origin := &url.URL{Scheme: "https", Host: "app.test", Path: "/"}
	for _, c := range b.jar.Cookies(origin) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	resp := w.Result()
	b.jar.SetCookies(origin, resp.Cookies())
	if resp.StatusCode != want {
		b.Errorf("%s %s: status %d, want %d\n%s", r.Method, r.URL.Path, resp.StatusCode, want, w.Body)
	}
	return resp
}

// get opens a link, and returns the text of the page.
func (b *browser) get(link string, want int) string {
	b.Helper()
	r := httptest.NewRequest("GET", link, nil)
	r.Header.Set("Accept", "text/html")
	return string(must(io.ReadAll(b.do(r, want).Body))(b.T))
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// press opens a link, fills in the form of its page, and presses the button.
func (b *browser) press(link string, want int, fields ...string) *http.Response {
	b.Helper()
	found := tokenField.FindStringSubmatch(b.get(link, http.StatusOK))
	if found == nil {
		b.Fatal("the page has no form")
	}
	return b.send(link, want, append(fields, "token", found[1])...)
}

// send sends a form to the path of a link. The fields are names and values in turn.
func (b *browser) send(link string, want int, fields ...string) *http.Response {
	b.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	path, _, _ := strings.Cut(link, "?")
	r := httptest.NewRequest("POST", path+"?", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r, want)
}

// tokenOf returns the token of a link.
func tokenOf(t *testing.T, link string) string {
	t.Helper()
	return must(url.Parse(link))(t).Query().Get("token")
}
