package web_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/web"
)

// keys is the key ring of the examples.
var keys, _ = typeseal.ParseKeyring(typeseal.GenerateKey())

// status sends a request to a handler, and returns the status of the response.
func status(h http.Handler, r *http.Request) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result().Status
}

// An API takes tokens in the Authorization header.
func ExampleRequire() {
	api := web.Require(web.Bearer{}, web.Verify[shop.Download](keys),
		func(w http.ResponseWriter, r *http.Request, d shop.Download) {
			fmt.Fprintln(w, d.File)
		})

	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/api/files", nil)
	fmt.Println(status(api, r))
	r.Header.Set("Authorization", "Bearer "+token)
	fmt.Println(status(api, r))
	// Output:
	// 401 Unauthorized
	// 200 OK
}

// The link of a password-reset mail shows a page with a form. The type has the password's
// hash as state, so that the link stops working when the password changes.
func ExampleConfirm() {
	hashes := map[int64]string{7: "hash of the old password"}
	load := func(_ context.Context, p *shop.Reset) error {
		hash, ok := hashes[p.Customer]
		if !ok {
			return typeseal.ErrStale
		}
		p.PasswordHash = hash
		return nil
	}
	reset := web.Confirm[shop.Reset]{
		Token: web.Again(web.VerifyState(keys, load)),
		Page: func(r *http.Request, p shop.Reset) web.Page {
			return web.Page{
				Title:  fmt.Sprintf("New password for customer %d", p.Customer),
				Fields: `<input type="password" name="password" autocomplete="new-password">`,
				Button: "Save",
			}
		},
		Check: func(r *http.Request, p shop.Reset) error {
			if len(r.PostFormValue("password")) < 12 {
				return web.Problem("A password has at least 12 characters.")
			}
			return nil
		},
		Done: func(w http.ResponseWriter, r *http.Request, p shop.Reset) {
			hashes[p.Customer] = "hash of " + r.PostFormValue("password")
			http.Redirect(w, r, "/signin", http.StatusSeeOther)
		},
	}

	token, err := shop.Reset{Customer: 7, PasswordHash: hashes[7]}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	press := func(password string) string {
		body := url.Values{"token": {token}, "password": {password}}.Encode()
		r := httptest.NewRequest("POST", "/reset", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return status(reset, r)
	}
	fmt.Println(status(reset, httptest.NewRequest("GET", "/reset?token="+token, nil)))
	fmt.Println(press("short"))
	fmt.Println(press("correct horse battery"))
	fmt.Println(press("correct horse battery"))
	// Output:
	// 200 OK
	// 422 Unprocessable Entity
	// 303 See Other
	// 410 Gone
}

// A session is a sealed cookie.
func ExampleSealedCookie() {
	session := web.SealedCookie[shop.Session]("session", keys)

	w := httptest.NewRecorder()
	if err := session.Set(w, shop.Session{Customer: 7}); err != nil {
		log.Fatal(err)
	}
	cookie := w.Result().Cookies()[0]
	fmt.Println(cookie.Name, cookie.MaxAge, cookie.Secure, cookie.HttpOnly)

	account := web.Require(session, session.Open, func(w http.ResponseWriter, r *http.Request, s shop.Session) {
		fmt.Fprintln(w, "customer", s.Customer)
	})
	r := httptest.NewRequest("GET", "/account", nil)
	fmt.Println(status(account, r))
	r.AddCookie(cookie)
	fmt.Println(status(account, r))
	// Output:
	// __Host-Http-session 1209600 true true
	// 401 Unauthorized
	// 200 OK
}

// A link to one file works for that file and size alone.
func ExampleSignURL() {
	site, err := web.ParseSite("https://example.com")
	if err != nil {
		log.Fatal(err)
	}
	links := web.Links{Site: site, Bound: []string{"size"}}
	link, err := web.SignURL(links, "/photos/cat.jpg", url.Values{"size": {"large"}}, shop.Download{Order: 42}, keys)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(link[:strings.Index(link, "ts1_")])

	photos := web.Require(links, web.Verify[shop.Download](keys),
		func(w http.ResponseWriter, r *http.Request, d shop.Download) {})
	fmt.Println(status(photos, httptest.NewRequest("GET", link, nil)))
	fmt.Println(status(photos, httptest.NewRequest("GET", strings.Replace(link, "cat", "dog", 1), nil)))
	fmt.Println(status(photos, httptest.NewRequest("GET", strings.Replace(link, "large", "original", 1), nil)))
	// Output:
	// https://example.com/photos/cat.jpg?size=large&token=
	// 200 OK
	// 403 Forbidden
	// 403 Forbidden
}
