package typeseal

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// A Handle is a Keyring, SigningKey or PublicKeyring.
type Handle interface{ viewed() *view }

// MintAt does what Mint or MintPublic does on a host whose clock shows now. It is for tests
// only: programs cannot choose the time. It is not a method, because the tests call every
// method with nil.
func MintAt(s *Spec, keys Handle, now time.Time, opts ...Option) (*Minting, error) {
	m := new(Minting)
	return m, s.mintWith(m, keys.viewed(), s.kind == envelope.Public, opts, now.Unix())
}

// OpenAt does what Open or OpenPublic does on a host whose clock shows now.
func OpenAt(s *Spec, keys Handle, token string, now time.Time, opts ...Option) (*Opening, error) {
	o := new(Opening)
	return o, s.openWith(o, keys.viewed(), s.kind == envelope.Public, token, opts, now.Unix())
}
