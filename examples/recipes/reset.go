package recipes

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// PasswordReset is the token of the link in a reset mail. The hash is not in it: when the
// password changes, the token is stale.
//
//typeseal:seal salt=recipes.password-reset max-age=30m
type PasswordReset struct {
	Address      string `json:"address"`
	PasswordHash string `typeseal:"state"`
}

// ResetPage serves the links: a page that asks for a new password, and its form.
func ResetPage(keys *typeseal.Keyring, users *Users) http.Handler {
	return web.Confirm[PasswordReset]{
		Token: web.Again(web.OpenState(keys, func(ctx context.Context, p *PasswordReset) error {
			u, err := users.ByAddress(ctx, p.Address)
			p.PasswordHash = u.PasswordHash
			return err
		})),
		Page: func(_ *http.Request, p PasswordReset) web.Page {
			return web.Page{Title: "New password for " + p.Address, Fields: passwordField, Button: "Save"}
		},
		Check: func(r *http.Request, _ PasswordReset) error { return checkPassword(r.PostFormValue("password")) },
		Done: func(w http.ResponseWriter, r *http.Request, p PasswordReset) {
			err := users.SetPassword(r.Context(), p.Address, p.PasswordHash, r.PostFormValue("password"))
			finish(w, r, err, "/signin")
		},
	}
}

// ResetLink returns the link to mail to a user.
func ResetLink(site *web.Site, keys *typeseal.Keyring, u User) (string, error) {
	token, err := PasswordReset{Address: u.Address, PasswordHash: u.PasswordHash}.Seal(keys)
	if err != nil {
		return "", err
	}
	return site.Link("/reset", "token", token)
}
