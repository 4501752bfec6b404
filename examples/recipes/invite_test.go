package recipes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestInvite(t *testing.T) {
	keys := newKeys(t)
	var members []string
	b := newBrowser(t, InvitePage(keys, newStore(), func(_ context.Context, team, name string) error {
		members = append(members, team+": "+name)
		return nil
	}))
	link := must(InviteLink(newSite(t), keys, Invite{Team: "Red", Inviter: "Ana"}))(t)
	for range 3 {
		if page := b.get(link, 200); !strings.Contains(page, "Ana invites you to Red") {
			t.Errorf("the page is\n%s", page)
		}
		b.press(link, 422, "name", " ") // a scanner that presses buttons
	}
	b.press(link, 303, "name", "Bea")
	b.send(link, 410, "token", tokenOf(t, link), "name", "Eve")
	b.get(link, 410)
	if !slices.Equal(members, []string{"Red: Bea"}) {
		t.Errorf("members %q", members)
	}
}

// TestInviteFails: if the database is down, the answer does not say that all went well.
func TestInviteFails(t *testing.T) {
	keys := newKeys(t)
	b := newBrowser(t, InvitePage(keys, newStore(), func(context.Context, string, string) error {
		return errors.New("connection refused")
	}))
	b.press(must(InviteLink(newSite(t), keys, Invite{Team: "Red", Inviter: "Ana"}))(t), 503, "name", "Bea")
}
