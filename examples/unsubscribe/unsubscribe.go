package main

import (
	"net/http"

	"github.com/typeseal/typeseal/runtime/web"
)

// Unsubscribe is the payload of the link in each letter. It is sealed, so that the link
// does not show the address. It is good for a year, because people read old mails, and may
// be used any number of times.
//
//typeseal:seal salt=newsletter.unsubscribe max-age=365d
type Unsubscribe struct {
	Address string `json:"address"`
}

// unsubscribe serves the links. Opening a link unsubscribes nobody, because mail scanners
// open links too. A person presses the button on the page. A mailbox provider, such as
// Gmail, posts to the link instead when its own button is pressed (RFC 8058).
func (n *newsletter) unsubscribe() http.Handler {
	return web.Confirm[Unsubscribe]{
		Token: web.Again(web.Open[Unsubscribe](n.keys)),
		Page: func(r *http.Request, p Unsubscribe) web.Page {
			if !n.has(p.Address) {
				return web.Page{Title: "You are unsubscribed", Text: p.Address + " gets no more letters."}
			}
			return web.Page{
				Title:  "Unsubscribe?",
				Text:   p.Address + " will get no more letters of " + n.name + ".",
				Button: "Unsubscribe",
			}
		},
		Done: func(w http.ResponseWriter, r *http.Request, p Unsubscribe) {
			n.remove(p.Address)
			http.Redirect(w, r, "/unsubscribed", http.StatusSeeOther)
		},
		OneClick: func(r *http.Request, p Unsubscribe) error {
			n.remove(p.Address)
			return nil // after an error the provider tries again
		},
	}
}
