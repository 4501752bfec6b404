package recipes

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// AddressChange is the token of a link that gives a user another mail address. Changes is
// the number of earlier changes, so that the token is stale after the next one.
//
//typeseal:seal salt=recipes.address-change max-age=7d
type AddressChange struct {
	User    int64  `json:"user"`
	Address string `json:"address"`
	Changes int    `typeseal:"state"`
}

// AddressLink returns a link to mail. The new address gets that of {user, new, changes}, which
// changes the address. The old one gets that of {user, old, changes + 1}, which undoes it.
func AddressLink(site *web.Site, keys *typeseal.Keyring, change AddressChange) (string, error) {
	token, err := change.Seal(keys)
	if err != nil {
		return "", err
	}
	return site.Link("/address", "token", token)
}

// AddressPage serves the links.
func AddressPage(keys *typeseal.Keyring, users *Users) http.Handler {
	return web.Confirm[AddressChange]{
		Token: web.Again(web.OpenState(keys, func(ctx context.Context, p *AddressChange) error {
			u, err := users.ByID(ctx, p.User)
			p.Changes = u.AddressChanges
			return err
		})),
		Page: func(_ *http.Request, p AddressChange) web.Page {
			return web.Page{Title: "Is " + p.Address + " your address?", Fields: addressField, Button: "Use it"}
		},
		Check: func(r *http.Request, p AddressChange) error { return checkSame(r.PostFormValue("address"), p.Address) },
		Done: func(w http.ResponseWriter, r *http.Request, p AddressChange) {
			finish(w, r, users.SetAddress(r.Context(), p.User, p.Changes, p.Address), "/account")
		},
	}
}
