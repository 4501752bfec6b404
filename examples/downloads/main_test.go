package main

import (
	"context"
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

const filesURL = "http://files.example"

// open returns a shop and its file server, with the books of the program.
func open(t *testing.T) (shop, files http.Handler) {
	t.Helper()
	shelf, err := fs.Sub(books, "books")
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, shelf)
}

func openWith(t *testing.T, shelf fs.FS) (shop, files http.Handler) {
	t.Helper()
	signing, public := typeseal.GenerateSigningKey()
	site, err := web.ParseSite(filesURL)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newShop(signing, site)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	f, err := newFileServer(ctx, ringFile(t, public), shelf)
	if err != nil {
		t.Fatal(err)
	}
	return s.handler(), f.handler()
}

// ringFile writes a ring with one key to a file.
func ringFile(t *testing.T, key string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "public.keys")
	if err := os.WriteFile(path, []byte("accepted "+key+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// answer sends a request without a body, and returns the response. The headers are pairs
// of a name and a value.
func answer(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func post(h http.Handler, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var button = regexp.MustCompile(`class="button" href="([^"]+)"`)

// buy returns the link on the page that the shop returns.
func buy(t *testing.T, shop http.Handler, file, edition string) string {
	t.Helper()
	w := post(shop, "/buy", url.Values{"file": {file}, "edition": {edition}})
	found := button.FindStringSubmatch(w.Body.String())
	if w.Code != 200 || found == nil {
		t.Fatalf("buying %s, %s: %d %s", file, edition, w.Code, w.Body)
	}
	return html.UnescapeString(found[1])
}

func TestDownload(t *testing.T) {
	shop, files := open(t)
	link := buy(t, shop, "knots.txt", "pocket")
	if !strings.HasPrefix(link, filesURL+"/files/knots.txt?edition=pocket&token=ts1_") {
		t.Fatal(link)
	}
	book, err := books.ReadFile("books/pocket/knots.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := answer(files, "GET", link)
	if w.Code != 200 || w.Body.String() != string(book) {
		t.Errorf("%d, and %d bytes, want the book", w.Code, w.Body.Len())
	}
	for name, want := range map[string]string{
		"Content-Type":           "text/plain; charset=utf-8",
		"Content-Disposition":    "attachment; filename=knots-pocket.txt",
		"X-Content-Type-Options": "nosniff",
		"Cache-Control":          "private, no-cache",
		"Referrer-Policy":        "strict-origin",
		"Accept-Ranges":          "bytes",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestLinks: a link is for one file in one edition. Parameters that are not signed change
// nothing.
func TestLinks(t *testing.T) {
	shop, files := open(t)
	link := buy(t, shop, "knots.txt", "pocket")
	edit := func(old, new string) string { return strings.Replace(link, old, new, 1) }
	strangerShop, _ := open(t)
	for _, row := range []struct {
		what, method, link string
		code               int
	}{
		{"the link", "GET", link, 200},
		{"the link again", "GET", link, 200},
		{"only its headers", "HEAD", link, 200},
		{"a parameter of a newsletter", "GET", link + "&utm_source=mail", 200},
		{"the same path with an escape", "GET", edit("knots", "%6Bnots"), 200},
		{"another file", "GET", edit("knots", "bread"), 403},
		{"another edition", "GET", edit("pocket", "annotated"), 403},
		{"no edition", "GET", edit("edition=pocket&", ""), 403},
		{"two editions", "GET", link + "&edition=annotated", 403},
		{"a file that does not exist", "GET", edit("knots.txt", "secrets.txt"), 403},
		{"a changed token", "GET", link[:len(link)-1], 403},
		{"no token", "GET", link[:strings.Index(link, "&token")], 403},
		{"two tokens", "GET", link + "&token=ts1_AAAA", 403},
		{"a link of another shop", "GET", buy(t, strangerShop, "knots.txt", "pocket"), 403},
		{"another method", "POST", link, 405},
		{"another method", "DELETE", link, 405},
		{"the folder", "GET", filesURL + "/files/", 404},
	} {
		w := answer(files, row.method, row.link)
		if w.Code != row.code {
			t.Errorf("%s: %d, want %d", row.what, w.Code, row.code)
		}
		if row.method == "HEAD" && (w.Body.Len() > 0 || w.Header().Get("Content-Length") == "") {
			t.Errorf("%s: %d bytes, and %v", row.what, w.Body.Len(), w.Header())
		}
		if row.code == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: Allow %q", row.what, w.Header().Get("Allow"))
		}
		if row.code == 403 && w.Body.String() != answer(files, "GET", filesURL+"/files/knots.txt").Body.String() {
			t.Errorf("%s: the response says why the link does not work: %s", row.what, w.Body)
		}
	}
}

// TestRanges: an interrupted download resumes, if the file has not changed.
func TestRanges(t *testing.T) {
	changed := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	shop, files := openWith(t, fstest.MapFS{
		"pocket/knots.txt": {Data: []byte("0123456789"), ModTime: changed},
	})
	link := buy(t, shop, "knots.txt", "pocket")
	date, later := changed.Format(http.TimeFormat), changed.Add(time.Hour).Format(http.TimeFormat)
	for _, row := range []struct {
		headers []string
		code    int
		body    string
	}{
		{[]string{"Range", "bytes=2-4"}, 206, "234"},
		{[]string{"Range", "bytes=7-"}, 206, "789"},
		{[]string{"Range", "bytes=90-"}, 416, ""},
		{[]string{"Range", "bytes=7-", "If-Range", date}, 206, "789"},
		{[]string{"Range", "bytes=7-", "If-Range", later}, 200, "0123456789"},
		{[]string{"If-Modified-Since", date}, 304, ""},
	} {
		w := answer(files, "GET", link, row.headers...)
		if w.Code != row.code || row.body != "" && w.Body.String() != row.body {
			t.Errorf("%q: %d %q, want %d %q", row.headers, w.Code, w.Body, row.code, row.body)
		}
	}
}

// TestExpiry: each range is a separate request, and the link must be valid for all of
// them.
func TestExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop, files := open(t)
		link := buy(t, shop, "bread.txt", "annotated")
		for _, row := range []struct {
			wait time.Duration
			code int
			text string
		}{
			{0, 206, "B"},
			{time.Hour, 206, "B"},
			{time.Second, 410, "This link has expired."},
		} {
			time.Sleep(row.wait)
			w := answer(files, "GET", link, "Range", "bytes=0-0")
			if w.Code != row.code || !strings.HasPrefix(w.Body.String(), row.text) {
				t.Errorf("after %v more: %d %s, want %d %s", row.wait, w.Code, w.Body, row.code, row.text)
			}
		}
	})
}

// TestWithdraw: the links to a file end, in all editions. Other files and new links work.
func TestWithdraw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop, files := open(t)
		old := []string{buy(t, shop, "knots.txt", "pocket"), buy(t, shop, "knots.txt", "annotated")}
		other := buy(t, shop, "bread.txt", "pocket")
		if w := post(files, "/withdraw", url.Values{"file": {"knots.txt"}}); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		time.Sleep(2 * time.Second)
		for _, link := range old {
			w := answer(files, "GET", link)
			if w.Code != 410 || !strings.HasPrefix(w.Body.String(), "This link was withdrawn.") {
				t.Errorf("a withdrawn link: %d %s", w.Code, w.Body)
			}
		}
		if w := answer(files, "GET", other); w.Code != 200 {
			t.Errorf("the other file: %d %s", w.Code, w.Body)
		}
		if w := answer(files, "GET", buy(t, shop, "knots.txt", "pocket")); w.Code != 200 {
			t.Errorf("a new link: %d %s", w.Code, w.Body)
		}
		want := `cutoff 2000-01-01T00:00:01Z binding &#34;path:/files/knots.txt&#34;`
		if w := answer(files, "GET", "/"); !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not show %s:\n%s", want, w.Body)
		}
	})
}

