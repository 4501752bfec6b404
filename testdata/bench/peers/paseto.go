package peers

import (
	"time"

	"aidanwoods.dev/go-paseto"
)

// pasetoTokens keeps the payload in one claim, because one claim for each field is
// slower.
func pasetoTokens[T any](v T) []Peer {
	key := paseto.NewV4SymmetricKey()
	private := paseto.NewV4AsymmetricSecretKey()
	public := private.Public()
	parser := paseto.NewParser()
	token := func() (paseto.Token, error) {
		now := time.Now()
		t := paseto.NewToken()
		t.SetIssuedAt(now)
		t.SetExpiration(now.Add(maxAge))
		return t, t.Set("data", &v)
	}
	data := func(t *paseto.Token, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		got := new(T)
		return got, t.Get("data", got)
	}
	return []Peer{
		{
			Name: "PASETO v4.local", Kind: Seal,
			Mint: func() (string, error) {
				t, err := token()
				if err != nil {
					return "", err
				}
				return t.V4Encrypt(key, nil), nil
			},
			Open: func(token string) (any, error) { return data(parser.ParseV4Local(key, token, nil)) },
		},
		{
			Name: "PASETO v4.public", Kind: Public,
			Mint: func() (string, error) {
				t, err := token()
				if err != nil {
					return "", err
				}
				return t.V4Sign(private, nil), nil
			},
			Open: func(token string) (any, error) { return data(parser.ParseV4Public(public, token, nil)) },
		},
	}
}
