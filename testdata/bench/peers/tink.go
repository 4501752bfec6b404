package peers

import (
	"encoding/base64"
	"encoding/json"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/jwt"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
)

// tinkName is the associated data that binds a token to its type.
var tinkName = []byte("bench")

func tinkPeers[C any, P expiring[C]](timed func(times) C) []Peer {
	return []Peer{tinkMAC[C, P](timed), tinkAEAD[C, P](timed), tinkJWT[C, P](timed)}
}

func tinkMAC[C any, P expiring[C]](timed func(times) C) Peer {
	m := must(mac.New(must(keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate()))))
	size := len(must(m.ComputeMAC(nil)))
	return Peer{
		Name: "tink MAC", Kind: Sign, KeyID: true,
		Mint: func() (string, error) {
			b, err := json.Marshal(timed(newTimes()))
			if err != nil {
				return "", err
			}
			tag, err := m.ComputeMAC(b)
			return base64.RawURLEncoding.EncodeToString(append(b, tag...)), err
		},
		Open: func(token string) (any, error) {
			b, err := base64.RawURLEncoding.DecodeString(token)
			if err != nil || len(b) < size {
				return nil, errForged
			}
			b, tag := b[:len(b)-size], b[len(b)-size:]
			if err := m.VerifyMAC(tag, b); err != nil {
				return nil, err
			}
			return decodeClaims[C, P](b)
		},
	}
}

func tinkAEAD[C any, P expiring[C]](timed func(times) C) Peer {
	a := must(aead.New(must(keyset.NewHandle(aead.AES256GCMKeyTemplate()))))
	return Peer{
		Name: "tink AES-256-GCM", Kind: Seal, KeyID: true,
		Mint: func() (string, error) {
			b, err := json.Marshal(timed(newTimes()))
			if err != nil {
				return "", err
			}
			b, err = a.Encrypt(b, tinkName)
			return base64.RawURLEncoding.EncodeToString(b), err
		},
		Open: func(token string) (any, error) {
			b, err := base64.RawURLEncoding.DecodeString(token)
			if err != nil {
				return nil, err
			}
			if b, err = a.Decrypt(b, tinkName); err != nil {
				return nil, err
			}
			return decodeClaims[C, P](b)
		},
	}
}

// tinkJWT converts the payload to and from JSON as a whole, because setting claims one by
// one is slower.
func tinkJWT[C any, P expiring[C]](timed func(times) C) Peer {
	m := must(jwt.NewMAC(must(keyset.NewHandle(jwt.HS256Template()))))
	validator := must(jwt.NewValidator(&jwt.ValidatorOpts{}))
	return Peer{
		Name: "tink JWT", Kind: Sign, KeyID: true,
		Mint: func() (string, error) {
			b, err := json.Marshal(timed(newTimes()))
			if err != nil {
				return "", err
			}
			raw, err := jwt.NewRawJWTFromJSON(nil, b)
			if err != nil {
				return "", err
			}
			return m.ComputeMACAndEncode(raw)
		},
		Open: func(token string) (any, error) {
			verified, err := m.VerifyMACAndDecode(token, validator)
			if err != nil {
				return nil, err
			}
			b, err := verified.JSONPayload()
			if err != nil {
				return nil, err
			}
			claims := P(new(C))
			return claims, json.Unmarshal(b, claims)
		},
	}
}
