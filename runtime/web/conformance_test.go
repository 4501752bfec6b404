package web_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// overHTTP runs a test with a server for HTTP/1.1 and with a server for HTTP/2. No
// response may be one that shared caches keep.
func overHTTP(t *testing.T, h http.Handler, test func(t *testing.T, base string, client *http.Client)) {
	for _, version := range []int{1, 2} {
		t.Run(fmt.Sprint("HTTP ", version), func(t *testing.T) {
			s := httptest.NewUnstartedServer(h)
			s.EnableHTTP2 = version == 2
			s.StartTLS()
			defer s.Close()
			client := s.Client()
			client.Transport = privateOnly{t, client.Transport}
			client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			if resp := must(client.Get(s.URL + "/version"))(t); resp.ProtoMajor != version {
				t.Fatalf("the server speaks %s", resp.Proto)
			}
			test(t, s.URL, client)
		})
	}
}

// A call is a request, and the expected response.
type call struct {
	what, method, path string
	header             http.Header
	body               string
	status             int
}

func (c call) make(t *testing.T, base string, client *http.Client) (*http.Response, string) {
	t.Helper()
	r := must(http.NewRequest(c.method, base+c.path, strings.NewReader(c.body)))(t)
	maps.Copy(r.Header, c.header)
	resp := must(client.Do(r))(t)
	defer resp.Body.Close()
	return resp, string(must(io.ReadAll(resp.Body))(t))
}

const urlencoded = "application/x-www-form-urlencoded"

// everySource returns handlers with all sources, and a session's cookie.
func everySource(t *testing.T, keys *typeseal.Keyring) (h http.Handler, cookie string) {
	c := web.SealedCookie[sample.Session]("s", keys)
	open := web.Verify[sample.Download](keys)
	serves := func(w http.ResponseWriter, r *http.Request, p sample.Download) { fmt.Fprint(w, p.File) }
	mux := http.NewServeMux()
	mux.HandleFunc("/version", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400) })
	mux.Handle("/query", web.Require(web.Query("token"), open, serves))
	mux.Handle("/segment/{token}", web.Require(web.Segment("token"), open, serves))
	mux.Handle("/form", web.Require(web.Form("token"), open, serves))
	mux.Handle("/bearer", web.Require(web.Bearer{}, open, serves))
	mux.Handle("/cookie", web.Require(c, c.Open, func(w http.ResponseWriter, r *http.Request, p sample.Session) {
		fmt.Fprint(w, p.Name)
		if err := c.Set(w, p); err != nil {
			t.Error(err)
		}
	}))
	mux.Handle("/confirm", web.Confirm[sample.Download]{
		Token: web.Again(open), Done: serves, OneClick: func(*http.Request, sample.Download) error { return nil },
		Page: func(*http.Request, sample.Download) web.Page { return web.Page{Title: "Sure?", Button: "Yes"} },
	})
	return mux, strings.Split(setCookie(t, c, sample.Session{Name: "ana"})[0], ";")[0]
}

