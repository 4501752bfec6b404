package recipes

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Unsubscribe is the token of the link in each letter. People read old mails, so it is good
// for a year, any number of times.
//
//typeseal:seal salt=recipes.unsubscribe max-age=365d
type Unsubscribe struct {
	Address string `json:"address"`
}

// UnsubscribeHeaders returns two headers of a letter (RFC 8058). The link is also in its text.
func UnsubscribeHeaders(site *web.Site, keys *typeseal.Keyring, address string) (map[string]string, error) {
	token, err := Unsubscribe{Address: address}.Seal(keys)
	if err != nil {
		return nil, err
	}
	link, err := site.Link("/unsubscribe", "token", token)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"List-Unsubscribe":      "<" + link + ">",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
	}, nil
}

// UnsubscribePage serves the links. remove does nothing if the address is not subscribed.
func UnsubscribePage(keys *typeseal.Keyring, remove func(ctx context.Context, address string) error) http.Handler {
	return web.Confirm[Unsubscribe]{
		Token: web.Again(web.Open[Unsubscribe](keys)),
		Page: func(_ *http.Request, p Unsubscribe) web.Page {
			return web.Page{Title: "No more letters to " + p.Address + "?", Button: "Unsubscribe"}
		},
		Done: func(w http.ResponseWriter, r *http.Request, p Unsubscribe) {
			finish(w, r, remove(r.Context(), p.Address), "/unsubscribed")
		},
		OneClick: func(r *http.Request, p Unsubscribe) error { return remove(r.Context(), p.Address) },
	}
}
