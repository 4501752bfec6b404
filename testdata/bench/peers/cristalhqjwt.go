package peers

import (
	"time"

	"github.com/cristalhq/jwt/v5"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

type cristalhqRegistered = jwt.RegisteredClaims

type (
	cristalhqReset struct {
		payloads.Reset
		jwt.RegisteredClaims
	}
	cristalhqSession struct {
		payloads.Session
		jwt.RegisteredClaims
	}
	cristalhqHandoff struct {
		payloads.Handoff
		jwt.RegisteredClaims
	}
)

func cristalhqJWT[C any, P interface {
	*C
	IsValidAt(time.Time) bool
}](claims func(jwt.RegisteredClaims) C) []Peer {
	key := newKey()
	public, private := newPair()
	peer := func(kind Kind, signer jwt.Signer, verifier jwt.Verifier) Peer {
		builder := jwt.NewBuilder(signer)
		return Peer{
			Name: "cristalhq/jwt", Kind: kind,
			Mint: func() (string, error) {
				now := time.Now()
				c := claims(jwt.RegisteredClaims{
					IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(maxAge)),
				})
				token, err := builder.Build(&c)
				if err != nil {
					return "", err
				}
				return token.String(), nil
			},
			Open: func(token string) (any, error) {
				c := P(new(C))
				if err := jwt.ParseClaims([]byte(token), verifier, c); err != nil {
					return nil, err
				}
				if !c.IsValidAt(time.Now()) {
					return nil, errExpired
				}
				return c, nil
			},
		}
	}
	return []Peer{
		peer(Sign, must(jwt.NewSignerHS(jwt.HS256, key)), must(jwt.NewVerifierHS(jwt.HS256, key))),
		peer(Public, must(jwt.NewSignerEdDSA(private)), must(jwt.NewVerifierEdDSA(public))),
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
