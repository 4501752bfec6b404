package peers

import (
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func goJose[T any](v T) []Peer {
	key := newKey()
	public, private := newPair()
	peer := func(kind Kind, alg jose.SignatureAlgorithm, signing, verifying any) Peer {
		typed := (&jose.SignerOptions{}).WithType("JWT")
		signer := must(jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: signing}, typed))
		algs := []jose.SignatureAlgorithm{alg}
		return Peer{
			Name: "go-jose", Kind: kind,
			Mint: func() (string, error) {
				now := time.Now()
				times := jwt.Claims{IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(maxAge))}
				return jwt.Signed(signer).Claims(&v).Claims(&times).Serialize()
			},
			Open: func(token string) (any, error) {
				parsed, err := jwt.ParseSigned(token, algs)
				if err != nil {
					return nil, err
				}
				got := new(T)
				var times jwt.Claims
				if err := parsed.Claims(verifying, got, &times); err != nil {
					return nil, err
				}
				return got, times.Validate(jwt.Expected{Time: time.Now()})
			},
		}
	}
	return []Peer{peer(Sign, jose.HS256, key, key), peer(Public, jose.EdDSA, private, public)}
}
