// Package site has the parts that every site with accounts has: accounts with passwords,
// a form to sign in, a form to ask for a new password, and mails. It does not know how
// the links in its mails are made.
package site

import (
	"log"
	"net/http"
	"time"
)

// A Site is a small site with accounts.
type Site struct {
	Accounts *Accounts
	// Link returns a link with which the person of an account can choose a new password,
	// and when the link expires.
	Link func(account Account) (link string, until time.Time, err error)
	Send Send

	byClient, byAddress limit
}

// Handler returns the pages of the site. reset serves the links, at /reset.
func (s *Site) Handler(reset http.Handler) http.Handler {
	s.byClient = limit{most: 20, period: time.Hour}
	s.byAddress = limit{most: 3, period: 15 * time.Minute}
	pages := http.NewServeMux()
	pages.Handle("GET /{$}", http.RedirectHandler("/signin", http.StatusSeeOther))
	pages.HandleFunc("GET /forgot", s.askAddress)
	pages.HandleFunc("POST /forgot", s.mailLink)
	pages.HandleFunc("GET /signin", s.askPassword)
	pages.HandleFunc("POST /signin", s.signIn)

	all := http.NewServeMux()
	all.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	all.Handle("/reset", reset) // it checks the origin itself, and answers with a page
	return logged(all)
}

// logged logs requests without their query, which may have a token.
func logged(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		h.ServeHTTP(w, r)
		log.Printf("%s %q, %v", r.Method, r.URL.Path, time.Since(start).Round(time.Millisecond))
	})
}
