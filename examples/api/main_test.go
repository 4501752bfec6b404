package main

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func newKeys(t *testing.T) *typeseal.Keyring {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func open(t *testing.T) (*typeseal.Keyring, http.Handler) {
	t.Helper()
	keys := newKeys(t)
	return keys, handler(keys, &desk{keys, "http://127.0.0.1:8080/notes"})
}

func sign(t *testing.T, keys *typeseal.Keyring, scopes []string, opts ...typeseal.Option) string {
	t.Helper()
	token, err := Access{Client: "test", Scopes: scopes}.Sign(keys, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// call calls the API with Authorization headers.
func call(h http.Handler, method, body string, authorization ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/notes", strings.NewReader(body))
	r.Header["Authorization"] = authorization
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestNotes(t *testing.T) {
	keys, h := open(t)
	bearer := "Bearer " + sign(t, keys, scopes, audience(notesAPI))
	w := call(h, "POST", `{"text": "Buy flour"}`, bearer)
	if w.Code != 201 || w.Body.String() != `{"author":"test","text":"Buy flour"}`+"\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = call(h, "GET", "", bearer)
	want := `[{"author":"Ana","text":"The oven is fixed."},{"author":"test","text":"Buy flour"}]` + "\n"
	if w.Code != 200 || w.Body.String() != want {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Cache-Control": "private, no-cache", "Vary": "Authorization",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w := call(h, "HEAD", "", bearer); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if w := call(h, "DELETE", "", bearer); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("DELETE: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// TestRefusals: RFC 6750, section 3.
func TestRefusals(t *testing.T) {
	keys, h := open(t)
	good := sign(t, keys, scopes, audience(notesAPI))
	const none, invalid = "Bearer", `Bearer error="invalid_token"`
	for _, row := range []struct {
		what          string
		authorization []string
		code          int
		challenge     string
	}{
		{"a token", []string{"Bearer " + good}, 200, ""},
		{"the scheme in small letters", []string{"bearer " + good}, 200, ""},
		{"no header", nil, 401, none},
		{"an empty header", []string{""}, 401, none},
		{"no token", []string{"Bearer "}, 401, none},
		{"another scheme", []string{"Basic dGVzdDp0ZXN0"}, 401, none},
		{"two headers", []string{"Bearer " + good, "Bearer " + good}, 401, none},
		{"two words", []string{"Bearer " + good + " " + good}, 401, none},
		{"a changed token", []string{"Bearer " + good[:len(good)-2] + "AA"}, 401, invalid},
		{"something else", []string{"Bearer hello"}, 401, invalid},
		{"for another API", []string{"Bearer " + sign(t, keys, scopes, audience("orders"))}, 401, invalid},
		{"for no API", []string{"Bearer " + sign(t, keys, scopes)}, 401, invalid},
		{"of another key", []string{"Bearer " + sign(t, newKeys(t), scopes, audience(notesAPI))}, 401, invalid},
		{"for writing", []string{"Bearer " + sign(t, keys, []string{write}, audience(notesAPI))},
			403, `Bearer error="insufficient_scope", scope="notes:read"`},
		{"without scopes", []string{"Bearer " + sign(t, keys, nil, audience(notesAPI))},
			403, `Bearer error="insufficient_scope", scope="notes:read"`},
	} {
		w := call(h, "GET", "", row.authorization...)
		if got := w.Header().Get("WWW-Authenticate"); w.Code != row.code || got != row.challenge {
			t.Errorf("%s: %d, challenge %q, want %d %q", row.what, w.Code, got, row.code, row.challenge)
		}
		if row.code != 200 && strings.Contains(w.Body.String(), "oven") {
			t.Errorf("%s: the response has the notes", row.what)
		}
	}
	// A token in the URL appears in logs, so it does not count.
	r := httptest.NewRequest("GET", "/notes?token="+good+"&access_token="+good, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 401 {
		t.Errorf("a token in the URL: %d", w.Code)
	}
}

func TestExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, h := open(t)
		bearer := "Bearer " + sign(t, keys, scopes, audience(notesAPI))
		time.Sleep(10 * time.Minute)
		if w := call(h, "GET", "", bearer); w.Code != 200 {
			t.Errorf("in its last second: %d", w.Code)
		}
		time.Sleep(time.Second)
		w := call(h, "GET", "", bearer)
		if w.Code != 401 || w.Header().Get("WWW-Authenticate") != `Bearer error="invalid_token"` {
			t.Errorf("after its last second: %d %v", w.Code, w.Header())
		}
	})
}

func TestBadNotes(t *testing.T) {
	keys, h := open(t)
	bearer := "Bearer " + sign(t, keys, scopes, audience(notesAPI))
	for _, body := range []string{
		"", "text", `{}`, `{"text": ""}`, `{"text": "a", "author": "Ana"}`,
		`{"text": "` + strings.Repeat("a", 5000) + `"}`,
	} {
		if w := call(h, "POST", body, bearer); w.Code != 400 {
			t.Errorf("%.40q: %d", body, w.Code)
		}
	}
	reader := "Bearer " + sign(t, keys, []string{read}, audience(notesAPI))
	if w := call(h, "POST", `{"text": "a"}`, reader); w.Code != 403 {
		t.Errorf("writing with a token for reading: %d", w.Code)
	}
	for range 99 {
		call(h, "POST", `{"text": "a"}`, bearer)
	}
	if w := call(h, "POST", `{"text": "a"}`, bearer); w.Code != 409 {
		t.Errorf("one note too many: %d", w.Code)
	}
}

var shown = regexp.MustCompile(`TOKEN=(\S+)</pre>`)

// TestDesk: the page returns a token with the requested scopes.
func TestDesk(t *testing.T) {
	_, h := open(t)
	ask := func(form url.Values, fromSite string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", fromSite)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	w := ask(url.Values{"client": {" reporter "}, "scope": {read}}, "same-origin")
	found := shown.FindStringSubmatch(w.Body.String())
	if w.Code != 200 || found == nil || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	bearer := "Bearer " + html.UnescapeString(found[1])
	if w := call(h, "GET", "", bearer); w.Code != 200 {
		t.Errorf("reading: %d %s", w.Code, w.Body)
	}
	if w := call(h, "POST", `{"text": "a"}`, bearer); w.Code != 403 {
		t.Errorf("writing: %d %s", w.Code, w.Body)
	}
	for _, form := range []url.Values{
		{}, {"client": {" "}}, {"client": {strings.Repeat("a", 41)}}, {"client": {"a"}, "scope": {"everything"}},
	} {
		if w := ask(form, "same-origin"); w.Code != 400 {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
	if w := ask(url.Values{"client": {"a"}}, "cross-site"); w.Code != 403 {
		t.Errorf("a form of another site: %d", w.Code)
	}
	r := httptest.NewRequest("GET", "/", nil)
	w = httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != 200 || !strings.Contains(w.Body.String(), `value="notes:write"`) {
		t.Errorf("the form: %d %s", w.Code, w.Body)
	}
}
