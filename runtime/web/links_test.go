package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// linkVector is a request, and the bindings of the token in its link.
type linkVector struct {
	Name     string   `json:"name"`
	Method   string   `json:"method"`
	Target   string   `json:"target"`
	Bound    []string `json:"bound"`
	Bindings []string `json:"bindings"`
	Query    string   `json:"query"`
	Expect   string   `json:"expect"`
}

// TestLinkVectors opens a token that is bound to the bindings of each case.
func TestLinkVectors(t *testing.T) {
	file := must(os.Open("../../testdata/vectors/links.json"))(t)
	defer file.Close()
	var vectors struct {
		Format, Origin string
		Fields         map[string]string
		Cases          []linkVector
	}
	d := json.NewDecoder(file)
	d.DisallowUnknownFields()
	if err := d.Decode(&vectors); err != nil || len(vectors.Cases) < 60 {
		t.Fatalf("%d cases, %v", len(vectors.Cases), err)
	}
	keys := newRing(t)
	for _, v := range vectors.Cases {
		t.Run(v.Name, func(t *testing.T) {
			var opts []typeseal.Option
			for _, b := range v.Bindings {
				opts = append(opts, typeseal.BoundTo(b))
			}
			u, err := url.ParseRequestURI(v.Target)
			if err != nil {
				if v.Expect == "ok" {
					t.Error(err)
				}
				return // a server answers such a request with 400
			}
			r := &http.Request{Method: v.Method, URL: u}
			r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "token=t", "token="+download(t, keys, opts...), 1)
			f, err := web.Links{Bound: v.Bound}.Find(r)
			if v.Expect != "ok" {
				if err != typeseal.ErrForged {
					t.Errorf("%v, want ErrForged", err)
				}
				return
			}
			if err == nil {
				_, err = web.Verify[sample.Download](keys)(f.Request, f.Token, f.Options...)
			}
			if err != nil || f.Request.URL.RawQuery != v.Query {
				t.Errorf("%v, the handler's query is %q, want %q", err, f.Request.URL.RawQuery, v.Query)
			}
		})
	}
}

// site is the address that links of tests lead to.
func site(t testing.TB, base string) *web.Site { return must(web.ParseSite(base))(t) }

func TestSignURL(t *testing.T) {
	keys := newRing(t)
	links := web.Links{Site: site(t, "https://example.com/app"), Bound: []string{"v", "size"}}
	query := url.Values{"size": {"large"}, "utm_source": {"mail"}, "v": {"2"}}
	p := sample.Download{File: "song.flac"}
	link := must(web.SignURL(links, "/files/a b.pdf", query, p, keys))(t)
	const want = "https://example.com/app/files/a%20b.pdf?size=large&utm_source=mail&v=2&token=ts1_"
	if !strings.HasPrefix(link, want) {
		t.Errorf("%s, want %s", link, want)
	}
	h := http.StripPrefix("/app", web.Require(links, web.Verify[sample.Download](keys),
		func(w http.ResponseWriter, r *http.Request, p sample.Download) {
			fmt.Fprint(w, p.File, " ", r.URL.RawQuery)
		}))
	get := func(method, target string) *http.Response { return serve(h, request(method, target, nil)) }
	for _, method := range []string{"GET", "HEAD"} {
		wantStatus(t, method, get(method, link), 200)
	}
	if got := body(t, get("GET", link)); got != "song.flac size=large&v=2" {
		t.Errorf("%q", got)
	}
	wantStatus(t, "another parameter added", get("GET", link+"&x=1"), 200)
	for what, target := range map[string]string{
		"another path":          strings.Replace(link, "a%20b", "b", 1),
		"another value":         strings.Replace(link, "v=2", "v=3", 1),
		"a parameter dropped":   strings.Replace(link, "v=2&", "", 1),
		"a parameter doubled":   link + "&v=2",
		"a slash at the end":    strings.Replace(link, ".pdf?", ".pdf/?", 1),
		"two tokens":            link + "&token=x",
		"no token":              want[:len(want)-len("&token=ts1_")],
		"a path with two dots":  strings.Replace(link, "/files/", "/files/%2e%2e/", 1),
		"a badly escaped value": link + "&v=%zz",
	} {
		wantStatus(t, what, get("GET", target), 403)
	}
	wantStatus(t, "another method", get("POST", link), 403)

	sealed := must(web.SealURL(links, "/files/a%20b.pdf", query, sample.Session{User: 1}, keys))(t)
	open := web.Require(links, web.Open[sample.Session](keys),
		func(w http.ResponseWriter, _ *http.Request, p sample.Session) {})
	wantStatus(t, "sealed", serve(http.StripPrefix("/app", open), request("GET", sealed, nil)), 200)
}

