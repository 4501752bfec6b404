package payloads

import typeseal "github.com/typeseal/typeseal/runtime"

// A Typed is a Session with a policy of its own. Its methods do what generated code does,
// so that a program can have any number of types.
type Typed struct {
	Session
	spec  *typeseal.Spec
	state bool
}

// NewTyped returns ASession with a policy.
func NewTyped(p typeseal.Policy) *Typed {
	return &Typed{ASession, typeseal.NewSpec(p), p.State}
}

// Mint signs or seals t.
func (t *Typed) Mint(keys *typeseal.Keyring) (string, error) {
	m, err := t.spec.Mint(keys)
	if err != nil {
		return "", err
	}
	if t.state {
		m.State(t.Role)
	}
	typesealEncodeSession(m.Msgpack(), &t.Session)
	return m.Text()
}

// MintPublic signs t with Ed25519.
func (t *Typed) MintPublic(key *typeseal.SigningKey) (string, error) {
	m, err := t.spec.MintPublic(key)
	if err != nil {
		return "", err
	}
	typesealEncodeSession(m.Msgpack(), &t.Session)
	return m.Text()
}

// Verify sets t to the payload of a signed token.
func (t *Typed) Verify(keys *typeseal.Keyring, token string) error {
	o, err := t.spec.Open(keys, token)
	if err != nil {
		return err
	}
	var v Session
	typesealDecodeSession(o.Msgpack(), &v)
	if err := typeseal.Decoded(o, &v); err != nil {
		return err
	}
	t.Session = v
	return nil
}
