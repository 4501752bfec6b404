package peers

import (
	"encoding/json"
	"errors"

	"github.com/fernet/fernet-go"
)

var errFernet = errors.New("peers: fernet refused")

// fernetToken leaves the times to fernet, whose tokens contain the time at which they
// were made.
func fernetToken[T any](v T) []Peer {
	keys := []*fernet.Key{new(fernet.Key(newKey()))}
	return []Peer{{
		Name: "fernet", Kind: Seal,
		Mint: func() (string, error) {
			b, err := json.Marshal(&v)
			if err != nil {
				return "", err
			}
			token, err := fernet.EncryptAndSign(b, keys[0])
			return string(token), err
		},
		Open: func(token string) (any, error) {
			b := fernet.VerifyAndDecrypt([]byte(token), maxAge, keys)
			if b == nil {
				return nil, errFernet
			}
			got := new(T)
			return got, json.Unmarshal(b, got)
		},
	}}
}
