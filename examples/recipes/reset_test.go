package recipes

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func TestReset(t *testing.T) {
	keys, users := newKeys(t), NewUsers(rows...)
	link := must(ResetLink(newSite(t), keys, ana))(t)
	b := newBrowser(t, ResetPage(keys, users))
	for range 3 { // scanners of mails
		if page := b.get(link, 200); !strings.Contains(page, "New password for ana@example.com") {
			t.Errorf("the page does not name the account:\n%s", page)
		}
	}
	b.press(link, 422, "password", "short")
	other := must(ResetLink(newSite(t), keys, ana))(t)
	if to := b.press(link, 303, "password", "correct horse battery").Header.Get("Location"); to != "/signin" {
		t.Errorf("the form leads to %s", to)
	}
	u := must(users.ByID(t.Context(), ana.ID))(t)
	if u.PasswordHash == ana.PasswordHash || u.SessionEpoch != ana.SessionEpoch+1 {
		t.Errorf("after a new password: %+v", u)
	}
	b.get(link, 410)
	b.get(other, 410) // the change ends all links to the account
	b.send(link, 410, "token", tokenOf(t, link), "password", "another of their own")
	ben := must(ResetLink(newSite(t), keys, rows[1]))(t)
	b.get(ben, 200)
	b.get(strings.Replace(ben, "token=", "token=x", 1), 403)
}

// TestResetTwice: of two forms that pass the check at once, the second changes nothing.
func TestResetTwice(t *testing.T) {
	users := NewUsers(rows...)
	for i, want := range []error{nil, typeseal.ErrStale} {
		err := users.SetPassword(t.Context(), ana.Address, ana.PasswordHash, "correct horse battery")
		if !errors.Is(err, want) {
			t.Errorf("form %d: %v, want %v", i, err, want)
		}
	}
}

func TestResetExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := newKeys(t)
		b := newBrowser(t, ResetPage(keys, NewUsers(rows...)))
		link := must(ResetLink(newSite(t), keys, ana))(t)
		time.Sleep(30 * time.Minute)
		b.get(link, 200)
		time.Sleep(time.Second)
		b.get(link, 410)
	})
}
