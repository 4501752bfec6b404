package main

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/django"
)

// shop is the Go app. It does the same as the Django app, with the same cookies.
type shop struct {
	keys  *django.Keys
	theme *django.TimestampSigner // for Django's signed cookie named theme
}

func newShop(keys *django.Keys) (http.Handler, error) {
	theme, err := django.NewCookieSigner(keys, "theme", "")
	if err != nil {
		return nil, err
	}
	s := &shop{keys, theme}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /go/login", s.login)
	mux.HandleFunc("GET /go/add", s.add)
	return mux, nil
}

func (s *shop) login(w http.ResponseWriter, r *http.Request) {
	v := Visitor{Name: r.FormValue("name")}
	s.answer(w, "Go: hello "+v.Name, v)
}

func (s *shop) add(w http.ResponseWriter, r *http.Request) {
	var v Visitor
	cookie, err := r.Cookie("visitor")
	if err == nil {
		err = v.Verify(s.keys, cookie.Value)
	}
	switch {
	case errors.Is(err, http.ErrNoCookie), errors.Is(err, typeseal.ErrInvalid):
		http.Error(w, "Go: please log in", http.StatusUnauthorized)
		return
	case err != nil:
		http.Error(w, "Go: please try again later", http.StatusInternalServerError)
		return
	}
	price, err := strconv.ParseFloat(r.FormValue("price"), 64)
	if err != nil {
		http.Error(w, "Go: no price", http.StatusBadRequest)
		return
	}
	v.Cart, v.Total = append(v.Cart, r.FormValue("item")), v.Total+price
	text := fmt.Sprintf("Go: %s has %s for %.2f", v.Name, strings.Join(v.Cart, " and "), v.Total)
	if theme := s.signedTheme(r); theme != "" {
		text += ", and likes it " + theme
	}
	s.answer(w, text, v)
}

// signedTheme returns the value of a cookie that was written with Django's
// response.set_signed_cookie. The cookie does not have an annotated type, because the
// value is text and not an object. If cookies of a Django before 5.2.15 are still in use,
// give NewCookieSigner the option AcceptLegacyCookies.
func (s *shop) signedTheme(r *http.Request) string {
	token, _ := django.FindCookie(r.Header.Get("Cookie"), "theme")
	theme, err := s.theme.Unsign(token, 14*24*time.Hour)
	if err != nil {
		return ""
	}
	return theme
}

func (s *shop) answer(w http.ResponseWriter, text string, v Visitor) {
	token, err := v.Sign(s.keys)
	if err != nil {
		http.Error(w, "Go: this does not fit in a cookie", http.StatusBadRequest)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: "visitor", Value: token, Path: "/",
		MaxAge: 14 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // since visitors write parts of it
	fmt.Fprintln(w, text)
}
