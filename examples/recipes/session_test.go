package recipes

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// account is a site with a page for Ana alone, and one that signs her in.
func account(t *testing.T, session *web.Cookie[Session], users *Users) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /signin", func(w http.ResponseWriter, r *http.Request) {
		u := must(users.ByID(r.Context(), ana.ID))(t)
		if err := session.Set(w, Session{User: u.ID, SessionEpoch: u.SessionEpoch}); err != nil {
			t.Error(err)
		}
	})
	mux.Handle("GET /account", web.Require(session, session.Open,
		func(_ http.ResponseWriter, _ *http.Request, s Session) {
			if s.User != ana.ID {
				t.Errorf("session %+v", s)
			}
		}))
	return Renew(session, mux)
}

// TestSessionRenews: who comes once a week stays signed in, and who stays away does not.
func TestSessionRenews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		users := NewUsers(rows...)
		b := newBrowser(t, account(t, SessionCookie(newKeys(t), users), users))
		b.get("/account", 401)
		b.get("/signin", 200)
		time.Sleep(time.Hour)
		if cookies := b.do(httptestGet("/account"), 200).Cookies(); len(cookies) > 0 {
			t.Errorf("after an hour, the cookie is set again: %v", cookies)
		}
		for range 5 {
			time.Sleep(8 * 24 * time.Hour)
			b.get("/account", 200)
		}
		time.Sleep(14*24*time.Hour + time.Second)
		b.get("/account", 401)
	})
}

// TestSessionRotates: a cookie of an old key is minted again with the new one, so that the
// old one can be retired.
func TestSessionRotates(t *testing.T) {
	users, march, june := NewUsers(rows...), typeseal.GenerateKey(), typeseal.GenerateKey()
	site := func(ring string) http.Handler { return account(t, SessionCookie(parse(t, ring), users), users) }
	b := newBrowser(t, site(march))
	b.get("/signin", 200)
	b.site = site("accepted " + march + "\nprimary " + june)
	b.get("/account", 200)
	b.site = site("retired " + march + "\nprimary " + june)
	b.get("/account", 200)
}

func TestSessionsEnd(t *testing.T) {
	users := NewUsers(rows...)
	site := account(t, SessionCookie(newKeys(t), users), users)
	laptop, phone := newBrowser(t, site), newBrowser(t, site)
	laptop.get("/signin", 200)
	phone.get("/signin", 200)
	if err := users.EndSessions(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	laptop.get("/account", 401)
	phone.get("/account", 401)
	phone.get("/signin", 200)
	phone.get("/account", 200)
}
