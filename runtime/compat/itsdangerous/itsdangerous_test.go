package itsdangerous

import (
	"bytes"
	"compress/zlib"
	"crypto/fips140"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

// signed returns a token with any body and time, which only a holder of the key can make.
func signed(t testing.TB, s *Spec, keys *Keys, body, stamp string) string {
	t.Helper()
	ring, err := keys.ring(s)
	compattest.Check(t, err)
	value := body + s.sep + stamp
	return value + s.sep + ring.Primary().Text(value, keylist.Base64)
}

// newSpec is NewSpec, with another default hash if FIPS 140-only mode does not allow SHA-1.
func newSpec(maxAge time.Duration, opts ...Option) *Spec {
	return NewSpec(maxAge, append([]Option{Algorithm(hashes[0])}, opts...)...)
}

var hashes = compattest.Algorithms("sha1", "sha256")

func stampOf(at time.Time) string { return string(appendTime(nil, at.Unix())) }

func bodyOf(payload string) string { return string(pytoken.AppendBody(nil, []byte(payload), false)) }

// TestSpec does what generated code does.
func TestSpec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, newer := newKeys(t, "the secret key"), newKeys(t, "another secret", "the secret key")
		spec := newSpec(time.Hour, Salt("account.reset"), Algorithm("sha256"))
		const payload = `{"uid":42,"name":"é"}`
		token, err := spec.Mint(keys, []byte(payload))
		compattest.Check(t, err)
		for _, k := range []*Keys{keys, newer, keys} {
			o, err := spec.Open(k, token)
			compattest.Check(t, err)
			if string(o.Payload()) != payload || !o.IssuedAt.Equal(time.Now()) {
				t.Errorf("opened %s of %v", o.Payload(), o.IssuedAt)
			}
		}
		theirs, err := spec.Mint(newer, []byte("1"))
		compattest.Check(t, err)
		if _, err := spec.Open(keys, theirs); !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("a newer key: %v", err)
		}
		time.Sleep(time.Hour + time.Second - 1)
		if o, err := spec.Open(keys, token); err != nil || Finish(o, new(int), true) != nil {
			t.Errorf("in the last second: %v", err)
		}
		time.Sleep(time.Nanosecond)
		o, err := spec.Open(keys, token)
		compattest.Check(t, err)
		v := 42
		expired, ok := errors.AsType[*typeseal.ExpiredError[int]](Finish(o, &v, true))
		if !ok || expired.Payload() != 42 || !expired.ExpiredAt.Equal(o.IssuedAt.Add(time.Hour)) {
			t.Errorf("expired: %v", expired)
		}
	})
}

// TestSkew: the clock of the minter may be up to 60 seconds ahead.
func TestSkew(t *testing.T) {
	now, keys := time.Unix(1700000000, 0), newKeys(t, "a secret of tests")
	for _, maxAge := range []time.Duration{time.Hour, typeseal.Unlimited} {
		for ahead, want := range map[time.Duration]error{
			opened.Skew: nil, opened.Skew + time.Second: typeseal.ErrNotYetValid,
			1e6 * time.Hour: typeseal.ErrNotYetValid,
		} {
			token, err := newSpec(maxAge).mintAt(keys, []byte("1"), now.Add(ahead))
			compattest.Check(t, err)
			if _, err := newSpec(maxAge).openAt(keys, token, now); !errors.Is(err, want) {
				t.Errorf("%v ahead: %v, want %v", ahead, err, want)
			}
			if _, err := newSpec(maxAge, AcceptFuture()).openAt(keys, token, now); err != nil {
				t.Errorf("%v ahead, with AcceptFuture: %v", ahead, err)
			}
		}
	}
}

