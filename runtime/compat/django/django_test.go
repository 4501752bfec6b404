package django

import (
	"bytes"
	"compress/zlib"
	"crypto/fips140"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

// mintBody signs any text as the body of an object, which only a holder of the key can
// do. It computes the MAC itself.
func mintBody(body string, at time.Time) string {
	derived := sha256.Sum256([]byte("django.core.signing" + "signer" + "secret"))
	value := body + ":" + string(appendBase62(nil, at.Unix()))
	h := hmac.New(sha256.New, derived[:])
	h.Write([]byte(value))
	return value + ":" + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func mintText(text string) string {
	return mintBody(base64.RawURLEncoding.EncodeToString([]byte(text)), time.Now())
}

func mintPacked(packed []byte) string {
	return mintBody("."+base64.RawURLEncoding.EncodeToString(packed), time.Now())
}

func load(token string, opts ...Option) error {
	keys, _ := NewKeys("secret")
	var v any
	return Loads(keys, token, typeseal.Unlimited, &v, opts...)
}

func zip(text []byte) []byte { return deflate.PackZlib(nil, text, false) }

// TestAuthenticPayloads reads signed payloads that Django never writes.
func TestAuthenticPayloads(t *testing.T) {
	fatal(t, load(mintText(`{"a":[1,-2.5,"\u00e9\ud83d\ude00\/",true,null]}`)))
	fatal(t, load(mintText(strings.Repeat("[", 1000)+strings.Repeat("]", 1000))))
	for _, text := range []string{
		``, ` 1`, "1\n", `[1, 2]`, `{"a": 1}`, `{"a":1}x`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`,
		`{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"9":0}`,
		`{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"1":0}`,
		`NaN`, `-Infinity`, `[Infinity]`, `1e400`, `-`, `01`, `+1`, `.5`, `5.`, `1e`, `0x1`, `1_0`,
		`"\ud800"`, `"\udc00\ud800"`, `"\ud800\u0041"`, `"\ud800"x`, `"\u12"`, `"\u12g4"`, `"\x"`, `"a`,
		"\"\x01\"", "\"\x00\"", "\"\x7f\xff\"", `"é"`,
		`[1,]`, `[,1]`, `[1`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{1:2}`, `tru`, `nul`, `True`, `//`, "\ufeff1",
		strings.Repeat("[", 1002) + strings.Repeat("]", 1002), strings.Repeat("[", 60000),
	} {
		if err := load(mintText(text), MaxSize(1<<20)); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func TestAuthenticBodies(t *testing.T) {
	good := zip([]byte(`[1,1,1,1,1,1,1,1,1,1]`))
	fatal(t, load(mintPacked(good)))
	for name, token := range map[string]string{
		"padding":        mintBody("MQ==", time.Now()),
		"unused bits":    mintBody("MR", time.Now()),
		"other alphabet": mintBody("Ij8/Ig", time.Now()),
		"line feed":      mintBody("M\nQ", time.Now()),
		"carriage":       mintBody("MQ\r", time.Now()),
		"not UTF-8":      mintBody("\xff", time.Now()),
		"two dots":       mintBody("..MQ", time.Now()),
		"only a dot":     mintBody(".", time.Now()),
		"cut":            mintPacked(good[:len(good)-1]),
		"checksum":       mintPacked(append(bytes.Clone(good[:len(good)-1]), good[len(good)-1]^1)),
		"trailing":       mintPacked(append(bytes.Clone(good), 0)),
		"raw deflate":    mintPacked(good[2:]),
	} {
		if err := load(token); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTimes: each time has one spelling, and distant times do not overflow.
func TestTimes(t *testing.T) {
	for _, n := range []int64{0, 1, 61, 62, -1, -62, 1700000000, 839299365868340223, -839299365868340223} {
		if got, ok := parseBase62(string(appendBase62(nil, n))); !ok || got != n {
			t.Errorf("%d: %d, %v", n, got, ok)
		}
	}
	for _, s := range []string{
		"", "-", "-0", "00", "01r31eq", "--1", "1-", "+1", " 1", "1!", "é", strings.Repeat("1", 11),
		strings.Repeat("z", 30),
	} {
		if n, ok := parseBase62(s); ok {
			t.Errorf("%q: %d", s, n)
		}
	}
	far := time.Unix(839299365868340223, 0)
	for _, now := range []time.Time{far, time.Unix(-1<<40, 0), time.Unix(1<<40, 0), {}} {
		for _, issued := range []time.Time{far, time.Unix(-839299365868340223, 0)} {
			c := newTestCore(t)
			token, err := c.signText("x", &issued)
			fatal(t, err)
			_, _, err = c.openAt(token, time.Hour, now)
			want := typeseal.ErrExpired
			if issued.Sub(now) > opened.Skew {
				want = typeseal.ErrNotYetValid
			}
			if issued.Equal(now) {
				want = nil
			}
			if !errors.Is(err, want) {
				t.Errorf("issued %v, now %v: %v", issued.Unix(), now.Unix(), err)
			}
		}
	}
}

// TestSkew: the clock of the minter may be up to 60 seconds ahead.
func TestSkew(t *testing.T) {
	c, now := newTestCore(t), time.Unix(1700000000, 0)
	ahead := now.Add(opened.Skew)
	token, err := c.signText("x", &ahead)
	fatal(t, err)
	if _, _, err := c.openAt(token, typeseal.Unlimited, now); err != nil {
		t.Errorf("60 s ahead: %v", err)
	}
	if _, _, err := c.openAt(token, typeseal.Unlimited, now.Add(-1)); !errors.Is(err, typeseal.ErrNotYetValid) {
		t.Errorf("60.000000001 s ahead: %v", err)
	}
}

// TestCompressRule: compression is used only if it saves at least two bytes.
func TestCompressRule(t *testing.T) {
	c, saved := newTestCore(t, Compress()), map[int]bool{}
	for n := range 40 {
		text := []byte(`"` + strings.Repeat("a", n) + `Q7"`)
		saves := len(text) - len(zip(text))
		body, err := c.signObject(json.RawMessage(text), nil)
		fatal(t, err)
		if (body[0] == '.') != (saves >= 2) {
			t.Errorf("saves %d: %s", saves, body)
		}
		saved[saves] = true
	}
	if !saved[0] || !saved[1] || !saved[2] {
		t.Errorf("saved %v", saved)
	}
}

func newTestCore(t *testing.T, opts ...Option) *core {
	t.Helper()
	s, err := NewTimestampSigner(newKeys(t, "secret", nil), opts...)
	fatal(t, err)
	return &s.core
}

// TestClock: tokens expire by the clock of package time.
func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := newKeys(t, "secret", nil)
		var v any
		token, err := Dumps(keys, 1)
		fatal(t, err)
		time.Sleep(time.Minute)
		fatal(t, Loads(keys, token, time.Minute, &v))
		time.Sleep(time.Nanosecond)
		if err := Loads(keys, token, time.Minute, &v); !errors.Is(err, typeseal.ErrExpired) {
			t.Errorf("after more than a minute: %v", err)
		}
		fatal(t, Loads(keys, token, typeseal.Unlimited, &v))

		ahead := mintBody("MQ", time.Now().Add(61*time.Second))
		if err := load(ahead); !errors.Is(err, typeseal.ErrNotYetValid) {
			t.Errorf("61 s ahead: %v", err)
		}
		fatal(t, load(ahead, AcceptFuture()))
		time.Sleep(time.Second)
		fatal(t, load(ahead))
	})
}

// TestSpecLatin1: a payload with characters other than ASCII is refused, since Django
// reads them as latin-1 and Go as UTF-8.
func TestSpecLatin1(t *testing.T) {
	keys := newKeys(t, "secret", nil)
	signer, err := NewTimestampSigner(keys, Salt("account.reset"))
	fatal(t, err)
	for text, want := range map[string]string{`{"name":"e"}`: `{"name":"e"}`, `{"name":"é"}`: ""} {
		token, err := signer.Sign(base64.RawURLEncoding.EncodeToString([]byte(text)))
		fatal(t, err)
		o, err := NewSpec(time.Hour, Salt("account.reset")).Open(keys, token)
		if err != nil || string(o.Payload()) != want {
			t.Errorf("%s opened as %q, %v", text, o.Payload(), err)
		}
	}
}

func TestBadSpecs(t *testing.T) {
	for what, f := range map[string]func(){
		"no max age":        func() { NewSpec(0) },
		"negative max age":  func() { NewSpec(-time.Second) },
		"unknown algorithm": func() { NewSpec(time.Hour, Algorithm("whirlpool")) },
		"bad separator":     func() { NewSpec(time.Hour, Sep("a")) },
	} {
		if err := compattest.Panicked(t, f); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestSpec does what generated code does.
func TestSpec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, others := newKeys(t, "secret", nil), newKeys(t, "other", []string{"secret"})
		spec := NewSpec(time.Hour, Salt("account.reset"), Compress())
		token, err := spec.Mint(keys, []byte("{\"uid\":42,\"name\":\"é/\x7f\",\"ratio\":1.0}"))
		fatal(t, err)
		const want = `{"uid":42,"name":"\u00e9/\u007f","ratio":1.0}`
		for _, k := range []*Keys{keys, others, keys} {
			o, err := spec.Open(k, token)
			fatal(t, err)
			if string(o.Payload()) != want || !o.IssuedAt.Equal(time.Now()) {
				t.Errorf("opened %s of %v", o.Payload(), o.IssuedAt)
			}
			payload := 42
			fatal(t, Finish(o, &payload, true))
			if err := Finish(o, &payload, false); !errors.Is(err, typeseal.ErrPayload) {
				t.Errorf("not decoded: %v", err)
			}
		}
		foreign, err := spec.Mint(others, []byte("1"))
		fatal(t, err)
		if _, err := spec.Open(keys, foreign); !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("keys of another call: %v", err)
		}
		time.Sleep(time.Hour + time.Second)
		o, err := spec.Open(keys, token)
		if err != nil || string(o.Payload()) != want {
			t.Fatalf("an hour later: %v", err)
		}
		payload := 42
		var expired *typeseal.ExpiredError[int]
		if err := Finish(o, &payload, true); !errors.As(err, &expired) || expired.Payload() != 42 ||
			!errors.Is(err, typeseal.ErrInvalid) || !expired.ExpiredAt.Equal(o.IssuedAt.Add(time.Hour)) {
			t.Errorf("finish: %v", err)
		}
		if err := Finish(o, &payload, false); err != typeseal.ErrExpired {
			t.Errorf("expired and not decoded: %v", err)
		}
		if o, err := spec.Open(keys, token+"A"); o.Payload() != nil || !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("forged: %v", err)
		}
	})
}

