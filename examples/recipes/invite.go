package recipes

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Invite is the token of a link with which one person joins a team, once.
//
//typeseal:seal salt=recipes.invite max-age=7d once
type Invite struct {
	Team    string `json:"team"`
	Inviter string `json:"inviter"`
}

// InviteLink returns the link to mail.
func InviteLink(site *web.Site, keys *typeseal.Keyring, invite Invite) (string, error) {
	token, err := invite.Seal(keys)
	if err != nil {
		return "", err
	}
	return site.Link("/join", "token", token)
}

// InvitePage serves the links. join adds a member to a team.
func InvitePage(
	keys *typeseal.Keyring, store typeseal.Store, join func(ctx context.Context, team, name string) error,
) http.Handler {
	return web.Confirm[Invite]{
		Token: web.Redeem[Invite](keys, store),
		Page: func(_ *http.Request, p Invite) web.Page {
			return web.Page{Title: p.Inviter + " invites you to " + p.Team, Fields: nameField, Button: "Join"}
		},
		Check: func(r *http.Request, _ Invite) error { return checkName(r.PostFormValue("name")) },
		Done: func(w http.ResponseWriter, r *http.Request, p Invite) {
			finish(w, r, join(r.Context(), p.Team, r.PostFormValue("name")), "/team")
		},
	}
}
