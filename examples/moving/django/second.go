package cart

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/django"
)

// second is a host in Go. It reads both kinds of cookie, and makes native ones.
type second struct {
	ring *typeseal.Keyring
	old  *django.Keys
}

func newSecond(ring *typeseal.Keyring, secretKey string) (second, error) {
	old, err := django.NewKeys(secretKey)
	return second{ring, old}, err
}

func (s second) mint(cart Cart) (string, error) {
	return cart.Sign(s.ring)
}

func (s second) read(value string) (Cart, error) {
	var cart Cart
	err := cart.Verify(s.ring, s.old, value)
	return cart, err
}
