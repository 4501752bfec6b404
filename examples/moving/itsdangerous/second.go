package account

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/itsdangerous"
)

// second is a host in Go. It reads both kinds of link, and makes native ones.
type second struct {
	ring *typeseal.Keyring
	old  *itsdangerous.Keys
}

func newSecond(ring *typeseal.Keyring, secretKey string) (second, error) {
	old, err := itsdangerous.NewKeys(secretKey)
	return second{ring, old}, err
}

func (s second) mint(login Login) (string, error) {
	return login.Sign(s.ring)
}

func (s second) read(token string) (Login, error) {
	var login Login
	err := login.Verify(s.ring, s.old, token)
	return login, err
}
