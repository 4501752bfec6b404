package peers

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

// times are the claims of a token for a library that does not handle times.
type times struct {
	IssuedAt  int64 `json:"iat"`
	ExpiresAt int64 `json:"exp"`
}

func newTimes() times {
	now := time.Now()
	return times{now.Unix(), now.Add(maxAge).Unix()}
}

var errExpired = errors.New("peers: expired")

func (t *times) alive() error {
	if time.Now().Unix() > t.ExpiresAt {
		return errExpired
	}
	return nil
}

// expiring is a pointer to claims that include times.
type expiring[C any] interface {
	*C
	alive() error
}

// The payloads with times besides their fields, as in a JWT.
type (
	resetClaims struct {
		payloads.Reset
		times
	}
	sessionClaims struct {
		payloads.Session
		times
	}
	handoffClaims struct {
		payloads.Handoff
		times
	}
)

func decodeClaims[C any, P expiring[C]](b []byte) (any, error) {
	claims := P(new(C))
	if err := json.Unmarshal(b, claims); err != nil {
		return nil, err
	}
	return claims, claims.alive()
}
