package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

// TestQuery: a token is found in a query that has exactly one, or that mail has damaged.
func TestQuery(t *testing.T) {
	keys := newRing(t)
	token := download(t, keys)
	open := web.Verify[sample.Download](keys)
	for query, ok := range map[string]bool{
		"token=" + token: true,
		"lang=de&token=" + token + "&utm_source=mail":      true,
		"token=" + token + ".":                             true,
		"%74oken=" + token:                                 true,
		"amp;token=" + token:                               true,
		"token%3D" + token:                                 true,
		"url=https%3A%2F%2Fexample.com%3Ftoken%3D" + token: true,
		"x=1;token=" + token:                               true,
		"token=&x=" + token:                                true,
		"token=" + token + "&token=" + token:               false,
		"token=" + token + "&%74oken=" + token:             false,
		"token=":                                           false,
		"":                                                 false,
		"x=1":                                              false,
		"token=" + strings.Repeat("a", 16<<10) + "&x=" + token: false,
	} {
		f, err := web.Query("token").Find(request("GET", "/?"+query, nil))
		if err == nil {
			_, err = open(f.Request, f.Token, f.Options...)
		}
		if (err == nil) != ok {
			t.Errorf("%.80s: %v", query, err)
		}
		if err == nil && strings.Contains(f.Request.URL.RawQuery, token) {
			t.Errorf("%.80s: the handler's query has the token: %s", query, f.Request.URL.RawQuery)
		}
	}
	r := request("GET", "/a/b?lang=de&token="+token+"&x=%zz", nil)
	f := must(web.Query("token").Find(r))(t)
	if got := f.Request.URL.String(); got != "/a/b?lang=de&x=%zz" {
		t.Errorf("the handler's URL is %s", got)
	}
	if r.URL.RawQuery != "lang=de&token="+token+"&x=%zz" {
		t.Error("the request was changed")
	}
	if f.Request.FormValue("token") != "" || f.Request.FormValue("lang") != "de" {
		t.Error("the handler's form has the token, or lacks the other fields")
	}
}

func TestSegment(t *testing.T) {
	keys := newRing(t)
	token := download(t, keys)
	mux := http.NewServeMux()
	mux.Handle("/d/{token}/{name}", web.Require(web.Segment("token"), web.Verify[sample.Download](keys),
		func(w http.ResponseWriter, r *http.Request, p sample.Download) {
			fmt.Fprintf(w, "%s %q %q", p.File, r.PathValue("token"), r.PathValue("name"))
		}))
	resp := serve(mux, request("GET", "/d/"+token+"/song", nil))
	if got := body(t, resp); got != `song.flac "" "song"` {
		t.Errorf("%d %s", resp.StatusCode, got)
	}
	wantStatus(t, "a full stop", serve(mux, request("GET", "/d/"+token+"./song", nil)), 200)
	wantStatus(t, "no token", serve(mux, request("GET", "/d/x/song", nil)), 403)
	if _, err := web.Segment("token").Find(request("GET", "/", nil)); err != web.ErrNoToken {
		t.Errorf("a path without the wildcard: %v", err)
	}
}

// multipartForm returns a multipart body and its content type.
func multipartForm(t *testing.T, fields ...[2]string) (*bytes.Buffer, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	return &b, w.FormDataContentType()
}

func TestForm(t *testing.T) {
	keys := newRing(t)
	token := download(t, keys)
	find := func(r *http.Request) (web.Found, error) { return web.Form("token").Find(r) }
	for _, parsed := range []bool{false, true} {
		r := form("/?token=other&q=%zz", "token="+token+"&name=ana")
		if parsed {
			r.ParseForm()
		}
		f := must(find(r))(t)
		if f.Token != token || f.Request.PostForm.Get("token") != "" || f.Request.PostForm.Get("name") != "ana" {
			t.Errorf("parsed %t: %q, %v", parsed, f.Token, f.Request.PostForm)
		}
		if f.Request.FormValue("name") != "ana" || r.PostForm.Has("token") != parsed {
			t.Errorf("parsed %t: the handler's form is %v, the request's form is %v",
				parsed, f.Request.Form, r.PostForm)
		}
	}
	b, kind := multipartForm(t, [2]string{"token", token}, [2]string{"name", "ana"})
	r := request("POST", "/", b)
	r.Header.Set("Content-Type", kind)
	f := must(find(r))(t)
	if f.Token != token || f.Request.FormValue("token") != "" || f.Request.FormValue("name") != "ana" {
		t.Errorf("multipart: %q, %v", f.Token, f.Request.MultipartForm)
	}

	for what, r := range map[string]*http.Request{
		"none":              form("/", "name=ana"),
		"two":               form("/", "token="+token+"&token="+token),
		"empty":             form("/", "token="),
		"only in the query": form("/?token="+token, "name=ana"),
		"not well escaped":  form("/", "token=%zz"),
	} {
		if _, err := find(r); err != web.ErrNoToken {
			t.Errorf("%s: %v", what, err)
		}
	}
	for kind, want := range map[string]int{
		"": 415, "text/plain": 415, "application/json": 415, "multipart/form-data": 403,
	} {
		r := form("/", "token="+token)
		r.Header.Set("Content-Type", kind)
		if _, err := find(r); web.Status(err) != want {
			t.Errorf("content type %q: %v, status %d", kind, err, web.Status(err))
		}
	}
	for size, want := range map[int]int{64 << 10: 200, 64<<10 + 1: 413} {
		text := "token=" + token + "&x="
		for _, known := range []bool{true, false} {
			r := form("/", text+strings.Repeat("x", size-len(text)))
			if !known {
				r.ContentLength = -1
			}
			if _, err := find(r); web.Status(err) != want {
				t.Errorf("%d bytes, length known %t: %v", size, known, err)
			}
		}
	}
}

