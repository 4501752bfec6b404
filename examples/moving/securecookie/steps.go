package forum

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/securecookie"
)

// first is the site after the first step. It reads both kinds of cookie, and mints the old
// kind, as before.
type first struct {
	before
	ring *typeseal.Keyring
	old  *securecookie.Keys
}

func newFirst(ring *typeseal.Keyring, hashKey, blockKey []byte) (first, error) {
	old, err := securecookie.NewKeys(hashKey, blockKey)
	return first{newBefore(hashKey, blockKey), ring, old}, err
}

func (s first) read(value string) (Session, error) {
	var session Session
	err := session.Open(s.ring, s.old, value)
	return session, err
}

// second is the site after the second step. It mints native cookies, and reads as first
// does.
type second struct{ first }

func (s second) mint(session Session) (string, error) {
	return session.Seal(s.ring)
}
