package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// newRing returns a key ring with a new key.
func newRing(t testing.TB) *typeseal.Keyring {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// must returns v, and fails the test if there is an error.
func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func download(t testing.TB, keys *typeseal.Keyring, opts ...typeseal.Option) string {
	t.Helper()
	return must(sample.Download{File: "song.flac"}.Sign(keys, opts...))(t)
}

// request returns a request as a browser sends it.
func request(method, target string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, target, body)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	return r
}

func form(target, body string) *http.Request {
	r := request("POST", target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func serve(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t testing.TB, resp *http.Response) string {
	t.Helper()
	return string(must(io.ReadAll(resp.Body))(t))
}

// dump returns status, sorted headers and body of a response, and lets its body be read
// again.
func dump(t testing.TB, resp *http.Response) string {
	t.Helper()
	var lines []string
	for name, values := range resp.Header {
		lines = append(lines, fmt.Sprintf("%s: %q", name, values))
	}
	slices.Sort(lines)
	text := body(t, resp)
	resp.Body = io.NopCloser(strings.NewReader(text))
	return resp.Status + "\n" + strings.Join(lines, "\n") + "\n\n" + text
}

func wantStatus(t testing.TB, what string, resp *http.Response, want int) {
	t.Helper()
	if resp.StatusCode != want {
		t.Errorf("%s: status %d, want %d\n%s", what, resp.StatusCode, want, dump(t, resp))
	}
}

// sourceHash returns the hash of an element's content, as in a content security policy.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
