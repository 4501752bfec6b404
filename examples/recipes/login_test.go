package recipes

import (
	"net/http"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// TestLogin: somebody asks in one browser, and opens the link in another.
func TestLogin(t *testing.T) {
	keys, users := newKeys(t), NewUsers(rows...)
	session := SessionCookie(keys, users)
	signIn := func(w http.ResponseWriter, r *http.Request, address string) {
		u, err := users.ByAddress(r.Context(), address)
		if err == nil {
			err = session.Set(w, Session{User: u.ID, SessionEpoch: u.SessionEpoch})
		}
		finish(w, r, err, "/")
	}
	mux := http.NewServeMux()
	mux.Handle("/login", LoginPage(keys, newStore(), signIn))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if s, err := session.Get(r); err != nil || s.User != ana.ID {
			session.Refuse(w, r, err)
		}
	})
	laptop, phone := newBrowser(t, mux), newBrowser(t, mux)

	link, code, err := LoginLink(newSite(t), keys, ana.Address)
	if err != nil || len(code) != 8 || strings.Contains(link, code) {
		t.Fatal(link, code, err)
	}
	seen := must(typeseal.Inspect(tokenOf(t, link)))(t)
	if seen.Kind != "sealed" || seen.Payload != nil {
		t.Errorf("the mail shows %+v", seen)
	}
	if page := phone.get(link, 200); !strings.Contains(page, "Sign in as ana@example.com?") ||
		strings.Contains(page, code) {
		t.Errorf("the page is\n%s", page)
	}
	_, wrong, err := LoginLink(newSite(t), keys, ana.Address)
	if err != nil || wrong == code {
		t.Fatal("two mails have one code", err)
	}
	for _, guess := range []string{"", wrong, code[:7], code + "A"} {
		phone.press(link, 422, "code", guess)
	}
	phone.get("/", 401)
	phone.press(link, 303, "code", " "+strings.ToLower(code)+" ")
	phone.get("/", 200)
	laptop.get("/", 401) // who asked for the mail is not signed in by it
	phone.get(link, 410)
	laptop.send(link, 410, "token", tokenOf(t, link), "code", code)
}
