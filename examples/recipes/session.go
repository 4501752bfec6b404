package recipes

import (
	"context"
	"net/http"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Session is the cookie of somebody who is signed in. SessionEpoch is not in it: the cookie
// is stale when the number of the user is raised.
//
//typeseal:seal salt=recipes.session max-age=14d
type Session struct {
	User         int64 `json:"user"`
	SessionEpoch int   `typeseal:"state"`
}

// SessionCookie returns the cookie. Sign in with its Set, and out with its Clear.
func SessionCookie(keys *typeseal.Keyring, users *Users) *web.Cookie[Session] {
	return web.SealedCookieState("session", keys, func(ctx context.Context, s *Session) error {
		u, err := users.ByID(ctx, s.User)
		s.SessionEpoch = u.SessionEpoch
		return err
	})
}

// Renew sets the cookie again after half of its life, and after a rotation of the keys.
func Renew(cookie *web.Cookie[Session], next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var d typeseal.Details
		s, err := cookie.Get(r, typeseal.Describe(&d))
		if err == nil && (d.Remint || time.Until(d.ExpiresAt) < d.ExpiresAt.Sub(d.IssuedAt)/2) {
			_ = cookie.Set(w, s) // if it fails, the old cookie is still good
		}
		next.ServeHTTP(w, r)
	})
}
