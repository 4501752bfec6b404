package peers

import (
	"encoding/json"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jws"
)

// joseJWS uses the package jws of jwx, with the claims in a struct. The package jwt keeps
// claims in a map and is slower.
func joseJWS[C any, P expiring[C]](timed func(times) C) []Peer {
	key := newKey()
	public, private := newPair()
	peer := func(kind Kind, alg jwa.SignatureAlgorithm, signing, verifying any) Peer {
		sign, verify := jws.WithKey(alg, signing), jws.WithKey(alg, verifying)
		return Peer{
			Name: "jwx", Kind: kind,
			Mint: func() (string, error) {
				b, err := json.Marshal(timed(newTimes()))
				if err != nil {
					return "", err
				}
				token, err := jws.Sign(b, sign)
				return string(token), err
			},
			Open: func(token string) (any, error) {
				b, err := jws.Verify([]byte(token), verify)
				if err != nil {
					return nil, err
				}
				return decodeClaims[C, P](b)
			},
		}
	}
	return []Peer{peer(Sign, jwa.HS256(), key, key), peer(Public, jwa.EdDSA(), private, public)}
}
