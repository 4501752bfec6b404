package peers

import "github.com/kataras/jwt"

func katarasJWT[T any](v T) []Peer {
	key := newKey()
	public, private := newPair()
	peer := func(kind Kind, alg jwt.Alg, signing, verifying any) Peer {
		return Peer{
			Name: "kataras/jwt", Kind: kind,
			Mint: func() (string, error) {
				token, err := jwt.Sign(alg, signing, v, jwt.MaxAge(maxAge))
				return jwt.BytesToString(token), err
			},
			Open: func(token string) (any, error) {
				verified, err := jwt.Verify(alg, verifying, []byte(token))
				if err != nil {
					return nil, err
				}
				got := new(T)
				return got, verified.Claims(got)
			},
		}
	}
	return []Peer{peer(Sign, jwt.HS256, key, key), peer(Public, jwt.EdDSA, private, public)}
}
