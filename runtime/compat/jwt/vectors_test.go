package jwt

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// vector is one case of vectors/jwt.json, where the text "fields" explains the fields.
type vector struct {
	Name, Algorithm, Secret     string
	PublicHex                   string `json:"public_hex"`
	Issuer, Audience            string
	MaxAge                      int64 `json:"max_age"`
	Now                         int64
	Tokens, Verdicts            map[string]string
	Expect, Payload, Difference string
}

// expectations are the errors of what a case expects.
var expectations = map[string]error{
	"ok": nil, "malformed": typeseal.ErrMalformed, "forged": typeseal.ErrForged,
	"not_yet_valid": typeseal.ErrNotYetValid, "expired": typeseal.ErrExpired, "payload": typeseal.ErrPayload,
}

func TestVectors(t *testing.T) {
	for _, v := range compattest.Vectors[vector](t, "jwt.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func (v *vector) run(t *testing.T) {
	want, known := expectations[v.Expect]
	if !known || len(v.Tokens) == 0 {
		t.Fatalf("unknown expectation %q, or no token", v.Expect)
	}
	for library, token := range v.Tokens {
		o, err := v.spec().openAt(v.keys(t), token, time.Unix(v.Now, 0))
		if got := string(o.Payload()); got != v.Payload {
			t.Errorf("%s: payload %s, want %s", library, got, v.Payload)
		}
		if err == nil {
			err = Finish(o, new(int), true)
		}
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s: %v, want %v", library, err, want)
		}
	}
}

func (v *vector) spec() *Spec {
	maxAge, opts := typeseal.Unlimited, []Option(nil)
	if v.MaxAge != 0 {
		maxAge = time.Duration(v.MaxAge) * time.Second
	}
	if v.Issuer != "" {
		opts = append(opts, Issuer(v.Issuer))
	}
	if v.Audience != "" {
		opts = append(opts, Audience(v.Audience))
	}
	return NewSpec(v.Algorithm, maxAge, opts...)
}

func (v *vector) keys(t *testing.T) *Keys {
	t.Helper()
	if v.Secret != "" {
		keys, err := NewKeys([]byte(v.Secret))
		fatal(t, err)
		return keys
	}
	public, err := hex.DecodeString(v.PublicHex)
	fatal(t, err)
	keys, err := NewPublicKeys(ed25519.PublicKey(public))
	fatal(t, err)
	return keys
}

// TestDifferences: the documentation explains each case about which a library and this
// package disagree.
func TestDifferences(t *testing.T) {
	compattest.Explained(t, "jwt.json", func(v *vector) (name, row string, differs bool) {
		for _, verdict := range v.Verdicts {
			differs = differs || (verdict == "ok") != (v.Expect == "ok")
		}
		return v.Name, v.Difference, differs
	})
}