func TestSignURLRefuses(t *testing.T) {
	keys, p := newRing(t), sample.Download{File: "x"}
	links := web.Links{Site: site(t, "https://example.com")}
	for what, test := range map[string]struct {
		links web.Links
		path  string
		query url.Values
		want  error
	}{
		"no site":       {web.Links{}, "/a", nil, typeseal.ErrConfig},
		"an empty site": {web.Links{Site: new(web.Site)}, "/a", nil, typeseal.ErrConfig},
		"no slash":      {links, "a", nil, typeseal.ErrConfig},
		"a method in small letters": {
			web.Links{Site: links.Site, Method: "get"}, "/a", nil, typeseal.ErrConfig,
		},
		"two dots":              {links, "/a/../b", nil, typeseal.ErrConfig},
		"a query in the path":   {links, "/a?b=c", nil, typeseal.ErrConfig},
		"a fragment":            {links, "/a#b", nil, typeseal.ErrConfig},
		"badly escaped":         {links, "/100%", nil, typeseal.ErrConfig},
		"the token's parameter": {links, "/a", url.Values{"token": {"x"}}, typeseal.ErrConfig},
		"the token is bound":    {web.Links{Site: links.Site, Bound: []string{"token"}}, "/a", nil, typeseal.ErrConfig},
		"an empty name":         {web.Links{Site: links.Site, Bound: []string{""}}, "/a", nil, typeseal.ErrConfig},
		"a name with a space":   {web.Links{Site: links.Site, Bound: []string{"a b"}}, "/a", nil, typeseal.ErrConfig},
		"a long name": {
			web.Links{Site: links.Site, Bound: []string{strings.Repeat("a", 65)}}, "/a", nil, typeseal.ErrConfig,
		},
		"a long URL": {links, "/" + strings.Repeat("a", 4090), nil, typeseal.ErrMint},
	} {
		link, err := web.SignURL(test.links, test.path, test.query, p, keys)
		if !errors.Is(err, test.want) || link != "" {
			t.Errorf("%s: %q, %v", what, link, err)
		}
	}
	wrong := web.Links{Bound: []string{"a b"}}
	if _, err := wrong.Find(request("GET", "/a?token=x", nil)); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("finding with a name that cannot be bound: %v", err)
	}
	if _, err := web.SignURL(links, "/a", nil, p, (*typeseal.Keyring)(nil)); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("no ring: %v", err)
	}
}

// TestSite: the address of a site contains nothing that changes its meaning.
func TestSite(t *testing.T) {
	for base, want := range map[string]string{
		"https://example.com":           "https://example.com/reset?token=x",
		"https://example.com/":          "https://example.com/reset?token=x",
		"https://example.com:8443/app/": "https://example.com:8443/app/reset?token=x",
		"http://localhost:8080":         "http://localhost:8080/reset?token=x",
		"https://[::1]:8080":            "https://[::1]:8080/reset?token=x",
		"https://example.com/a%20b":     "https://example.com/a%20b/reset?token=x",
		"":                              "",
		"example.com":                   "",
		"//example.com":                 "",
		"ftp://example.com":             "",
		"javascript:alert(1)":           "",
		"https://":                      "",
		"https://:80":                   "",
		"https://ana@example.com":       "",
		"https://example.com?x":         "",
		"https://example.com/#x":        "",
		"https://example.com/a/../b":    "",
		"https://example.com/a//b":      "",
		"https://exa mple.com":          "",
	} {
		s, err := web.ParseSite(base)
		if (err == nil) != (want != "") || err != nil && !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%q: %v", base, err)
			continue
		}
		if err != nil {
			continue
		}
		if got, err := s.Link("/reset", "token", "x"); err != nil || got != want {
			t.Errorf("%q: %q, %v", base, got, err)
		}
	}
}

