package site

import (
	"log"
	"net/http"
)

func (s *Site) askPassword(w http.ResponseWriter, r *http.Request) {
	pages.Show(w, http.StatusOK, "Sign in", "signin", form{Saved: r.URL.Query().Has("saved")})
}

// signIn checks the password. A real site would set a session cookie.
func (s *Site) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	address := r.PostFormValue("address")
	ok, err := s.Accounts.SignIn(r.Context(), address, r.PostFormValue("password"))
	switch {
	case err != nil:
		log.Print(err)
		w.Header().Set("Retry-After", "30")
		pages.Show(w, http.StatusServiceUnavailable, "Please try again in a minute", "down", nil)
	case !ok:
		pages.Show(w, http.StatusUnprocessableEntity, "Sign in", "signin", form{Address: address, Wrong: true})
	default:
		pages.Show(w, http.StatusOK, "Welcome back", "welcome", address)
	}
}
