package jwt

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

const (
	testSecret = "swordfish-swordfish-swordfish-swordfish"
	testHead   = `{"alg":"HS256","typ":"JWT"}`
)

var testNow = time.Unix(1700000000, 0)

func fatal(t testing.TB, err error) {
	t.Helper()
	compattest.Check(t, err)
}

func newKeys(t testing.TB) *Keys {
	t.Helper()
	keys, err := NewKeys([]byte(testSecret))
	fatal(t, err)
	return keys
}

func b64(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// sign signs any texts. It computes the MAC itself.
func sign(header, claims string) string { return signText(b64(header) + "." + b64(claims)) }

func signText(text string) string {
	h := hmac.New(sha256.New, []byte(testSecret))
	h.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// TestSpec does what generated code does.
func TestSpec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signing, err := NewSigningKey(ed25519.NewKeyFromSeed(make([]byte, 32)))
		fatal(t, err)
		for algorithm, keys := range map[string]*Keys{
			"HS256": newKeys(t), "HS384": newKeys(t), "HS512": newKeys(t), "EdDSA": signing, "Ed25519": signing,
		} {
			spec := NewSpec(algorithm, time.Hour, Issuer("auth"), Audience("shop"))
			token, err := spec.Mint(keys, []byte(`{"uid":42,"name":"Zoë"}`))
			fatal(t, err)
			o, err := spec.Open(keys, token)
			fatal(t, err)
			if got := string(o.Payload()); got != `{"uid":42,"name":"Zo\u00eb"}` || !o.IssuedAt.Equal(time.Now()) {
				t.Errorf("%s: opened %s of %v", algorithm, got, o.IssuedAt)
			}
			empty, err := spec.Mint(keys, []byte(`{}`))
			fatal(t, err)
			if o, err := spec.Open(keys, empty); err != nil || string(o.Payload()) != `{}` {
				t.Errorf("%s: no members: %v", algorithm, err)
			}
			payload := "42"
			fatal(t, Finish(o, &payload, true))
			if err := Finish(o, &payload, false); err != typeseal.ErrPayload {
				t.Errorf("%s: not decoded: %v", algorithm, err)
			}
			time.Sleep(time.Hour)
			if o, err := spec.Open(keys, token); err != nil || Finish(o, &payload, true) != nil {
				t.Errorf("%s: in the last second: %v", algorithm, err)
			}
			time.Sleep(time.Second)
			o, err = spec.Open(keys, token)
			if err != nil || !errors.Is(Finish(o, &payload, true), typeseal.ErrExpired) {
				t.Errorf("%s: an hour later: %v", algorithm, err)
			}
			for _, bad := range []string{``, `[]`, `1`, `{"a":1,"a":2}`, `{`, strings.Repeat(" ", 5000) + `{"a":"`} {
				if _, err := spec.Mint(keys, []byte(bad)); !errors.Is(err, typeseal.ErrMint) {
					t.Errorf("%s: minted %.20s: %v", algorithm, bad, err)
				}
			}
			long := `{"a":"` + strings.Repeat("x", 4096) + `"}`
			if _, err := spec.Mint(keys, []byte(long)); !errors.Is(err, typeseal.ErrMint) {
				t.Errorf("%s: a long payload: %v", algorithm, err)
			}
		}
	})
}
