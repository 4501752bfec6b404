package shop

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/jwt"
)

// first is the site after the first step. It reads both kinds of token, and mints the old
// kind, as before.
type first struct {
	before
	ring    *typeseal.Keyring
	secrets *jwt.Keys
}

func newFirst(ring *typeseal.Keyring, secret []byte) (first, error) {
	secrets, err := jwt.NewKeys(secret)
	return first{before{secret}, ring, secrets}, err
}

func (s first) read(token string) (Session, error) {
	var session Session
	err := session.Verify(s.ring, s.secrets, token)
	return session, err
}

// second is the site after the second step. It mints native tokens, and reads as first does.
type second struct{ first }

func (s second) mint(session Session) (string, error) {
	return session.Sign(s.ring)
}
