package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// TestLinkPaths: a handler of links sees the path that was signed, whatever the form of
// the path is, and whatever handlers around it remove prefixes or match patterns.
func TestLinkPaths(t *testing.T) {
	keys := newRing(t)
	open := web.Verify[sample.Download](keys)
	seen := func(w http.ResponseWriter, r *http.Request, _ sample.Download) {
		fmt.Fprintf(w, "%s|%s|%s", r.URL.Path, r.PathValue("name"), r.FormValue("size"))
	}
	links := func(base string) web.Links {
		return web.Links{Site: site(t, base), Bound: []string{"size"}}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/version", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400) })
	mux.Handle("/files/{name}", web.Require(links("http://x"), open, seen))
	mux.Handle("/deep/{name...}", web.Require(links("http://x"), open, seen))
	mux.Handle("/tree/", web.Require(links("http://x"), open, seen))
	mux.Handle("/app/", http.StripPrefix("/app", web.Require(links("http://x"), open, seen)))
	mux.Handle("hosted.example/", web.Require(links("http://x"), open, seen))
	overHTTP(t, mux, func(t *testing.T, base string, client *http.Client) {
		sign := func(prefix, path string) string {
			return must(web.SignURL(links(base+prefix), path, url.Values{"size": {"l"}}, sample.Download{}, keys))(t)
		}
		get := func(link string) (int, string, string) {
			resp, text := call{method: "GET"}.make(t, link, client)
			return resp.StatusCode, text, resp.Header.Get("Location")
		}
		for _, test := range []struct{ prefix, signed, asked, want string }{
			{"", "/files/a", "/files/a", "/files/a|a|l"},
			{"", "/files/a b", "/files/a%20b", "/files/a b|a b|l"},
			{"", "/files/a", "/files/%61", "/files/a|a|l"},
			{"", "/files/a%2Fb", "/files/a%2fb", "/files/a/b|a/b|l"},
			{"", "/deep/a%2Fb", "/deep/a/b", ""},
			{"", "/files/a", "/files/b", ""},
			{"", "/files/a", "/files/a%00", ""},
			{"", "/files/a", "/files/b%2F..%2Fa", ""},
			{"", "/files/a", "/files/b%5C..%5Ca", ""},
			{"", "/files/a", "/files/%2e%2e", ""},
			{"", "/deep/a/b", "/deep/a/b", "/deep/a/b|a/b|l"},
			{"", "/deep/a/b", "/deep/a%2Fb", ""},
			{"", "/tree/", "/tree/", "/tree/||l"},
			{"", "/tree/a/", "/tree/a/", "/tree/a/||l"},
			{"", "/tree/a/", "/tree/a", ""},
			{"/app", "/a", "/app/a", "/a||l"},
			{"/app", "/app/a", "/app/a", ""},
		} {
			link := sign(test.prefix, test.signed)
			_, query, _ := strings.Cut(link, "?")
			status, text, _ := get(base + test.asked + "?" + query)
			if (status == 200) != (test.want != "") || status == 200 && text != test.want {
				t.Errorf("%+v: %d %s", test, status, text)
			}
		}
		// ServeMux redirects to the clean path, with the query.
		link := sign("", "/files/a")
		status, _, location := get(strings.Replace(link, "/files/a", "/files//a", 1))
		if status/100 != 3 {
			t.Fatalf("// is answered with %d", status)
		}
		if status, _, _ := get(base + location); status != 200 {
			t.Errorf("after the redirect of //: %d", status)
		}
		// The host is not signed.
		link = strings.Replace(sign("", "/x"), base, "http://hosted.example", 1)
		wantStatus(t, "a pattern with a host", serve(mux, request("GET", link, nil)), 200)
		// A body is not signed, so a handler of GET must not see it.
		b, kind := multipartForm(t, [2]string{"size", "evil"})
		bare := must(web.SignURL(links(base), "/files/a", nil, sample.Download{}, keys))(t)
		for _, method := range []string{"GET", "POST"} {
			c := call{method: method, header: http.Header{"Content-Type": {kind}}, body: b.String()}
			resp, text := c.make(t, bare, client)
			if strings.Contains(text, "evil") || (resp.StatusCode == 200) != (method == "GET") {
				t.Errorf("%s with a body: %s %s", method, resp.Status, text)
			}
		}
	})
}

// TestLinksBehindProxies: a proxy may change the host, the scheme and the form of the path.
func TestLinksBehindProxies(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a (1)+b.txt"), []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	keys := newRing(t)
	files := http.FileServer(http.Dir(dir))
	backend := httptest.NewServer(web.Require(web.Links{}, web.Verify[sample.Download](keys),
		func(w http.ResponseWriter, r *http.Request, _ sample.Download) { files.ServeHTTP(w, r) }))
	defer backend.Close()
	target := must(url.Parse(backend.URL))(t)
	for what, rewrite := range map[string]func(*http.Request){
		"as it is":    func(*http.Request) {},
		"decoded":     func(r *http.Request) { r.URL.RawPath = "" },
		"all escaped": func(r *http.Request) { r.URL.RawPath = escapeAll(r.URL.Path) },
		"host, scheme": func(r *http.Request) {
			r.Host = "backend.internal"
			r.Header.Set("X-Forwarded-Proto", "http")
		},
	} {
		proxy := httptest.NewServer(&httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target); rewrite(r.Out) },
		})
		link := must(web.SignURL(web.Links{Site: site(t, proxy.URL)}, "/a (1)+b.txt", nil, sample.Download{}, keys))(t)
		client := &http.Client{Transport: privateOnly{t, http.DefaultTransport}}
		resp, text := call{method: "GET"}.make(t, link, client)
		if resp.StatusCode != 200 || text != "0123456789" {
			t.Errorf("%s: %s %q", what, resp.Status, text)
		}
		for header, want := range map[string]int{
			"Range: bytes=2-4": 206, "Range: bytes=99-": 416,
			"If-Modified-Since: " + resp.Header.Get("Last-Modified"): 304,
		} {
			name, value, _ := strings.Cut(header, ": ")
			c := call{method: "GET", header: http.Header{name: {value}}}
			if resp, _ := c.make(t, link, client); resp.StatusCode != want {
				t.Errorf("%s, %s: %s", what, header, resp.Status)
			}
		}
		proxy.Close()
	}
}

