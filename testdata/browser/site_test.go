package browser

import (
	"html/template"
	"net/http"
	"sync/atomic"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
)

// A site has a link at /reset that sets a new password, once.
type site struct {
	*host
	keys    *typeseal.Keyring
	mux     *http.ServeMux
	confirm web.Confirm[Reset]
	done    atomic.Int32
}

const passwordField template.HTML = `<label for="password">New password</label>` +
	`<input id="password" type="password" name="password" autocomplete="new-password" autofocus>`

func newSite(t *testing.T, scheme, name string) *site {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{keys: keys, mux: http.NewServeMux()}
	s.confirm = web.Confirm[Reset]{
		Token: web.Redeem[Reset](keys, replay.NewMemory()),
		Page: func(_ *http.Request, p Reset) web.Page {
			return web.Page{
				Title: "Choose a password", Text: "For " + p.Email + ".", Fields: passwordField, Button: "Save",
			}
		},
		Check: func(r *http.Request, _ Reset) error {
			if r.PostFormValue("password") == "" {
				return web.Problem("Enter a password.")
			}
			return nil
		},
		Done: func(w http.ResponseWriter, r *http.Request, _ Reset) {
			s.done.Add(1)
			http.Redirect(w, r, "/done", http.StatusSeeOther)
		},
	}
	s.mux.Handle("/reset", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.confirm.ServeHTTP(w, r) }))
	s.mux.Handle("/done", page("<h1>Saved</h1>"))
	s.host = serve(t, scheme, name, s.mux)
	return s
}

// link returns a new link.
func (s *site) link(t *testing.T) string {
	t.Helper()
	address, err := web.ParseSite(s.base)
	if err != nil {
		t.Fatal(err)
	}
	token, err := Reset{Email: "ana@example.com"}.Seal(s.keys)
	if err != nil {
		t.Fatal(err)
	}
	link, err := address.Link("/reset", "token", token)
	if err != nil {
		t.Fatal(err)
	}
	return link
}