// TestConformance makes the same requests over HTTP/1.1 and HTTP/2.
func TestConformance(t *testing.T) {
	keys := newRing(t)
	h, cookie := everySource(t, keys)
	token := download(t, keys)
	header := func(pairs ...string) http.Header {
		all := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			all.Add(pairs[i], pairs[i+1])
		}
		return all
	}
	formed := header("Content-Type", urlencoded)
	pad := func(size int) string {
		return "token=" + token + "&x=" + strings.Repeat("x", size-len("token=&x=")-len(token))
	}
	bearer := func(tokens ...string) http.Header { return http.Header{"Authorization": tokens} }
	calls := []call{
		{"query", "GET", "/query?token=" + token, nil, "", 200},
		{"query, HEAD", "HEAD", "/query?token=" + token, nil, "", 200},
		{"query, no token", "GET", "/query", nil, "", 403},
		{"query, HEAD, no token", "HEAD", "/query", nil, "", 403},
		{"query, two tokens", "GET", "/query?token=" + token + "&token=" + token, nil, "", 403},
		{"query, the token in the body", "POST", "/query", formed, "token=" + token, 403},
		{"query, a huge query", "GET", "/query?token=" + token + "&x=" + strings.Repeat("x", 16<<10), nil, "", 403},
		{"segment", "GET", "/segment/" + token, nil, "", 200},
		{"segment, an escaped token", "GET", "/segment/%74s1_" + token[4:], nil, "", 200},
		{"segment, no token", "GET", "/segment/x", nil, "", 403},
		{"form", "POST", "/form", formed, "token=" + token, 200},
		{"form, charset", "POST", "/form", header("Content-Type", urlencoded+"; charset=utf-8"), "token=" + token, 200},
		{"form, another in the query", "POST", "/form?token=x", formed, "token=" + token, 200},
		{"form, only in the query", "POST", "/form?token=" + token, formed, "x=1", 403},
		{"form, two fields", "POST", "/form", formed, "token=" + token + "&token=" + token, 403},
		{"form, GET", "GET", "/form?token=" + token, nil, "", 415},
		{"form, no content type", "POST", "/form", nil, "token=" + token, 415},
		{"form, JSON", "POST", "/form", header("Content-Type", "application/json"), `{"token":"x"}`, 415},
		{"form, no boundary", "POST", "/form", header("Content-Type", "multipart/form-data"), "x", 403},
		{"form, 64 KiB", "POST", "/form", formed, pad(64 << 10), 200},
		{"form, 64 KiB and one", "POST", "/form", formed, pad(64<<10 + 1), 413},
		{"bearer", "GET", "/bearer", bearer("Bearer " + token), "", 200},
		{"bearer, none", "GET", "/bearer", nil, "", 401},
		{"bearer, in the query", "GET", "/bearer?token=" + token, nil, "", 401},
		{"bearer, two", "GET", "/bearer", bearer("Bearer "+token, "Bearer "+token), "", 401},
		{"bearer, cut", "GET", "/bearer", bearer("Bearer " + token[:20]), "", 401},
		{"cookie", "GET", "/cookie", header("Cookie", cookie), "", 200},
		{"cookie, none", "GET", "/cookie", nil, "", 401},
		{"cookie, two", "GET", "/cookie", header("Cookie", cookie, "Cookie", cookie), "", 401},
		{"cookie, two in one header", "GET", "/cookie", header("Cookie", cookie+"; "+cookie), "", 401},
		{"cookie, and others", "GET", "/cookie", header("Cookie", "a=b", "Cookie", cookie, "Cookie", "c=d"), "", 200},
		{"confirm", "GET", "/confirm?token=" + token, nil, "", 200},
		{"confirm, HEAD", "HEAD", "/confirm?token=" + token, nil, "", 200},
		{"confirm, posted", "POST", "/confirm", formed, "token=" + token, 200},
		{"confirm, posted in the query", "POST", "/confirm?token=" + token, formed, "x=1", 403},
		{
			"confirm, other site", "POST", "/confirm", header("Content-Type", urlencoded, "Origin", "null"),
			"token=" + token, 403,
		},
		{"confirm, one click", "POST", "/confirm?token=" + token, formed, "List-Unsubscribe=One-Click", 200},
		{
			"confirm, one click and two tokens", "POST", "/confirm?token=" + token, formed,
			"List-Unsubscribe=One-Click&token=x&token=y", 403,
		},
		{"confirm, OPTIONS", "OPTIONS", "/confirm?token=" + token, nil, "", 405},
		{"confirm, PUT", "PUT", "/confirm?token=" + token, formed, "token=" + token, 405},
	}
	overHTTP(t, h, func(t *testing.T, base string, client *http.Client) {
		for _, c := range calls {
			resp, text := c.make(t, base, client)
			if resp.StatusCode != c.status {
				t.Errorf("%s: %s, want %d\n%s", c.what, resp.Status, c.status, text)
			}
			if (text == "") != (c.method == "HEAD" || strings.HasSuffix(c.what, "one click")) {
				t.Errorf("%s: the body is %q", c.what, text)
			}
			if got := resp.Header.Get("Allow"); (got == "GET, HEAD, POST") != (c.status == 405) {
				t.Errorf("%s: Allow is %q", c.what, got)
			}
			if (resp.Header.Get("WWW-Authenticate") != "") != (c.status == 401) {
				t.Errorf("%s: %v", c.what, resp.Header)
			}
		}
		for _, path := range []string{"/query?token=" + token, "/query", "/confirm?token=" + token, "/confirm"} {
			get, _ := call{method: "GET", path: path}.make(t, base, client)
			head, _ := call{method: "HEAD", path: path}.make(t, base, client)
			get.Header.Del("Date")
			head.Header.Del("Date")
			if fmt.Sprint(get.Header) != fmt.Sprint(head.Header) {
				t.Errorf("%s: HEAD has the headers %v, GET %v", path, head.Header, get.Header)
			}
		}
	})
}
