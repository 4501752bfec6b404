package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// privateOnly is a transport that reports responses that a shared cache may keep.
type privateOnly struct {
	t    *testing.T
	next http.RoundTripper
}

func (p privateOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := p.next.RoundTrip(r)
	if err == nil && storable(r, resp) {
		p.t.Errorf("a shared cache may keep the response %s to %s %.60s: %v", resp.Status, r.Method, r.URL, resp.Header)
	}
	return resp, err
}

// storable reports whether a shared cache may store a response: RFC 9111, section 3.
func storable(r *http.Request, resp *http.Response) bool {
	directives := map[string]bool{}
	for directive := range strings.SplitSeq(strings.Join(resp.Header["Cache-Control"], ","), ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(directive), "=")
		directives[strings.ToLower(name)] = true
	}
	explicit := directives["public"] || directives["s-maxage"] || directives["max-age"] || resp.Header["Expires"] != nil
	heuristic := slices.Contains([]int{200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}, resp.StatusCode)
	switch {
	case directives["no-store"] || directives["private"] || resp.StatusCode == 304:
		return false // a 304 updates only a stored response
	case r.Header["Authorization"] != nil && !directives["public"] && !directives["s-maxage"]:
		return false
	case r.Method == "GET" || r.Method == "HEAD":
		return explicit || heuristic
	case r.Method == "POST":
		return explicit
	}
	return false
}

// TestStorable checks the rules of caches that the tests use.
func TestStorable(t *testing.T) {
	for _, test := range []struct {
		method, control string
		status          int
		want            bool
	}{
		{"GET", "", 200, true}, {"GET", "", 404, true}, {"GET", "", 403, false}, {"GET", "max-age=5", 403, true},
		{"GET", "private, max-age=5", 200, false}, {"GET", "no-cache", 200, true}, {"GET", "No-Store", 410, false},
		{"POST", "", 200, false}, {"POST", "public", 200, true}, {"PUT", "public", 200, false},
	} {
		r, resp := request(test.method, "/", nil), &http.Response{StatusCode: test.status, Header: http.Header{}}
		resp.Header.Set("Cache-Control", test.control)
		if got := storable(r, resp); got != test.want {
			t.Errorf("%+v: %t", test, got)
		}
	}
}
