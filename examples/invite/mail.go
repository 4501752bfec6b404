package main

import (
	"fmt"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// mail prints the mail of an invitation. The link is alone on its line, so that mail
// programs do not take a full stop after it for a part of it.
func (t *team) mail(invite Invite) error {
	var d typeseal.Details
	token, err := invite.Seal(t.keys, typeseal.Describe(&d))
	if err != nil {
		return err
	}
	link, err := t.base.Link("/join", "token", token)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.mails, `
---- a mail ----
To: %s
Subject: Invitation to team %s
Content-Type: text/plain; charset=utf-8

Hello,

%s invites you to join team %s as %s. To join, open this link:

%s

It works once, until %s.
----

`, invite.Address, invite.Team, invite.Inviter, invite.Team, invite.Role,
		link, d.ExpiresAt.Format("2 January 2006, 15:04 MST"))
	return err
}
