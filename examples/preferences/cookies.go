package main

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Preferences are the choices of a visitor. Their cookie is signed: everybody who has it
// can read it, and only this program can write it. So the program does not need to check
// the values.
//
//typeseal:sign salt=preferences.choice max-age=365d
type Preferences struct {
	Theme    string `json:"theme"`
	Language string `json:"language"`
}

// Session says who is signed in. Its cookie is sealed: only this program can read it.
//
// SessionEpoch is not in the cookie. The cookie is stale if the number differs from the
// user's, so raising the number of a user ends all sessions of that user. Opening requires
// a function that loads the number, so no caller can forget the check.
//
//typeseal:seal salt=preferences.session max-age=14d tests
type Session struct {
	User         int64 `json:"user"`
	SessionEpoch int   `typeseal:"state"`
}

// preferencesCookie returns the cookie of the preferences.
func preferencesCookie(keys *typeseal.Keyring) *web.Cookie[Preferences] {
	return web.SignedCookie[Preferences]("preferences", keys)
}

// sessionCookie returns the cookie of the session.
func sessionCookie(keys *typeseal.Keyring, users *users) *web.Cookie[Session] {
	return web.SealedCookieState("preferences-session", keys, users.load)
}