// TestNamespaces: no two policies accept each other's tokens, unless their keys are the
// same in itsdangerous too.
func TestNamespaces(t *testing.T) {
	keys := newKeys(t, "a secret of 16 bytes")
	specs := []*Spec{
		newSpec(time.Hour), newSpec(time.Hour, Salt("other")), newSpec(time.Hour, Salt("")),
		newSpec(time.Hour, Derivation("concat")), newSpec(time.Hour, Derivation("hmac")),
		newSpec(time.Hour, Derivation("hmac"), Salt("other")), newSpec(time.Hour, Derivation("none")),
		newSpec(time.Hour, Derivation("concat"), Salt("hmac")), newSpec(time.Hour, Algorithm("sha512")),
		newSpec(time.Hour, Algorithm("sha512"), Derivation("hmac")), newSpec(time.Hour, Sep(":")),
		newSpec(time.Hour, Derivation("concat"), Salt("")),
	}
	for i, made := range specs {
		token, err := made.Mint(keys, []byte("1"))
		compattest.Check(t, err)
		for j, read := range specs {
			if _, err := read.Open(keys, token); (err == nil) != (i == j) {
				t.Errorf("%d reads %d: %v", j, i, err)
			}
		}
	}
	same := newSpec(time.Hour, Derivation("concat"), Salt("itsdangeroussigner"))
	token, err := specs[0].Mint(keys, []byte("1"))
	compattest.Check(t, err)
	if _, err := same.Open(keys, token); err != nil {
		t.Errorf("concat with the salt of django-concat: %v", err)
	}
	token, err = specs[6].Mint(keys, []byte("1"))
	compattest.Check(t, err)
	if _, err := newSpec(time.Hour, Derivation("none"), Salt("other")).Open(keys, token); err != nil {
		t.Errorf("none with another salt: %v", err)
	}
}

// TestPayloads: the decoder of a type refuses what Python's json takes and an honest
// writer does not write.
func TestPayloads(t *testing.T) {
	keys, spec := newKeys(t, "a secret of tests"), newSpec(time.Hour)
	const rest = `,"email":"\u00e9é","tenant":"","role":"","device":"","tier":-1,"trusted":true}`
	for text, accepted := range map[string]bool{
		`{"uid":1` + rest: true, "{\"uid\":\t1" + rest: true, "{\"uid\":\n1" + rest: true, "{\"uid\":\r1" + rest: true,
		`{"uid": 1` + rest: true, ` { "uid" :` + "\t1\n " + rest + "\r\n": true,
		`{"uid":1,"uid":1` + rest: false, `{"uid":1,"UID":1` + rest: false, `{"UID":1` + rest: false,
		`{"uid":1,"more":1` + rest: false,
		`{"uid":NaN` + rest:        false, `{"uid":1.0` + rest: false, `{"uid":1 2` + rest: false,
		`{"uid":01` + rest:           false,
		"\ufeff" + `{"uid":1` + rest: false, `{"uid":1` + rest + `{}`: false, `{"uid":1` + rest[:len(rest)-1]: false,
		`null`: false, ``: false, "{\"uid\":1" + strings.Replace(rest, "é", "\xe9", 1): false,
	} {
		var want error
		if !accepted {
			want = typeseal.ErrPayload
		}
		o, err := spec.Open(keys, signed(t, spec, keys, bodyOf(text), stampOf(time.Now())))
		compattest.Check(t, err)
		var v compattest.Session
		var d codec.JSONDecoder
		d.Reset(o.Payload())
		v.Decode(&d)
		if err := Finish(o, &v, d.End()); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
	}
}

// TestBomb: a payload that inflates to a thousand times its length costs no more memory
// than the limit. If the token is forged, it costs nothing.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(`"` + strings.Repeat("a", 16<<20) + `"`))
	w.Close()
	keys, spec := newKeys(t, "a secret of tests"), newSpec(time.Hour, MaxSize(1<<20))
	bomb := signed(t, spec, keys, "."+bodyOf(b.String()), stampOf(time.Now()))
	spec.Open(keys, compattest.Forged(bomb)) // makes the room for a token of this length
	for what, c := range map[string]struct {
		token string
		most  int
	}{
		"authentic": {bomb, 2*DefaultMaxPayload + 64<<10 + 3*len(bomb)},
		"forged":    {compattest.Forged(bomb), 2 * len(bomb)},
	} {
		allocated := compattest.Allocated(func() {
			o, err := spec.Open(keys, c.token)
			if o.Payload() != nil || (what == "forged") != errors.Is(err, typeseal.ErrForged) {
				t.Errorf("%s: %v", what, err)
			}
		})
		if allocated > uint64(c.most) {
			t.Errorf("%s: allocated %d bytes, more than %d", what, allocated, c.most)
		}
	}
}

