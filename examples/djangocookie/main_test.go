package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/compat/django"
	"github.com/typeseal/typeseal/testdata/python"
)

// TestShared runs both apps, with each supported Django.
func TestShared(t *testing.T) {
	const want = `Django: hello Ana
Go: Ana has tea for 3.00, and likes it dark
Django: Ana has tea and cups for 12.50
Go: Ana has tea and cups and milk for 14.00, and likes it dark
`
	python.Each(t, func(t *testing.T, peer python.Peer) {
		var out bytes.Buffer
		if err := run(&out, peer.Path); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("got\n%swant\n%s", out.String(), want)
		}
		if err := exec.Command(peer.Path, "-c", checkDjango).Run(); err != nil {
			t.Errorf("findPython refuses %s: %v", peer.Name, err)
		}
	})
}

// TestAlone runs the program without Django.
func TestAlone(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out, ""); err != nil {
		t.Fatal(err)
	}
	if want := noDjango + "\nGo: hello Ana\nGo: Ana has tea for 3.00\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// TestDjangoRefuses checks that Django accepts a cookie of the Go app, and refuses it
// after a change.
func TestDjangoRefuses(t *testing.T) {
	const secret = "one secret of the two apps"
	keys, err := django.NewKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	token, err := Visitor{Name: "Änne", Total: 2}.Sign(keys)
	if err != nil {
		t.Fatal(err)
	}
	python.Each(t, func(t *testing.T, peer python.Peer) {
		app, stop, err := startDjango(peer.Path, secret)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		for cookie, want := range map[string]string{
			token:                 "Django: Änne has tea for 5.00\n",
			token + "A":           "Django: please log in\n",
			python.Changed(token): "Django: please log in\n",
			"":                    "Django: please log in\n",
		} {
			if got := get(app, "/django/add?item=tea&price=3", cookie).Body.String(); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	})
}

// TestTheme checks that the Go app reads a signed cookie of Django, and ignores it
// after a change.
func TestTheme(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, err := django.NewKeys("one secret of the two apps")
		if err != nil {
			t.Fatal(err)
		}
		s, err := django.NewCookieSigner(keys, "theme", "")
		if err != nil {
			t.Fatal(err)
		}
		theme, err := s.Sign("dark")
		if err != nil {
			t.Fatal(err)
		}
		visitor, err := Visitor{Name: "Ana"}.Sign(keys)
		if err != nil {
			t.Fatal(err)
		}
		shop, err := newShop(keys)
		if err != nil {
			t.Fatal(err)
		}
		for value, want := range map[string]string{
			theme:       "Go: Ana has tea for 3.00, and likes it dark\n",
			theme + "A": "Go: Ana has tea for 3.00\n",
		} {
			r := httptest.NewRequest("GET", "http://127.0.0.1/go/add?item=tea&price=3", nil)
			r.Header.Set("Cookie", "visitor="+visitor+"; theme="+django.QuoteCookie(value))
			w := httptest.NewRecorder()
			shop.ServeHTTP(w, r)
			if w.Body.String() != want {
				t.Errorf("%q, want %q", w.Body, want)
			}
		}
	})
}

// TestGo tests the Go app without Django.
func TestGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, err := django.NewKeys("secret")
		if err != nil {
			t.Fatal(err)
		}
		shop, err := newShop(keys)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Ana", "%3Cform%3E", "%00"} {
			got := get(shop, "/go/login?name="+name, "").Header().Get("Content-Type")
			if got != "text/plain; charset=utf-8" {
				t.Errorf("Content-Type %q for the name %s", got, name)
			}
		}
		cookies := get(shop, "/go/login?name=Ana", "").Result().Cookies()
		if len(cookies) != 1 || !cookies[0].HttpOnly {
			t.Fatalf("cookies %v", cookies)
		}
		token := cookies[0].Value
		old, _, _ := strings.Cut(token, ":")
		time.Sleep(14 * 24 * time.Hour)
		for cookie, want := range map[string]int{
			token: http.StatusOK, "": http.StatusUnauthorized, "ts1_AAAA": http.StatusUnauthorized,
			old: http.StatusUnauthorized, "x" + token: http.StatusUnauthorized,
		} {
			if got := get(shop, "/go/add?item=tea&price=3", cookie); got.Code != want {
				t.Errorf("%d %s, want %d", got.Code, got.Body, want)
			}
		}
		if got := get(shop, "/go/add?item=tea&price=cheap", token).Code; got != http.StatusBadRequest {
			t.Errorf("no price: %d", got)
		}
		time.Sleep(time.Second)
		if got := get(shop, "/go/add?item=tea&price=3", token).Code; got != http.StatusUnauthorized {
			t.Errorf("after two weeks: %d", got)
		}
	})
}

func get(h http.Handler, path, visitor string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
	if visitor != "" {
		r.AddCookie(&http.Cookie{Name: "visitor", Value: visitor})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