func TestBearer(t *testing.T) {
	for _, test := range []struct {
		headers []string
		want    string
	}{
		{[]string{"Bearer abc"}, "abc"},
		{[]string{"bEARER abc"}, "abc"},
		{nil, ""},
		{[]string{"Bearer"}, ""},
		{[]string{"Bearer "}, ""},
		{[]string{"Bearer  abc"}, ""},
		{[]string{"Bearer abc def"}, ""},
		{[]string{"Bearer abc, Basic x"}, ""},
		{[]string{"Basic abc"}, ""},
		{[]string{"Bearer abc", "Bearer abc"}, ""},
		{[]string{"Bearer " + strings.Repeat("a", 16<<10+1)}, ""},
	} {
		r := request("GET", "/", nil)
		r.Header["Authorization"] = test.headers
		f, err := web.Bearer{}.Find(r)
		if f.Token != test.want || (err == nil) != (test.want != "") || err != nil && err != web.ErrNoToken {
			t.Errorf("%.60q: %q, %v", test.headers, f.Token, err)
		}
		if len(f.Options) > 0 {
			t.Error("a bearer token is repaired")
		}
	}
}

// TestFindLeavesTheBodyAlone: only Form reads the body.
func TestFindLeavesTheBodyAlone(t *testing.T) {
	cookie := web.SealedCookie[sample.Session]("session", newRing(t))
	for _, s := range []web.Source{web.Query("t"), web.Segment("t"), web.Bearer{}, cookie, web.Links{}} {
		r := form("/?t=x&token=y", "token=z")
		r.Header.Set("Authorization", "Bearer x")
		s.Find(r)
		if got := must(readAll(r))(t); got != "token=z" {
			t.Errorf("%T: the body is %q", s, got)
		}
	}
}

func readAll(r *http.Request) (string, error) {
	var b bytes.Buffer
	_, err := b.ReadFrom(r.Body)
	return b.String(), err
}

// FuzzFind checks that no source panics or finds a token beyond the limits, whatever the
// request is.
func FuzzFind(f *testing.F) {
	f.Add("token=abc&token=def", "application/x-www-form-urlencoded", "token=abc", "Bearer x")
	f.Add("amp;token=abc", "multipart/form-data; boundary=x",
		"--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n--x--", "")
	f.Add("token=%zz", "", "\xff", "bearer \x00")
	keys := newRing(f)
	cookie := web.SealedCookie[sample.Session]("s", keys)
	f.Fuzz(func(t *testing.T, query, kind, body, header string) {
		r := request("POST", "/a/b", strings.NewReader(body))
		r.URL = &url.URL{Path: "/a/b", RawQuery: query}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", header)
		r.Header.Set("Cookie", header)
		for _, s := range []web.Source{
			web.Query("token"), web.Segment("token"), web.Bearer{}, cookie, web.Links{Bound: []string{"a"}},
			web.Form("token"),
		} {
			found, err := s.Find(r)
			switch {
			case err != nil && found.Token != "":
				t.Errorf("%T: a token and %v", s, err)
			case err == nil && (found.Token == "" || len(found.Token) > 16<<10 || found.Request == nil):
				t.Errorf("%T: %d bytes", s, len(found.Token))
			case errors.Is(err, typeseal.ErrInvalid) && err != typeseal.ErrForged:
				t.Errorf("%T: %v", s, err)
			}
		}
	})
}
