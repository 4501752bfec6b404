package jwt

import (
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/limits"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// DefaultMaxSize is the length of the longest token unless an option says otherwise, in
// characters.
const DefaultMaxSize = limits.DefaultSize

// Option is a condition of the policy, or a limit.
type Option func(*settings)

type settings struct {
	issuer   expected
	audience expected
	future   bool
	limits   limits.Limits
}

// expected is a text that a claim must have, and its JSON.
type expected struct {
	set        bool
	text, json string
}

// Issuer sets the issuer. Tokens must have it in the claim iss. Without this option, a
// token with an issuer is refused.
func Issuer(issuer string) Option {
	return func(s *settings) { s.issuer = expected{set: true, text: issuer} }
}

// Audience sets the audience. Tokens must have it in the claim aud, alone or in a list.
// Without this option, a token with an audience is refused.
func Audience(audience string) Option {
	return func(s *settings) { s.audience = expected{set: true, text: audience} }
}

// AcceptFuture accepts tokens whose claim iat is in the future, as most libraries do.
// Without this option, a token that was issued more than 60 seconds in the future is
// refused with [typeseal.ErrNotYetValid]. The option does not change what nbf and exp mean.
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// MaxSize sets the length of the longest token: 1 character to 1 MiB, [DefaultMaxSize] by
// default.
func MaxSize(n int) Option { return func(s *settings) { s.limits.Size = n } }

// An algorithm is an entry of the registry in RFC 7518, section 3.1, RFC 8037 or RFC 9864.
type algorithm struct {
	name string // in the header
	hash string // of HMAC; empty for Ed25519
}

var algorithms = []algorithm{
	{"HS256", "sha256"}, {"HS384", "sha384"}, {"HS512", "sha512"}, {"EdDSA", ""}, {"Ed25519", ""},
}

func named(name string) (algorithm, error) {
	for _, a := range algorithms {
		if a.name == name {
			return a, nil
		}
	}
	return algorithm{}, faults.Config("unknown algorithm; use HS256, HS384, HS512, EdDSA or Ed25519")
}

func settle(maxAge time.Duration, opts []Option) (settings, error) {
	s := settings{limits: limits.Limits{Size: DefaultMaxSize, Payload: limits.DefaultPayload}}
	for _, o := range opts {
		o(&s)
	}
	for _, e := range []*expected{&s.issuer, &s.audience} {
		if err := e.spell(); err != nil {
			return s, err
		}
	}
	if maxAge <= 0 && maxAge != typeseal.Unlimited {
		return s, faults.Config("the max age is not positive")
	}
	return s, s.limits.Check(faults)
}

// spell sets the JSON of an expected text.
func (e *expected) spell() error {
	if !e.set {
		return nil
	}
	text, err := pyjson.Append(nil, e.text, canonical)
	if err != nil || e.text == "" {
		return faults.Config("an issuer or audience is empty or not UTF-8")
	}
	e.json = string(text)
	return nil
}