// TestBomb: a payload that inflates to a thousand times its length costs no more memory
// than the limit. If the token is forged, it costs nothing.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(`"` + strings.Repeat("a", 16<<20) + `"`))
	w.Close()
	bomb := mintPacked(b.Bytes())
	keys := newKeys(t, "secret", nil)
	s, err := newTimestampSigner(keys, dumpsSalt, []Option{MaxSize(1 << 20)})
	fatal(t, err)

	allocated := compattest.Allocated(func() {
		var v any
		if err := s.UnsignObject(bomb, typeseal.Unlimited, &v); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("bomb: %v", err)
		}
	})
	// Copies of the token, the text up to the limit, and the reader with its window.
	if most := uint64(2*DefaultMaxPayload + 64<<10 + 3*len(bomb)); allocated > most {
		t.Errorf("allocated %d bytes, more than %d", allocated, most)
	}
	forged := compattest.Forged(bomb)
	allocated = compattest.Allocated(func() {
		var v any
		if err := s.UnsignObject(forged, typeseal.Unlimited, &v); !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("forged bomb: %v", err)
		}
	})
	if allocated > uint64(2*len(bomb)) {
		t.Errorf("forged: allocated %d bytes", allocated)
	}
}

func TestLimits(t *testing.T) {
	keys := newKeys(t, "secret", nil)
	s, err := NewSigner(keys, MaxSize(100))
	fatal(t, err)
	longest := strings.Repeat("v", 100-1-43)
	token, err := s.Sign(longest)
	if err != nil || len(token) != 100 {
		t.Fatalf("%d bytes, %v", len(token), err)
	}
	if _, err := s.Unsign(token); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, err := s.Sign(longest + "v"); !errors.Is(err, typeseal.ErrMint) {
		t.Errorf("sign beyond the limit: %v", err)
	}
	if _, err := s.Unsign("v" + token); !errors.Is(err, typeseal.ErrMalformed) {
		t.Errorf("unsign beyond the limit: %v", err)
	}
	long := strings.Repeat("x", DefaultMaxPayload)
	if _, err := Dumps(keys, long, Compress()); !errors.Is(err, typeseal.ErrMint) {
		t.Errorf("payload beyond the limit: %v", err)
	}
	packed := mintPacked(zip([]byte(`"` + long[2:] + `"`)))
	fatal(t, load(packed))
	if err := load(packed, MaxPayload(DefaultMaxPayload-1)); !errors.Is(err, typeseal.ErrPayload) {
		t.Errorf("one byte more: %v", err)
	}
	huge := strings.Repeat(".", 64<<20)
	if n := testing.AllocsPerRun(10, func() { s.Unsign(huge) }); n > 0 {
		t.Errorf("64 MiB: %v allocations", n)
	}
}