func TestLimits(t *testing.T) {
	keys := newKeys(t, "a secret of tests")
	token, err := newSpec(time.Hour).Mint(keys, []byte("12345"))
	compattest.Check(t, err)
	for limit, want := range map[int]error{len(token): nil, len(token) - 1: typeseal.ErrMalformed} {
		spec := newSpec(time.Hour, MaxSize(limit))
		if _, err := spec.Open(keys, token); !errors.Is(err, want) {
			t.Errorf("open at most %d: %v", limit, err)
		}
		if _, err := spec.Mint(keys, []byte("12345")); (want != nil) != errors.Is(err, typeseal.ErrMint) {
			t.Errorf("mint at most %d: %v", limit, err)
		}
	}
	long := []byte(`"` + strings.Repeat("x", 1000) + `"`)
	packed, err := newSpec(time.Hour).Mint(keys, long)
	compattest.Check(t, err)
	for limit, refused := range map[int]bool{len(long): false, len(long) - 1: true} {
		spec := newSpec(time.Hour, MaxPayload(limit))
		if o, err := spec.Open(keys, packed); err != nil || (o.Payload() == nil) != refused {
			t.Errorf("open a payload of at most %d: %v", limit, err)
		}
		if _, err := spec.Mint(keys, long); refused != errors.Is(err, typeseal.ErrMint) {
			t.Errorf("mint a payload of at most %d: %v", limit, err)
		}
	}
	huge, spec := strings.Repeat(".", 64<<20), newSpec(time.Hour)
	if n := testing.AllocsPerRun(10, func() { spec.Open(keys, huge) }); n > 0 {
		t.Errorf("64 MiB: %v allocations", n)
	}
}

