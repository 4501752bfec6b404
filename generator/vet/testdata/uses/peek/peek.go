// Package peek peeks and redeems.
package peek

import (
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"

	"example.com/app/tokens"
)

type site struct {
	keys  *typeseal.Keyring
	store typeseal.Store
	join  func(id int64)
}

func (s *site) routes(mux *http.ServeMux, router router) {
	mux.HandleFunc("GET /join", s.page)
	mux.HandleFunc("POST /join", s.bad)
	mux.HandleFunc("POST /well", s.good)
	mux.HandleFunc("POST /helped", s.helped)
	mux.Handle("PUT /handler", http.HandlerFunc(s.badHandler))
	router.Post("/routed", s.badRouted)
	router.Get("/get", s.page)
	mux.HandleFunc("POST /wrapped", signedIn(s.badWrapped))
	mux.Handle("POST /twice", limited(s.who, signedIn(http.HandlerFunc(s.badTwice))))
	mux.Handle("POST /limited", limited(s.who, mux))
	mux.HandleFunc("POST /audited", audited(s.audit, s.good))
	router.Delete("/chain", s.load, s.good)
	mux.HandleFunc("/both", s.both)
	mux.HandleFunc("/guarded", s.guarded)
	mux.HandleFunc("/switched", s.switched)
	mux.HandleFunc("POST /elsewhere", s.elsewhere)
	mux.HandleFunc("POST /literal", func(w http.ResponseWriter, r *http.Request) {
		var i tokens.Invite
		if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `Invite.Peek leaves`
			return
		}
		s.join(i.ID)
	})
}

type router interface {
	Get(path string, h http.HandlerFunc)
	Post(path string, h http.HandlerFunc)
	Delete(path string, h ...http.HandlerFunc)
}

func signedIn(h http.HandlerFunc) http.HandlerFunc                           { return h }
func audited(before, h http.HandlerFunc) http.HandlerFunc                    { return h }
func limited(who func(*http.Request) int64, h http.Handler) http.HandlerFunc { return h.ServeHTTP }

func (s *site) badWrapped(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `this code handles POST`
		return
	}
	s.join(i.ID)
}

func (s *site) badTwice(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `this code handles POST`
		return
	}
	s.join(i.ID)
}

// who tells whose requests are counted. Another function redeems the token.
func (s *site) who(r *http.Request) int64 {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return 0
	}
	return i.ID
}

// audit runs before good, which redeems the token.
func (s *site) audit(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return
	}
}

// load runs before good, which redeems the token.
func (s *site) load(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return
	}
}

// page shows the page of the link, and changes nothing.
func (s *site) page(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return
	}
}

func (s *site) bad(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	// want +1 `Invite.Peek leaves the token usable, but this code handles POST; call Redeem where the request takes`
	err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token"))
	if err != nil {
		return
	}
	s.join(i.ID)
}

func (s *site) badHandler(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `this code handles PUT`
		return
	}
	s.join(i.ID)
}

func (s *site) badRouted(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `this code handles POST`
		return
	}
	s.join(i.ID)
}

// good looks at the form before it redeems.
func (s *site) good(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	token := r.FormValue("token")
	if err := i.Peek(r.Context(), s.keys, s.store, token); err != nil || r.FormValue("name") == "" {
		return
	}
	if err := i.Redeem(r.Context(), s.keys, s.store, token); err != nil {
		return
	}
	s.join(i.ID)
}

func (s *site) helped(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return
	}
	s.redeem(w, r)
}

func (s *site) redeem(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if err := i.Redeem(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return
	}
	s.join(i.ID)
}

func (s *site) both(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	if r.Method == http.MethodPost {
		if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `code handles POST`
			return
		}
		s.join(i.ID)
		return
	}
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
		return
	}
}

func (s *site) guarded(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	var i tokens.Invite
	if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `this code handles POST`
		return
	}
	s.join(i.ID)
}

func (s *site) switched(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	switch r.Method {
	case http.MethodGet:
		if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil {
			return
		}
	case http.MethodDelete:
		if err := i.Peek(r.Context(), s.keys, s.store, r.FormValue("token")); err != nil { // want `code handles DELETE`
			return
		}
		s.join(i.ID)
	}
}

// elsewhere gives the token to a function that may redeem it.
func (s *site) elsewhere(w http.ResponseWriter, r *http.Request) {
	var i tokens.Invite
	token := r.FormValue("token")
	if err := i.Peek(r.Context(), s.keys, s.store, token); err != nil {
		return
	}
	accept(token)
}

var accept func(token string)
