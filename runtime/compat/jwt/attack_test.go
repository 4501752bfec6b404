package jwt

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestConfusion tries to pass a token of one algorithm as one of another.
func TestConfusion(t *testing.T) {
	private := ed25519.NewKeyFromSeed([]byte(testSecret)[:32])
	public, err := NewPublicKeys(private.Public().(ed25519.PublicKey))
	fatal(t, err)
	text := b64(`{"alg":"EdDSA"}`) + "." + b64(`{}`)
	signed := text + "." + b64(string(ed25519.Sign(private, []byte(text))))
	spec, hs256, secrets := NewSpec("EdDSA", typeseal.Unlimited), NewSpec("HS256", typeseal.Unlimited), newKeys(t)
	_, err = spec.Open(public, signed)
	fatal(t, err)
	h := hmac.New(sha256.New, private.Public().(ed25519.PublicKey))
	h.Write([]byte(text))
	hs512, err := NewSpec("HS512", typeseal.Unlimited).Mint(secrets, []byte("{}"))
	fatal(t, err)
	for what, c := range map[string]struct {
		spec  *Spec
		keys  *Keys
		token string
	}{
		"the public key as a secret": {spec, public, text + "." + b64(string(h.Sum(nil)))},
		"no signature":               {spec, public, text + "."},
		"zero signature":             {spec, public, text + "." + strings.Repeat("A", 86)},
		"short signature":            {spec, public, signed[:len(signed)-4]},
		"long signature":             {spec, public, signed + "AAAA"},
		"unused bits":                {spec, public, signed[:len(signed)-1] + next(signed[len(signed)-1])},
		"padding":                    {spec, public, signed + "=="},
		"HS256 token":                {spec, public, sign(testHead, "{}")},
		"HS512 with HS256":           {hs256, secrets, hs512},
		"HS256 with HS512":           {NewSpec("HS512", typeseal.Unlimited), secrets, sign(testHead, "{}")},
		"EdDSA with HS256":           {hs256, secrets, signed},
		"none":                       {hs256, secrets, b64(`{"alg":"none"}`) + "." + b64("{}") + "."},
		"stripped":                   {hs256, secrets, b64(testHead) + "." + b64("{}") + "."},
	} {
		if _, err := c.spec.Open(c.keys, c.token); err != typeseal.ErrForged {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := NewSpec("Ed25519", typeseal.Unlimited).Open(public, signed); err != typeseal.ErrMalformed {
		t.Errorf("EdDSA as Ed25519: %v", err)
	}
}

// next returns the next character of the alphabet. If c is the last character of a
// signature, the next one stands for the same bytes.
func next(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, c)+1])
}

// TestSpelling: an authentic token whose texts are spelled in another way is refused. Nobody
// can make such tokens without the key.
func TestSpelling(t *testing.T) {
	spec, keys := NewSpec("HS256", typeseal.Unlimited), newKeys(t)
	head, claims := b64(` {"alg":"HS256"}`), b64(`{"a":1}`) // with unused bits in both texts
	if len(head)%4 == 0 || len(claims)%4 == 0 {
		t.Fatal("no unused bits")
	}
	_, err := spec.Open(keys, signText(head+"."+claims))
	fatal(t, err)
	for _, other := range []string{"=", "==", "\n", "\r\n", " ", "A", "%3D"} {
		if _, err := spec.Open(keys, signText(head+other+"."+claims)); err != typeseal.ErrMalformed {
			t.Errorf("header%q: %v", other, err)
		}
		if _, err := spec.Open(keys, signText(head+"."+claims+other)); err != typeseal.ErrPayload {
			t.Errorf("claims%q: %v", other, err)
		}
		token := signText(head + "." + claims)
		if _, err := spec.Open(keys, token+other); err != typeseal.ErrForged {
			t.Errorf("token%q: %v", other, err)
		}
	}
	bits := claims[:len(claims)-1] + next(claims[len(claims)-1])
	if _, err := spec.Open(keys, signText(head+"."+bits)); err != typeseal.ErrPayload {
		t.Errorf("unused bits: %v", err)
	}
	for _, text := range []string{"", ".", "..", "a.b", "....", head + "." + claims, head + ".." + claims + ".x.y"} {
		if _, err := spec.Open(keys, text); !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := spec.Open(keys, signText(head+"."+claims)+".x"); err != typeseal.ErrMalformed {
		t.Errorf("four parts: %v", err)
	}
	if _, err := spec.Open(keys, signText("."+claims)); err != typeseal.ErrMalformed {
		t.Errorf("no header: %v", err)
	}
	if _, err := spec.Open(keys, signText(head+".")); err != typeseal.ErrPayload {
		t.Errorf("no claims: %v", err)
	}
}

// TestLength: a token of exactly the limit is accepted, and a longer one costs nothing.
func TestLength(t *testing.T) {
	keys, token := newKeys(t), sign(testHead, `{"a":"`+strings.Repeat("x", 1000)+`"}`)
	if _, err := NewSpec("HS256", typeseal.Unlimited, MaxSize(len(token))).Open(keys, token); err != nil {
		t.Errorf("longest: %v", err)
	}
	shorter := NewSpec("HS256", typeseal.Unlimited, MaxSize(len(token)-1))
	if _, err := shorter.Open(keys, token); err != typeseal.ErrMalformed {
		t.Errorf("one more: %v", err)
	}
	huge, spec := strings.Repeat(".", 64<<20), NewSpec("HS256", typeseal.Unlimited)
	if n := testing.AllocsPerRun(10, func() { spec.Open(keys, huge) }); n > 0 {
		t.Errorf("64 MiB: %v allocations", n)
	}
}

// TestHostile: authentic claims that are made to be expensive take little memory.
func TestHostile(t *testing.T) {
	keys, spec := newKeys(t), NewSpec("HS256", typeseal.Unlimited, MaxSize(1<<20))
	for what, claims := range map[string]string{
		"deep":    `{"a":` + strings.Repeat(`{"a":`, 90000) + "1" + strings.Repeat("}", 90001),
		"wide":    "{" + strings.Repeat(`"a":1,`, 90000) + `"b":1}`,
		"escapes": `{"a":"` + strings.Repeat("☃", 200000) + `"}`,
		"digits":  `{"exp":` + strings.Repeat("1", 700000) + `}`,
		"lists":   `{"aud":[` + strings.Repeat(`"a",`, 150000) + `"b"]}`,
	} {
		token := sign(testHead, claims)
		if n := compattest.Allocated(func() { spec.Open(keys, token) }); n > 8<<20 {
			t.Errorf("%s: %d bytes", what, n)
		}
	}
}

// TestEveryChange: no proper prefix and no change of one character passes.
func TestEveryChange(t *testing.T) {
	keys, spec := newKeys(t), NewSpec("HS256", typeseal.Unlimited)
	token := sign(testHead, `{"uid":42,"iat":1700000000}`)
	compattest.EveryChange(token, "A0.-_=+/é\n\x00", func(changed string) {
		if _, err := spec.Open(keys, changed); err != typeseal.ErrForged && err != typeseal.ErrMalformed {
			t.Errorf("%q: %v", changed, err)
		}
	})
}
