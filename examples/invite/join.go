package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// join serves the links of invitations. A person who opens one sees a page that names the
// team and the inviter, and joins by sending the form on it.
func (t *team) join(store typeseal.Store) http.Handler {
	return web.Confirm[Invite]{
		Token: web.Redeem[Invite](t.keys, store),
		Page: func(r *http.Request, p Invite) web.Page {
			return web.Page{
				Title:  "Join team " + p.Team + "?",
				Text:   fmt.Sprintf("%s invites %s to join team %s as %s.", p.Inviter, p.Address, p.Team, p.Role),
				Fields: nameField,
				Button: "Join",
			}
		},
		Check: checkName,
		Done: func(w http.ResponseWriter, r *http.Request, p Invite) {
			t.add(member{nameIn(r), p.Address, p.Role})
			http.Redirect(w, r, "/?joined", http.StatusSeeOther)
		},
		Refuse: t.refuse,
	}
}

// checkName is asked before the token is redeemed.
func checkName(r *http.Request, _ Invite) error {
	if name := nameIn(r); name == "" || len(name) > 100 {
		return web.Problem("Please write your name.")
	}
	return nil
}

func nameIn(r *http.Request) string { return strings.TrimSpace(r.PostFormValue("name")) }

// refuse says who can send a new invitation. Otherwise it answers as web.Refuse does.
func (t *team) refuse(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, typeseal.ErrExpired):
		pages.Show(w, web.Status(err), "This invitation has expired", "expired", t.owner)
	case errors.Is(err, typeseal.ErrUsed):
		pages.Show(w, web.Status(err), "This invitation has been used", "used", t.owner)
	default:
		web.Refuse(w, r, err)
	}
}
