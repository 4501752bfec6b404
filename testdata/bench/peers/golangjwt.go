package peers

import (
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

type golangRegistered = jwt.RegisteredClaims

type (
	golangReset struct {
		payloads.Reset
		jwt.RegisteredClaims
	}
	golangSession struct {
		payloads.Session
		jwt.RegisteredClaims
	}
	golangHandoff struct {
		payloads.Handoff
		jwt.RegisteredClaims
	}
)

func golangJWT[C any, P interface {
	*C
	jwt.Claims
}](claims func(jwt.RegisteredClaims) C) []Peer {
	key := newKey()
	public, private := newPair()
	peer := func(kind Kind, method jwt.SigningMethod, signing, verifying any) Peer {
		parser := jwt.NewParser(jwt.WithValidMethods([]string{method.Alg()}), jwt.WithExpirationRequired())
		return Peer{
			Name: "golang-jwt", Kind: kind,
			Mint: func() (string, error) {
				now := time.Now()
				c := claims(jwt.RegisteredClaims{
					IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(maxAge)),
				})
				return jwt.NewWithClaims(method, P(&c)).SignedString(signing)
			},
			Open: func(token string) (any, error) {
				c := P(new(C))
				_, err := parser.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return verifying, nil })
				return c, err
			},
		}
	}
	return []Peer{
		peer(Sign, jwt.SigningMethodHS256, key, key),
		peer(Public, jwt.SigningMethodEdDSA, private, public),
	}
}