// TestForms: a form for an unknown book or file, or from another site, has no effect.
func TestForms(t *testing.T) {
	shop, files := open(t)
	for _, row := range []struct {
		h        http.Handler
		path     string
		form     url.Values
		fromSite string
		code     int
	}{
		{shop, "/buy", url.Values{"file": {"knots.txt"}}, "same-origin", 404},
		{shop, "/buy", url.Values{"file": {"../main.go"}, "edition": {"pocket"}}, "same-origin", 404},
		{shop, "/buy", url.Values{"file": {"knots.txt"}, "edition": {".."}}, "same-origin", 404},
		{shop, "/buy", url.Values{"file": {"knots.txt"}, "edition": {"pocket"}}, "cross-site", 403},
		{files, "/withdraw", url.Values{"file": {"secrets.txt"}}, "same-origin", 404},
		{files, "/withdraw", url.Values{"file": {"knots.txt"}}, "cross-site", 403},
	} {
		r := httptest.NewRequest("POST", row.path, strings.NewReader(row.form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", row.fromSite)
		w := httptest.NewRecorder()
		row.h.ServeHTTP(w, r)
		if w.Code != row.code {
			t.Errorf("%s %v: %d, want %d", row.path, row.form, w.Code, row.code)
		}
	}
}

// TestKeys: a server does not start with the key of the other server.
func TestKeys(t *testing.T) {
	signing, public := typeseal.GenerateSigningKey()
	if _, err := newFileServer(t.Context(), ringFile(t, signing), books); err == nil {
		t.Error("the file server takes the signing key")
	}
	if _, err := newShop(public, nil); err == nil {
		t.Error("the shop takes the public key")
	}
}
