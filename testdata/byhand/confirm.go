package byhand

import (
	"errors"
	"log"
	"mime"
	"net/http"
	"net/url"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// maxForm is the size of the largest form, in bytes.
const maxForm = 64 << 10

// confirm serves the links. GET shows a page with a form, and changes nothing. POST
// checks the form, uses the token up and saves the password.
func (a *app) confirm(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		a.show(w, r)
	case http.MethodPost:
		a.submit(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		showText(w, http.StatusMethodNotAllowed, "This address does not take such requests", "Open the link again.")
	}
}

func (a *app) show(w http.ResponseWriter, r *http.Request) {
	token, err := onlyToken(r.URL.Query())
	if err != nil {
		refuse(w, err)
		return
	}
	_, account, err := a.open(r.Context(), a.db, token)
	if err != nil {
		refuse(w, err)
		return
	}
	showForm(w, http.StatusOK, account.Address, token, "")
}

func (a *app) submit(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		kind != "application/x-www-form-urlencoded" {
		showText(w, http.StatusUnsupportedMediaType, "This address takes forms only", "Open the link again.")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			showText(w, http.StatusRequestEntityTooLarge, "This form is too large", "Send less at once.")
			return
		}
		refuse(w, errBad)
		return
	}
	token, err := onlyToken(r.PostForm)
	if err != nil {
		refuse(w, err)
		return
	}
	_, account, err := a.open(r.Context(), a.db, token)
	if err != nil {
		refuse(w, err)
		return
	}
	if http.NewCrossOriginProtection().Check(r) != nil {
		showForm(w, http.StatusForbidden, account.Address, token,
			"Please press the button again. The form came from another site.")
		return
	}
	if problem := site.PasswordProblem(r); problem != "" {
		showForm(w, http.StatusUnprocessableEntity, account.Address, token, problem)
		return
	}
	account, err = a.save(r.Context(), token, r.PostFormValue("password"))
	if err != nil {
		refuse(w, err)
		return
	}
	a.site.Changed(account.Address)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "strict-origin")
	http.Redirect(w, r, "/signin?saved", http.StatusSeeOther)
}

// onlyToken returns the token of a query or form, if there is exactly one.
func onlyToken(values url.Values) (string, error) {
	tokens := values["token"]
	if len(tokens) != 1 {
		return "", errBad
	}
	return tokens[0], nil
}

// refuse offers a new link if a link does not work. It says what is wrong with the link
// only if the link was valid once.
func refuse(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, errExpired):
		site.ShowDead(w, http.StatusGone, site.Expired)
	case errors.Is(err, errUsed), errors.Is(err, errStale):
		site.ShowDead(w, http.StatusGone, site.Used)
	case errors.Is(err, errBad):
		site.ShowDead(w, http.StatusForbidden, site.Broken)
	default:
		log.Print(err)
		w.Header().Set("Retry-After", "30")
		showText(w, http.StatusServiceUnavailable, "Please try again in a minute", "Your link is still good.")
	}
}