func TestConfig(t *testing.T) {
	many := compattest.Fallbacks("k")
	if _, err := NewKeys("k", many[:16]...); err != nil {
		t.Errorf("16 fallbacks: %v", err)
	}
	for name, keys := range map[string]func() (*Keys, error){
		"17 fallbacks":   func() (*Keys, error) { return NewKeys("k", many...) },
		"empty":          func() (*Keys, error) { return NewKeys("") },
		"empty fallback": func() (*Keys, error) { return NewKeys("k", "") },
	} {
		if _, err := keys(); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	keys := newKeys(t, "k", nil)
	for name, o := range map[string]Option{
		"hash": Algorithm("shake_128"), "case": Algorithm("SHA256"), "no hash": Hash(nil), "no name": Algorithm(""),
		"sep with line feed": Sep("a\n"), "line feed": Sep("\n"), "not UTF-8": Sep(":\xff"),
		"size": MaxSize(0), "big": MaxSize(1<<20 + 1),
		"payload": MaxPayload(0), "big payload": MaxPayload(16<<20 + 1),
	} {
		if _, err := NewSigner(keys, o); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, none := range []*Keys{nil, {}} {
		if _, err := NewSigner(none); !errors.Is(err, typeseal.ErrConfig) || none.Warning() != "" {
			t.Errorf("no keys: %v", err)
		}
	}
	for name, use := range map[string]func() error{
		"Sign":        func() error { _, err := new(Signer).Sign("x"); return err },
		"Unsign":      func() error { _, err := new(Signer).Unsign(""); return err },
		"stamped":     func() error { _, err := new(TimestampSigner).Unsign("", 1); return err },
		"Make":        func() error { _, err := new(PasswordReset).Make(User{}); return err },
		"Check":       func() error { return new(PasswordReset).Check(User{}, "0-") },
		"no keys":     func() error { _, err := NewSpec(1).Open(nil, ""); return err },
		"no signkeys": func() error { _, err := NewSpec(1).Mint(&Keys{}, []byte("1")); return err },
	} {
		if err := use(); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("zero value, %s: %v", name, err)
		}
	}
	if _, err := NewCookieSigner(keys, "", "salt"); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("a cookie without a name: %v", err)
	}
	if _, err := NewPasswordReset(keys, -1, time.UTC); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("negative timeout: %v", err)
	}
	if _, err := NewPasswordReset(keys, 1, nil); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("no zone: %v", err)
	}
}

