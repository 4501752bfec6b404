package main

import (
	"io"
	"net/http"
	"net/mail"
	"slices"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A team has members and an owner, who invites more.
type team struct {
	name, owner string
	base        *web.Site // where links lead
	keys        *typeseal.Keyring
	mails       io.Writer

	mu      sync.Mutex
	members []member
}

type member struct{ Name, Address, Role string }

// roles are the roles that a member can have.
var roles = []string{"reader", "editor"}

func (t *team) add(m member) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.members = append(t.members, m)
}

// handler returns the pages of the team. store remembers used invitations.
func (t *team) handler(store typeseal.Store) http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", t.list)
	pages.HandleFunc("POST /invite", t.invite)

	all := http.NewServeMux()
	all.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	all.Handle("/join", t.join(store)) // it checks the origin itself, and answers with a page
	return all
}

// list shows the members and the form to invite another one.
func (t *team) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	t.show(w, http.StatusOK, map[string]bool{"Sent": query.Has("sent"), "Joined": query.Has("joined")})
}

func (t *team) show(w http.ResponseWriter, status int, note map[string]bool) {
	t.mu.Lock()
	members := slices.Clone(t.members)
	t.mu.Unlock()
	pages.Show(w, status, "Team "+t.name, "team", map[string]any{"Members": members, "Roles": roles, "Note": note})
}

// invite mails an invitation.
func (t *team) invite(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	to, err := mail.ParseAddress(r.PostFormValue("address"))
	role := r.PostFormValue("role")
	if err != nil || len(to.Address) > 254 || !slices.Contains(roles, role) {
		t.show(w, http.StatusUnprocessableEntity, map[string]bool{"Wrong": true})
		return
	}
	if err := t.mail(Invite{Team: t.name, Inviter: t.owner, Address: to.Address, Role: role}); err != nil {
		web.Refuse(w, r, err)
		return
	}
	http.Redirect(w, r, "/?sent", http.StatusSeeOther)
}
