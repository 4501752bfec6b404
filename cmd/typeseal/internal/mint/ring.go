package mint

import (
	"fmt"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// A Ring has the keys with which mint makes tokens: root keys or signing keys.
type Ring struct {
	name    string // of its file, or standard input
	kind    string // root, signing or public
	root    *typeseal.Keyring
	signing *typeseal.SigningKey
	opens   *inspect.Ring // what programs have that open the tokens; nil for public keys
}

// NewRing returns the key ring that a text is, for the tokens of a realm. The name is that
// of its file, for messages.
func NewRing(name, text, realm string) (*Ring, error) {
	parsed, err := rotation.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Ring{name: name, kind: parsed.Kind()}
	switch r.kind {
	case "root":
		r.root, err = typeseal.ParseKeyring(text)
		r.root = r.root.WithRealm(realm)
	case "signing":
		r.signing, err = typeseal.ParseSigningKey(text)
		r.signing = r.signing.WithRealm(realm)
		if err == nil {
			text, err = parsed.Public()
		}
	default:
		return r, nil
	}
	if err == nil {
		r.opens, err = inspect.NewRing(name, text, realm)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// serves returns an error if the ring cannot mint tokens of a type.
func (r *Ring) serves(t *inspect.Type) error {
	needs := "root"
	if t.Kind == "public" {
		needs = "signing"
	}
	if r.kind == needs {
		return nil
	}
	return fmt.Errorf("%s has %s, but tokens of %s are minted with %s; name them with --keys",
		r.name, inspect.KeyWords[r.kind], t.Name(), inspect.KeyWords[needs])
}

// begin begins a token with the primary key.
func (r *Ring) begin(s *typeseal.Spec, opts []typeseal.Option) (*typeseal.Minting, error) {
	if r.signing != nil {
		return s.MintPublic(r.signing, opts...)
	}
	return s.Mint(r.root, opts...)
}