func TestWarning(t *testing.T) {
	strong := "fH3!kd9(2mvn_x0Pq8@zr5^wLs7&ty1*Ub4%Ge6#Jc-Xa=Ni+Ro"
	for secret, weak := range map[string]bool{
		strong: false, strong[1:]: false, strong[:49]: true,
		"django-insecure-" + strong: true, strings.Repeat("abcd", 20): true,
	} {
		if got := newKeys(t, secret, nil).Warning() != ""; got != weak {
			t.Errorf("%d characters: warning %v", len(secret), got)
		}
		if got := newKeys(t, strong, []string{secret}).Warning() != ""; got != weak {
			t.Errorf("fallback of %d characters: warning %v", len(secret), got)
		}
	}
}

func TestAcceptSHA1(t *testing.T) {
	compattest.NeedAlgorithm(t, "sha1")
	keys := newKeys(t, "secret", nil)
	old, err := NewSigner(keys, Algorithm("sha1"))
	fatal(t, err)
	token, err := old.Sign("value")
	fatal(t, err)
	now, err := NewSigner(keys)
	fatal(t, err)
	if _, err := now.Unsign(token); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("SHA-1: %v", err)
	}
	both, err := NewSigner(keys, AcceptSHA1())
	fatal(t, err)
	if got, err := both.Unsign(token); err != nil || got != "value" {
		t.Errorf("AcceptSHA1: %q, %v", got, err)
	}
	if _, err := both.Unsign(token[:len(token)-1] + "A"); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("forged SHA-1: %v", err)
	}
}