// TestDownloadExpires: each part of a download is a separate request, and a link may
// expire between two of them. An unchanged file is not sent again.
func TestDownloadExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, modified := newRing(t), time.Now()
		links := web.Links{Site: site(t, "https://example.com")}
		h := web.Require(links, web.Verify[sample.Download](keys),
			func(w http.ResponseWriter, r *http.Request, _ sample.Download) {
				w.Header().Set("ETag", `"1"`)
				http.ServeContent(w, r, "a.txt", modified, strings.NewReader("0123456789"))
			})
		link := must(web.SignURL(links, "/a.txt", nil, sample.Download{}, keys))(t)
		get := func(header, value string) *http.Response {
			r := request("GET", link, nil)
			r.Header.Set(header, value)
			resp := serve(h, r)
			if storable(r, resp) {
				t.Errorf("%s: shared caches may keep %s: %v", header, resp.Status, resp.Header)
			}
			return resp
		}
		wantStatus(t, "first part", get("Range", "bytes=0-4"), 206)
		wantStatus(t, "not modified", get("If-None-Match", `"1"`), 304)
		wantStatus(t, "modified", get("If-None-Match", `"2"`), 200)
		time.Sleep(time.Hour)
		wantStatus(t, "last second", get("Range", "bytes=5-9"), 206)
		time.Sleep(time.Second)
		wantStatus(t, "a second later", get("Range", "bytes=5-9"), 410)
		wantStatus(t, "unchanged, but expired", get("If-None-Match", `"1"`), 410)
	})
}

// TestFileErrors: package http removes Cache-Control from the errors of its file server, as
// the doc comment of Handler.ServeHTTP says.
func TestFileErrors(t *testing.T) {
	keys := newRing(t)
	links := web.Links{Site: site(t, "https://example.com")}
	files := http.FileServer(http.Dir(t.TempDir()))
	h := web.Require(links, web.Verify[sample.Download](keys),
		func(w http.ResponseWriter, r *http.Request, _ sample.Download) { files.ServeHTTP(w, r) })
	r := request("GET", must(web.SignURL(links, "/none", nil, sample.Download{}, keys))(t), nil)
	resp := serve(h, r)
	if wantStatus(t, "a file that is missing", resp, 404); !storable(r, resp) {
		t.Errorf("%v: the doc comment of Handler.ServeHTTP is outdated", resp.Header)
	}
}

// escapeAll escapes each byte of a path except slashes, with lower-case digits.
func escapeAll(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if path[i] == '/' {
			b.WriteByte('/')
		} else {
			fmt.Fprintf(&b, "%%%02x", path[i])
		}
	}
	return b.String()
}
