package jwt_test

import (
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/itsdangerous"
	"github.com/typeseal/typeseal/runtime/compat/jwt"
	"github.com/typeseal/typeseal/runtime/compat/securecookie"
)

// A system mints and opens the tokens of one policy.
type system struct {
	name string
	mint func() (string, error)
	open func(token string) error
}

// policy is what the policies of formats have in common.
type policy[K, O any] interface {
	Mint(keys K, payload []byte) (string, error)
	Open(keys K, token string) (O, error)
}

func of[K, O any](name string, s policy[K, O], keys K) system {
	return system{
		name,
		func() (string, error) { return s.Mint(keys, []byte(`{"uid":42}`)) },
		func(token string) error { _, err := s.Open(keys, token); return err },
	}
}

// TestOneSecret: although several formats have one secret, hash and namespace, no token of
// one is accepted as one of another.
func TestOneSecret(t *testing.T) {
	secret := []byte("one secret for all systems......")
	secrets, err := jwt.NewKeys(secret)
	compattest.Check(t, err)
	python, err := itsdangerous.NewKeys(string(secret))
	compattest.Check(t, err)
	signed, err := securecookie.NewKeys(secret)
	compattest.Check(t, err)
	sealed, err := securecookie.NewKeys(secret, secret)
	compattest.Check(t, err)

	named := securecookie.Salt("a")
	systems := []system{
		of("jwt", jwt.NewSpec("HS256", time.Hour), secrets),
		of("jwt, audience", jwt.NewSpec("HS256", time.Hour, jwt.Audience("a")), secrets),
		of("jwt, issuer", jwt.NewSpec("HS256", time.Hour, jwt.Issuer("a")), secrets),
		of("jwt, 512", jwt.NewSpec("HS512", time.Hour), secrets),
		of("cookie", securecookie.NewSpec(securecookie.Signed, time.Hour, named), signed),
		of("cookie, other name", securecookie.NewSpec(securecookie.Signed, time.Hour, securecookie.Salt("b")), signed),
		of("cookie, sealed", securecookie.NewSpec(securecookie.Encrypted, time.Hour, securecookie.Salt("c")), sealed),
	}
	for _, derivation := range []string{"django-concat", "concat", "hmac", "none"} {
		s := itsdangerous.NewSpec(time.Hour, itsdangerous.Salt("a"), itsdangerous.Algorithm("sha256"),
			itsdangerous.Derivation(derivation))
		systems = append(systems, of("itsdangerous, "+derivation, s, python))
	}
	for _, minter := range systems {
		token, err := minter.mint()
		compattest.Check(t, err)
		for _, opener := range systems {
			switch err := opener.open(token); {
			case opener.name == minter.name && err != nil:
				t.Errorf("%s: %v", opener.name, err)
			case opener.name != minter.name && !errors.Is(err, typeseal.ErrInvalid):
				t.Errorf("a token of %s is accepted as %s: %v", minter.name, opener.name, err)
			}
		}
	}
}