// TestEveryChange: every proper prefix of a token, and every token with one changed
// character, is refused.
func TestEveryChange(t *testing.T) {
	keys := newKeys(t, "secret", nil)
	token, err := Dumps(keys, Object{{Name: "uid", Value: 42}})
	fatal(t, err)
	refused := func(changed string) {
		var v any
		err := Loads(keys, changed, typeseal.Unlimited, &v)
		if !errors.Is(err, typeseal.ErrForged) && !errors.Is(err, typeseal.ErrMalformed) {
			t.Errorf("%q: %v", changed, err)
		}
	}
	compattest.EveryChange(token, "A=:.-é\n\x00", refused)
	refused(token + ":")
}

// TestObjects runs the checks that all formats with JSON share.
func TestObjects(t *testing.T) {
	keys := newKeys(t, "secret", nil)
	plain, err := NewSigner(keys)
	fatal(t, err)
	stamped, err := NewTimestampSigner(keys)
	fatal(t, err)
	sign := func(sign func(string) (string, error), text string) string {
		token, err := sign(base64.RawURLEncoding.EncodeToString([]byte(text)))
		fatal(t, err)
		return token
	}
	f := compattest.Format{
		Name: "django",
		Mint: map[string]func(any) error{
			"Dumps":           func(v any) error { _, err := Dumps(keys, v); return err },
			"Signer":          func(v any) error { _, err := plain.SignObject(v); return err },
			"TimestampSigner": func(v any) error { _, err := stamped.SignObject(v); return err },
		},
		Read: map[string]func(string, any) error{
			"Loads":  func(text string, v any) error { return Loads(keys, mintText(text), time.Hour, v) },
			"Signer": func(text string, v any) error { return plain.UnsignObject(sign(plain.Sign, text), v) },
			"TimestampSigner": func(text string, v any) error {
				return stamped.UnsignObject(sign(stamped.Sign, text), time.Hour, v)
			},
		},
	}
	t.Run("callers", f.Callers)
	t.Run("refused", f.Refused)
	t.Run("names", f.Names)
	t.Run("untouched", f.Untouched)
}

// TestStyle: tokens hold JSON without white space, as Django's serializer writes it.
// Package pyjson tests the rest.
func TestStyle(t *testing.T) {
	for want, v := range map[string]any{
		`{"b":1.0,"a":[2,"\u00e9"]}`: Object{{Name: "b", Value: 1.0}, {Name: "a", Value: []any{2, "é"}}},
		`[1.0,{"x":"\u00e9"}]`:       json.RawMessage(" [1E0,\n{\"x\" :\"é\"}]"),
	} {
		signer, err := NewSigner(newKeys(t, "secret", nil))
		fatal(t, err)
		token, err := signer.SignObject(v)
		fatal(t, err)
		var got json.RawMessage
		if err := signer.UnsignObject(token, &got); err != nil || string(got) != want {
			t.Errorf("%T: %s, want %s: %v", v, got, want, err)
		}
	}
}

