package recipes

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Login is the token of a link that signs somebody in. The code is shown in the browser
// that asked for the mail, and is not in the mail: the token is sealed.
//
//typeseal:seal salt=recipes.login max-age=15m once
type Login struct {
	Address string `json:"address"`
	Code    string `json:"code"`
}

// LoginLink returns the link to mail, and the code to show to the person who asked for it.
func LoginLink(site *web.Site, keys *typeseal.Keyring, address string) (link, code string, err error) {
	code = rand.Text()[:8] // 40 bits: too many to guess within the token's life
	token, err := Login{Address: address, Code: code}.Seal(keys)
	if err != nil {
		return "", "", err
	}
	link, err = site.Link("/login", "token", token)
	return link, code, err
}

// LoginPage serves the links. It signs in the browser that sends the form.
func LoginPage(keys *typeseal.Keyring, store typeseal.Store, signIn SignIn) http.Handler {
	return web.Confirm[Login]{
		Token: web.Redeem[Login](keys, store),
		Page: func(_ *http.Request, p Login) web.Page {
			return web.Page{Title: "Sign in as " + p.Address + "?", Fields: codeField, Button: "Sign in"}
		},
		Check: func(r *http.Request, p Login) error {
			code := strings.ToUpper(strings.TrimSpace(r.PostFormValue("code")))
			if subtle.ConstantTimeCompare([]byte(code), []byte(p.Code)) == 0 {
				return web.Problem("Type the code that you saw when you asked for the mail.")
			}
			return nil
		},
		Done: func(w http.ResponseWriter, r *http.Request, p Login) { signIn(w, r, p.Address) },
	}
}
