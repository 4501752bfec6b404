package recipes

import (
	"context"
	"errors"
	"net/http"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// TestShare revokes one of two links to a document.
func TestShare(t *testing.T) {
	keys := newKeys(t)
	links, down := map[int64]string{1: "plan.pdf", 2: "plan.pdf"}, false
	find := func(_ context.Context, link int64) (string, bool, error) {
		document, found := links[link]
		if down {
			return "", false, errors.New("connection refused")
		}
		return document, found, nil
	}
	b := newBrowser(t, web.Require(web.Query("token"), OpenShare(keys, find),
		func(_ http.ResponseWriter, _ *http.Request, s Share) {
			if s.Document != "plan.pdf" {
				t.Errorf("%+v", s)
			}
		}))
	first := "/?token=" + must(Share{Link: 1, Document: "plan.pdf"}.Sign(keys))(t)
	second := "/?token=" + must(Share{Link: 2, Document: "plan.pdf"}.Sign(keys))(t)
	b.get(first, 200)
	b.get(second, 200)
	down = true
	b.get(first, 503)
	down = false
	delete(links, 1)
	b.get(first, 410)
	b.get(second, 200)
	b.get("/?token="+must(Share{Link: 3}.Sign(keys))(t), 410) // a row that was never there
	links[2] = "salaries.pdf"                                 // an id that is given to another document
	b.get(second, 410)
}

func TestWithdrawInvite(t *testing.T) {
	keys, store := newKeys(t), newStore()
	b := newBrowser(t, InvitePage(keys, store, func(context.Context, string, string) error {
		t.Error("joined")
		return nil
	}))
	withdrawn := must(Invite{Team: "Red"}.Seal(keys))(t)
	other := must(Invite{Team: "Red"}.Seal(keys))(t)
	for i, want := range []error{nil, typeseal.ErrUsed} {
		if err := WithdrawInvite(t.Context(), keys, store, withdrawn); !errors.Is(err, want) {
			t.Errorf("call %d: %v, want %v", i, err, want)
		}
	}
	b.get("/join?token="+withdrawn, 410)
	b.send("/join", 410, "token", withdrawn, "name", "Eve")
	b.get("/join?token="+other, 200)
}