// TestLinksToFiles: a file server that requires links serves ranges and conditional
// requests, also through a proxy that changes the host and the prefix.
func TestLinksToFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a b.txt"), []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	signing, public := typeseal.GenerateSigningKey()
	key := must(typeseal.ParseSigningKey(signing))(t)
	ring := must(typeseal.ParsePublicKeyring(public))(t)
	files := http.FileServer(http.Dir(dir))
	backend := httptest.NewServer(web.Require(web.Links{}, web.Verify[sample.File](ring),
		func(w http.ResponseWriter, r *http.Request, _ sample.File) { files.ServeHTTP(w, r) }))
	defer backend.Close()
	target := must(url.Parse(backend.URL))(t)
	proxy := httptest.NewServer(http.StripPrefix("/cdn", &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
	}))
	defer proxy.Close()

	links := web.Links{Site: site(t, proxy.URL+"/cdn")}
	link := must(web.SignURL(links, "/a b.txt", nil, sample.File{Name: "a b.txt"}, key))(t)
	get := func(method, link string, header ...string) (*http.Response, string) {
		r := must(http.NewRequest(method, link, nil))(t)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		resp := must(http.DefaultClient.Do(r))(t)
		defer resp.Body.Close()
		return resp, body(t, resp)
	}
	resp, text := get("GET", link)
	if resp.StatusCode != 200 || text != "0123456789" || resp.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("%s %q %v", resp.Status, text, resp.Header)
	}
	modified := resp.Header.Get("Last-Modified")
	for _, test := range []struct {
		method string
		header []string
		status int
		body   string
	}{
		{"HEAD", nil, 200, ""},
		{"GET", []string{"Range", "bytes=2-4"}, 206, "234"},
		{"GET", []string{"Range", "bytes=2-4", "If-Range", modified}, 206, "234"},
		{"GET", []string{"Range", "bytes=99-"}, 416, "invalid range: failed to overlap\n"},
		{"GET", []string{"If-Modified-Since", modified}, 304, ""},
	} {
		if resp, text := get(test.method, link, test.header...); resp.StatusCode != test.status || text != test.body {
			t.Errorf("%s %q: %s %q", test.method, test.header, resp.Status, text)
		}
	}
	if resp, _ := get("GET", strings.Replace(link, "a%20b", "a%20c", 1)); resp.StatusCode != 403 {
		t.Errorf("another file: %s", resp.Status)
	}
}

// TestLinksCutoff: a cutoff withdraws the links to one path that were made before it.
func TestLinksCutoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := typeseal.GenerateKey()
		keys := must(typeseal.ParseKeyring(key))(t)
		links := web.Links{Site: site(t, "https://example.com")}
		link := func(path string) string { return must(web.SignURL(links, path, nil, sample.Download{}, keys))(t) }
		withdrawn, other := link("/files/a.pdf"), link("/files/b.pdf")
		time.Sleep(time.Minute)
		cutoff := time.Now().UTC().Format(time.RFC3339)
		cut := must(typeseal.ParseKeyring("primary " + key + "\ncutoff " + cutoff + ` binding "path:/files/a.pdf"`))(t)
		for _, test := range []struct {
			link string
			want error
		}{{withdrawn, typeseal.ErrRevoked}, {other, nil}, {link("/files/a.pdf"), nil}} {
			f := must(links.Find(request("GET", test.link, nil)))(t)
			_, err := web.Verify[sample.Download](cut)(f.Request, f.Token, f.Options...)
			if !errors.Is(err, test.want) {
				t.Errorf("%s: %v, want %v", test.link, err, test.want)
			}
		}
	})
}

// FuzzParts checks that canonical paths are unchanged if they are made canonical again,
// and that Go's handlers see the same path.
func FuzzParts(f *testing.F) {
	for _, path := range []string{"/a b", "/%2e%2e", "/a%2Fb", "/ä", "/a/", "//", "/%00", "/a%5c.."} {
		f.Add(path)
	}
	keys := newRing(f)
	links := web.Links{Site: site(f, "https://example.com")}
	f.Fuzz(func(t *testing.T, path string) {
		link, err := web.SignURL(links, path, nil, sample.Download{}, keys)
		if err != nil {
			return
		}
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := url.PathUnescape(path); err != nil || u.Path != plain {
			t.Errorf("%q becomes %q, whose path is %q", path, link, u.Path)
		}
		again, err := web.SignURL(links, u.EscapedPath(), nil, sample.Download{}, keys)
		if err != nil || !strings.HasPrefix(again, strings.SplitAfter(link, "?")[0]) {
			t.Errorf("%q becomes %q, then %q, %v", path, link, again, err)
		}
		if slices.Contains(strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' || r == '\\' }), "..") {
			t.Errorf("%q leads out of a directory", u.Path)
		}
		found, err := links.Find(&http.Request{Method: "GET", URL: u})
		if err == nil {
			_, err = web.Verify[sample.Download](keys)(found.Request, found.Token, found.Options...)
		}
		if err != nil {
			t.Errorf("%q: %v", link, err)
		}
	})
}
