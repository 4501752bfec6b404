package jwt

import (
	"crypto/ed25519"
	"crypto/fips140"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

func TestConfig(t *testing.T) {
	for what, f := range map[string]func(){
		"none":             func() { NewSpec("none", time.Hour) },
		"no algorithm":     func() { NewSpec("", time.Hour) },
		"lower case":       func() { NewSpec("hs256", time.Hour) },
		"RSA":              func() { NewSpec("RS256", time.Hour) },
		"no max age":       func() { NewSpec("HS256", 0) },
		"negative max age": func() { NewSpec("HS256", -2) },
		"no size":          func() { NewSpec("HS256", time.Hour, MaxSize(0)) },
		"large size":       func() { NewSpec("HS256", time.Hour, MaxSize(1<<20+1)) },
		"empty issuer":     func() { NewSpec("HS256", time.Hour, Issuer("")) },
		"empty audience":   func() { NewSpec("HS256", time.Hour, Audience("")) },
		"not UTF-8":        func() { NewSpec("HS256", time.Hour, Audience("\xff")) },
	} {
		if err := compattest.Panicked(t, f); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// publicKeyTexts are texts of public keys. Libraries that took them as secrets were broken.
var publicKeyTexts = []string{
	"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n" +
		"-----END PUBLIC KEY-----\n",
	"\n  -----BEGIN CERTIFICATE-----\n",
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh",
	`{"kty":"OKP","crv":"Ed25519","x":"Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"}`,
	`{ "use": "sig", "kty" : "RSA", "n": "AQ", "e": "AQAB" }`,
	`{"keys":[{"kty":"RSA","n":"AQ","e":"AQAB"}]}`,
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=",
	"sk-ssh-ed25519@openssh.com AAAA",
	"sk-ecdsa-sha2-nistp256@openssh.com AAAA",
	"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----",
}

func TestKeys(t *testing.T) {
	many := make([][]byte, 17)
	for i := range many {
		many[i] = []byte(testSecret)
	}
	if _, err := NewKeys(many[0], many[:16]...); err != nil {
		t.Errorf("16 older secrets: %v", err)
	}
	if _, err := NewKeys(many[0], many...); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("17 older secrets: %v", err)
	}
	for _, bad := range append(publicKeyTexts, "") {
		for _, secrets := range [][]string{{bad, testSecret}, {testSecret, bad}} {
			if _, err := NewKeys([]byte(secrets[0]), []byte(secrets[1])); !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%.20s: %v", bad, err)
			}
		}
	}
	for n, weak := range map[int]bool{14: true, 31: true, 32: false} {
		keys, err := NewKeys(make([]byte, 64), []byte(strings.Repeat("s", n)))
		if fatal(t, err); (keys.Warning() != "") != weak {
			t.Errorf("%d bytes: warning %q", n, keys.Warning())
		}
	}
}

func TestPublicKeys(t *testing.T) {
	good := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	many := make([]ed25519.PublicKey, 18)
	for i := range many {
		many[i] = good
	}
	if _, err := NewPublicKeys(many[:17]...); err != nil {
		t.Errorf("17 keys: %v", err)
	}
	low, _ := hex.DecodeString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
	for what, keys := range map[string][]ed25519.PublicKey{
		"none": {}, "nil": {nil}, "short": {good[:31]}, "long": {append(good[:32:32], 0)}, "18": many,
		"zero": {make([]byte, 32)}, "small order": {good, low}, "not a point": {append([]byte{2}, make([]byte, 31)...)},
	} {
		if _, err := NewPublicKeys(keys...); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, bad := range []ed25519.PrivateKey{nil, make([]byte, 32), make([]byte, 65)} {
		if _, err := NewSigningKey(bad); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

// TestKinds: keys of one kind do not work with an algorithm of the other.
func TestKinds(t *testing.T) {
	secrets := newKeys(t)
	public, err := NewPublicKeys(ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey))
	fatal(t, err)
	mac, signature := NewSpec("HS256", time.Hour), NewSpec("EdDSA", time.Hour)
	for _, c := range []struct {
		spec *Spec
		keys *Keys
	}{{mac, public}, {signature, secrets}, {mac, nil}, {mac, &Keys{}}, {signature, nil}, {signature, &Keys{}}} {
		if _, err := c.spec.Open(c.keys, sign(testHead, "{}")); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("open: %v", err)
		}
		if _, err := c.spec.Mint(c.keys, []byte("{}")); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("mint: %v", err)
		}
	}
	if _, err := signature.Mint(public, []byte("{}")); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("minted with a public key: %v", err)
	}
	if (*Keys)(nil).Warning() != "" || public.Warning() != "" {
		t.Error("a warning")
	}
}

func TestRotation(t *testing.T) {
	newer, err := NewKeys([]byte("a new secret"+testSecret), []byte("another old secret"), []byte(testSecret))
	fatal(t, err)
	spec := NewSpec("HS256", typeseal.Unlimited)
	if _, err := spec.Open(newer, sign(testHead, "{}")); err != nil {
		t.Errorf("old token: %v", err)
	}
	token, err := spec.Mint(newer, []byte("{}"))
	fatal(t, err)
	if _, err := spec.Open(newKeys(t), token); err != typeseal.ErrForged {
		t.Errorf("new token, old secret: %v", err)
	}
	first, second := ed25519.NewKeyFromSeed(make([]byte, 32)), ed25519.NewKeyFromSeed([]byte(testSecret)[:32])
	signing, err := NewSigningKey(second)
	fatal(t, err)
	public, err := NewPublicKeys(first.Public().(ed25519.PublicKey), second.Public().(ed25519.PublicKey))
	fatal(t, err)
	eddsa := NewSpec("EdDSA", time.Hour)
	token, err = eddsa.Mint(signing, []byte("{}"))
	fatal(t, err)
	if _, err := eddsa.Open(public, token); err != nil {
		t.Errorf("second public key: %v", err)
	}
}

func TestNoSecrets(t *testing.T) {
	keys := newKeys(t)
	signing, err := NewSigningKey(ed25519.NewKeyFromSeed([]byte(testSecret)[:32]))
	fatal(t, err)
	spec := NewSpec("HS256", time.Hour)
	token, err := spec.Mint(keys, []byte(`{"name":"of-somebody"}`))
	fatal(t, err)
	o, err := spec.Open(keys, token)
	fatal(t, err)
	type holder struct {
		Public  Keys
		private Keys
		signing *Keys
	}
	h := holder{*keys, *keys, signing}
	compattest.NoSecrets(t, []string{testSecret[:9], "of-somebody"}, keys, *keys, signing, *signing, spec, o, &o, h, &h)
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestFIPSChild") }

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	_, err := NewKeys(make([]byte, 13))
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
		t.Error(err)
	}
	secrets, err := NewKeys(make([]byte, 14))
	fatal(t, err)
	signing, err := NewSigningKey(ed25519.NewKeyFromSeed(make([]byte, 32)))
	fatal(t, err)
	for algorithm, keys := range map[string]*Keys{
		"HS256": secrets, "HS384": secrets, "HS512": secrets, "EdDSA": signing,
	} {
		spec := NewSpec(algorithm, time.Hour)
		token, err := spec.Mint(keys, []byte("{}"))
		fatal(t, err)
		if _, err := spec.Open(keys, token); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}
