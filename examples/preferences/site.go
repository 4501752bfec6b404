package main

import (
	"errors"
	"log"
	"net/http"
	"strconv"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A site has one page, and the forms on it.
type site struct {
	preferences *web.Cookie[Preferences]
	session     *web.Cookie[Session]
	users       *users
}

func newSite(keys *typeseal.Keyring, plainHTTP bool) *site {
	users := &users{rows: []user{{Name: "Ana"}, {Name: "Ben"}}}
	s := &site{preferencesCookie(keys), sessionCookie(keys, users), users}
	s.preferences.PlainHTTP, s.session.PlainHTTP = plainHTTP, plainHTTP
	return s
}

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("POST /preferences", s.choose)
	mux.HandleFunc("POST /signin", s.signIn)
	mux.HandleFunc("POST /signout", s.signOut)
	mux.Handle("POST /everywhere", web.Require(s.session, s.session.Open, s.signOutEverywhere))
	// The forms of other sites are refused, so the forms of this one need no secret field.
	return http.NewCrossOriginProtection().Handler(s.renew(mux))
}

// renew mints the session's cookie again if half of its life is over, or if a newer key
// or version should mint it. A visitor who comes once a week stays signed in.
func (s *site) renew(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var d typeseal.Details
		session, err := s.session.Get(r, typeseal.Describe(&d))
		if err == nil && (d.Remint || time.Until(d.ExpiresAt) < d.ExpiresAt.Sub(d.IssuedAt)/2) {
			if err := s.session.Set(w, session); err != nil {
				log.Print(err) // the old cookie is still good
			}
		}
		next.ServeHTTP(w, r)
	})
}

// home shows the page to everybody. A visitor whose sign-in was ended elsewhere sees a
// note about that once.
func (s *site) home(w http.ResponseWriter, r *http.Request) {
	session, err := s.session.Get(r)
	ended := errors.Is(err, typeseal.ErrStale)
	var name string
	switch {
	case err == nil:
		user, _ := s.users.find(session.User)
		name = user.Name
	case ended:
		s.session.Clear(w)
	case !errors.Is(err, web.ErrNoToken) && !errors.Is(err, typeseal.ErrInvalid):
		web.Refuse(w, r, err) // the users cannot be read
		return
	}
	preferences, err := s.preferences.Get(r)
	if err != nil {
		preferences = Preferences{} // as for a new visitor
	}
	show(w, preferences, view{Name: name, Ended: ended, Users: s.users.all()})
}

// choose sets the cookie of the preferences. This is the only place that checks the
// values.
func (s *site) choose(w http.ResponseWriter, r *http.Request) {
	p := Preferences{Theme: r.PostFormValue("theme"), Language: r.PostFormValue("language")}
	if !p.valid() {
		http.Error(w, "There is no such theme or language.", http.StatusBadRequest)
		return
	}
	if err := s.preferences.Set(w, p); err != nil {
		web.Refuse(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signIn signs in every user who asks. A real site asks for a password here.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PostFormValue("user"), 10, 64)
	user, ok := s.users.find(id)
	if err != nil || !ok {
		http.Error(w, "There is no such user.", http.StatusBadRequest)
		return
	}
	if err := s.session.Set(w, Session{User: id, SessionEpoch: user.SessionEpoch}); err != nil {
		web.Refuse(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOut removes the cookie from this browser. A copy of the cookie would still work, so
// a real site should recommend signing out everywhere if the cookie may have been copied.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	s.session.Clear(w)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOutEverywhere ends the sessions of the user in all browsers.
func (s *site) signOutEverywhere(w http.ResponseWriter, r *http.Request, session Session) {
	s.users.endSessions(session.User)
	s.signOut(w, r)
}