func TestConfig(t *testing.T) {
	many := compattest.Fallbacks("another-secret-of-tests")
	if _, err := NewKeys("a secret of tests", many[:16]...); err != nil {
		t.Errorf("16 older secrets: %v", err)
	}
	keys := newKeys(t, "a secret of tests")
	made := func(_ *Keys, err error) error { return err }
	spec := func(maxAge time.Duration, opts ...Option) error {
		return compattest.Panicked(t, func() { NewSpec(maxAge, opts...) })
	}
	open := func(k *Keys) error { _, err := newSpec(1).Open(k, ""); return err }
	mint := func(k *Keys) error { _, err := newSpec(1).Mint(k, []byte("1")); return err }
	for name, err := range map[string]error{
		"17 older secrets": made(NewKeys("a secret of tests", many...)), "empty": made(NewKeys("")),
		"empty older": made(NewKeys("a secret of tests", "")),
		"no max age":  spec(0), "negative max age": spec(-time.Second), "hash": spec(1, Algorithm("SHA1")),
		"no hash": spec(1, Algorithm("")), "derivation": spec(1, Derivation("Hmac")),
		"no derivation": spec(1, Derivation("")), "no sep": spec(1, Sep("")), "sep": spec(1, Sep("-")),
		"long sep": spec(1, Sep("a_=")), "sep not UTF-8": spec(1, Sep(".\xff")),
		"size": spec(1, MaxSize(0)), "big": spec(1, MaxSize(1<<20+1)), "payload": spec(1, MaxPayload(0)),
		"open without keys": open(nil), "open with zero keys": open(&Keys{}),
		"mint without keys": mint(nil), "mint with zero keys": mint(&Keys{}),
	} {
		if !errors.Is(err, typeseal.ErrConfig) || errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := newSpec(1).Mint(keys, []byte("1")); err != nil {
		t.Error(err)
	}
}

func TestWarning(t *testing.T) {
	const strong = "f3b1c9d2a7e40516"
	for secret, weak := range map[string]bool{
		strong: false, strong[1:]: true, "abcdefgabcdefgabcdefg": true, "abcdefghabcdefgh": false,
	} {
		if got := newKeys(t, secret).Warning() != ""; got != weak {
			t.Errorf("%s: warning %v", secret, got)
		}
		if got := newKeys(t, strong, secret).Warning() != ""; got != weak {
			t.Errorf("older %s: warning %v", secret, got)
		}
	}
	if (*Keys)(nil).Warning() != "" || new(Keys).Warning() != "" {
		t.Error("no keys have a warning")
	}
}

// TestEveryChange: every proper prefix of a token, and every token with one changed
// character, is refused.
func TestEveryChange(t *testing.T) {
	keys := newKeys(t, "a secret of tests")
	for _, derivation := range []string{"django-concat", "hmac"} {
		spec := newSpec(typeseal.Unlimited, Derivation(derivation))
		for _, payload := range []string{`{"uid":42}`, `"` + strings.Repeat("a", 60) + `"`} {
			token, err := spec.Mint(keys, []byte(payload))
			compattest.Check(t, err)
			refused := func(changed string) {
				_, err := spec.Open(keys, changed)
				if !errors.Is(err, typeseal.ErrForged) && !errors.Is(err, typeseal.ErrMalformed) {
					t.Errorf("%q: %v", changed, err)
				}
			}
			compattest.EveryChange(token, "A=:.-é\n\x00", refused)
			refused(token + ".")
			refused(token + "=")
		}
	}
}

func TestNoSecrets(t *testing.T) {
	const secret = "swordfish-swordfish"
	keys, spec := newKeys(t, secret, secret+"2"), newSpec(time.Hour)
	token, err := spec.Mint(keys, []byte(`"of somebody"`))
	compattest.Check(t, err)
	o, err := spec.Open(keys, token)
	compattest.Check(t, err)
	type holder struct {
		Public  Keys
		private Keys
	}
	h := holder{*keys, *keys}
	derived := string(pytoken.Concat(spec.alg, pytoken.Signing(spec.salt), secret))
	compattest.NoSecrets(t, []string{secret, derived, "of somebody"}, keys, *keys, spec, *spec, o, &o, h, &h)
}

// TestConstantErrors: the texts of errors are constants.
func TestConstantErrors(t *testing.T) {
	keys, spec := newKeys(t, "a secret of tests"), newSpec(time.Hour)
	texts := map[string]bool{}
	for _, token := range []string{
		"", "a", "a.b", "a.b.c", signed(t, spec, keys, "MQ", "A"),
		signed(t, spec, keys, "MQ", stampOf(time.Unix(1<<36, 0))), signed(t, spec, keys, "!", stampOf(time.Now())),
		signed(t, spec, keys, "MQ", stampOf(time.Now().Add(time.Hour))),
		signed(t, spec, keys, "MQ", stampOf(time.Unix(0, 0))),
	} {
		o, err := spec.Open(keys, token)
		if err == nil {
			err = Finish(o, new(int), o.Payload() != nil)
		}
		texts[err.Error()] = true
		if !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("%q: %v", token, err)
		}
	}
	for text := range texts {
		if !strings.HasPrefix(text, "typeseal: ") || len(text) > 60 {
			t.Errorf("%q", text)
		}
	}
	if len(texts) != 5 {
		t.Errorf("texts %v", texts)
	}
}

// TestConcurrent: goroutines can share keys and a Spec.
func TestConcurrent(t *testing.T) {
	const first, second = "the secret of one", "the secret of two"
	one, two, spec := newKeys(t, first, second), newKeys(t, second, first), newSpec(time.Hour)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			sign, open := one, two
			if i%2 == 0 {
				sign, open = two, one
			}
			for n := range 500 {
				want := `"` + strings.Repeat(string(rune('a'+i)), n) + `"`
				token, err := spec.Mint(sign, []byte(want))
				if err != nil {
					t.Error(err)
				}
				if o, err := spec.Open(open, token); err != nil || string(o.Payload()) != want {
					t.Errorf("%s, want %s: %v", o.Payload(), want, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestFIPSChild") }

// TestFIPSChild: a policy with SHA-1 can be made, so that a program starts, but opens
// nothing.
func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	if _, err := NewKeys("13 characters"); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("13 characters: %v", err)
	}
	keys := newKeys(t, "14 characters.")
	for _, derivation := range []string{"django-concat", "concat", "hmac", "none"} {
		spec := NewSpec(time.Hour, Algorithm("sha256"), Derivation(derivation))
		token, err := spec.Mint(keys, []byte("1"))
		compattest.Check(t, err)
		_, err = spec.Open(keys, token)
		compattest.Check(t, err)
	}
	if _, err := NewSpec(time.Hour).Open(keys, "a.b.c"); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("SHA-1: %v", err)
	}
}