func TestCookieText(t *testing.T) {
	for value, want := range map[string]string{
		"": `""`, "abc:1r31eq:A-b_c": "abc:1r31eq:A-b_c", "a b": `"a b"`, `a"b\`: `"a\"b\\"`,
		"a;b,é☃\n": `"a\073b\054\351☃\012"`,
	} {
		quoted := QuoteCookie(value)
		if quoted != want {
			t.Errorf("%q: %s, want %s", value, quoted, want)
		}
		if got, ok := FindCookie("x=1;  name="+quoted+" ; y", "name"); !ok || got != value {
			t.Errorf("%s: %q", quoted, got)
		}
	}
	if got, _ := FindCookie("a=1; a=2", "a"); got != "2" {
		t.Errorf("two: %q", got)
	}
	if _, ok := FindCookie("ab=1; b", "a"); ok {
		t.Error("found a key that does not exist")
	}
	if got, _ := FindCookie(`a="\9\`+`"`, "a"); got != `9\` {
		t.Errorf("backslashes: %q", got)
	}
}

func TestNoSecrets(t *testing.T) {
	const secret = "swordfish-swordfish"
	keys := newKeys(t, secret, []string{secret + "2"})
	signer, _ := NewSigner(keys)
	stamped, _ := NewTimestampSigner(keys)
	reset, _ := NewPasswordReset(keys, time.Hour, time.UTC)
	spec := NewSpec(time.Hour)
	token, err := spec.Mint(keys, []byte(`"of somebody"`))
	fatal(t, err)
	o, err := spec.Open(keys, token)
	fatal(t, err)
	type holder struct {
		Public  Keys
		private Keys
		s       Signer
	}
	h := holder{*keys, *keys, *signer}
	derived := string(pytoken.Concat(pyhash.Named("sha256"), pytoken.Signing(classSigner), secret))
	compattest.NoSecrets(t, []string{secret, derived, "of somebody"},
		keys, *keys, signer, *signer, stamped, *stamped, reset, *reset, spec, o, &o, h, &h)
}

// TestConstantErrors: the texts of errors are constants.
func TestConstantErrors(t *testing.T) {
	texts := map[string]bool{}
	for _, token := range []string{
		"", "a", "a:b", "a:b:c", mintText("{"), mintBody("x", time.Unix(0, 0)),
		mintBody("MQ", time.Now().Add(time.Hour)),
	} {
		if err := load(token); err != nil {
			texts[err.Error()] = true
		}
	}
	for text := range texts {
		if !strings.HasPrefix(text, "typeseal: ") || len(text) > 60 {
			t.Errorf("%q", text)
		}
	}
	if len(texts) != 4 {
		t.Errorf("texts %v", texts)
	}
}

// TestConcurrent: goroutines can share keys and a Spec.
func TestConcurrent(t *testing.T) {
	one, two := newKeys(t, "one", []string{"two"}), newKeys(t, "two", []string{"one"})
	spec := NewSpec(time.Hour)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			sign, open := one, two
			if i%2 == 0 {
				sign, open = two, one
			}
			for n := range 500 {
				token, err := spec.Mint(sign, []byte("[1]"))
				if err == nil {
					_, err = spec.Open(open, token)
				}
				if err != nil {
					t.Error(err)
				}
				var got string
				want := strings.Repeat(fmt.Sprint(i), n)
				token, err = Dumps(sign, want)
				if err == nil {
					err = Loads(open, token, time.Hour, &got)
				}
				if err != nil || got != want {
					t.Errorf("%q, want %q: %v", got, want, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestFIPSChild") }

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	keys := newKeys(t, "secret", nil)
	for _, o := range []Option{Algorithm("sha512"), Algorithm("sha3_256"), Hash(sha256.New)} {
		s, err := NewSigner(keys, o)
		fatal(t, err)
		token, err := s.SignObject("x")
		fatal(t, err)
		var v string
		fatal(t, s.UnsignObject(token, &v))
	}
	for _, o := range []Option{Algorithm("md5"), Algorithm("sha1"), Hash(compattest.BLAKE2("blake2b")), AcceptSHA1()} {
		if _, err := NewSigner(keys, o); !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
			t.Error(err)
		}
	}
}
