package itsdangerous

import (
	"crypto/fips140"
	"crypto/hmac"
	"fmt"
	"io"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

const faults = fault.Format("itsdangerous")

var errNoKeys = faults.Config("no keys; make them with NewKeys")

// Keys are a secret key of itsdangerous, such as Flask's SECRET_KEY, and older ones.
// They are immutable and safe for concurrent use. Printing them does not show the secrets.
type Keys struct{ list keylist.List }

// leastFIPS is the length of the shortest secret, in bytes, that FIPS 140-only mode
// allows as the key of a MAC.
const leastFIPS = 14

// NewKeys returns keys that accept tokens of secret, and of at most 16 older secrets.
// itsdangerous takes a list of secrets from the oldest to the newest; here the newest
// comes first, and then Flask's SECRET_KEY_FALLBACKS. Secrets may contain any bytes. An
// empty secret is refused with [typeseal.ErrConfig].
func NewKeys(secret string, older ...string) (*Keys, error) {
	list, err := keylist.New(faults, func(secret string) string {
		switch {
		case secret == "":
			return "empty secret key"
		case len(secret) < leastFIPS && fips140.Enforced():
			return "FIPS 140-only mode requires secrets of at least 14 bytes"
		}
		return ""
	}, secret, older)
	if err != nil {
		return nil, err
	}
	return &Keys{list}, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the empty
// string. itsdangerous does not stretch its keys, so that an attacker who has a token can
// try short ones at nearly no cost.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	for _, s := range k.list.Secrets() {
		if len(s) < 16 || keylist.Distinct(s) < 8 {
			return "itsdangerous: a secret key is shorter than 16 bytes, or has fewer than 8 different characters"
		}
	}
	return ""
}

// Format writes a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "itsdangerous.Keys") }

// ring returns the MACs of a policy. The first one signs.
func (k *Keys) ring(s *Spec) (keylist.Ring, error) {
	if k == nil || k.list.Secrets() == nil {
		return keylist.Ring{}, errNoKeys
	}
	if err := s.alg.Check(faults); err != nil {
		return keylist.Ring{}, err
	}
	return k.list.Ring(s.alg, s.space, derivations[s.derivation].key), nil
}

// A derivation is a way to make a MAC key of a salt and a secret. Each has other
// namespaces, since a keylist.List keeps one ring for each.
type derivation struct {
	space func(salt string) keylist.Namespace
	key   keylist.Derivation
}

var derivations = map[string]derivation{
	"django-concat": {pytoken.Signing, pytoken.Concat},
	"concat":        {func(salt string) keylist.Namespace { return keylist.Namespace{Salt: salt} }, pytoken.Concat},
	"hmac": {
		func(salt string) keylist.Namespace { return keylist.Namespace{Salt: salt, Prefix: "hmac"} },
		func(a pyhash.Algorithm, n keylist.Namespace, secret string) []byte {
			h := hmac.New(a.New, []byte(secret))
			io.WriteString(h, n.Salt)
			return h.Sum(nil)
		},
	},
	"none": {
		func(string) keylist.Namespace { return keylist.Namespace{Prefix: "none"} },
		func(_ pyhash.Algorithm, _ keylist.Namespace, secret string) []byte { return []byte(secret) },
	},
}
