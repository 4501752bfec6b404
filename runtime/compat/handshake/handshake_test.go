package handshake

import (
	"crypto/fips140"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

const testSecret = "swordfish-swordfish-swordfish-swordfish"

// TestRandomLen: with the option, the random part is the hash of that number of random
// bytes. Without it, the random part is as many random bytes as a hash has.
func TestRandomLen(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("FIPS 140-3 mode does not let a test choose the randomness")
	}
	part := func(t *testing.T, opts ...Option) (part string, drawn []byte) {
		t.Run("", func(t *testing.T) {
			keys, err := NewKeys(testSecret)
			fatal(t, err)
			a, err := New(keys, opts...)
			fatal(t, err)
			cryptotest.SetGlobalRandom(t, 1)
			token, err := a.Create("x")
			fatal(t, err)
			part = strings.Split(token, ":")[2]
			cryptotest.SetGlobalRandom(t, 1)
			drawn = make([]byte, 48)
			rand.Read(drawn)
		})
		return part, drawn
	}
	if got, drawn := part(t); got != hex.EncodeToString(drawn[:32]) {
		t.Errorf("%s of %x", got, drawn)
	}
	got, drawn := part(t, RandomLen(48))
	if sum := sha256.Sum256(drawn); got != hex.EncodeToString(sum[:]) {
		t.Errorf("%s of %x", got, drawn)
	}
}

// mint signs any message. It computes the MAC itself.
func mint(message string) string {
	h := hmac.New(sha256.New, []byte(testSecret))
	h.Write([]byte(message))
	return message + ":" + hex.EncodeToString(h.Sum(nil))
}

func newAuth(t testing.TB, opts ...Option) *AuthToken {
	t.Helper()
	keys, err := NewKeys(testSecret)
	fatal(t, err)
	a, err := New(keys, opts...)
	fatal(t, err)
	return a
}

// TestAuthentic reads messages that only a holder of the secret can sign.
func TestAuthentic(t *testing.T) {
	a, now := newAuth(t, AcceptFuture()), time.Unix(1700000000, 0)
	for message, want := range map[string]error{
		"user:1700000000:ff":  nil,
		":1700000000:":        nil,
		"user:0:ff":           nil,
		"user:-5:ff":          nil,
		"user:0123:ff":        typeseal.ErrMalformed,
		"user:+1:ff":          typeseal.ErrMalformed,
		"user: 1:ff":          typeseal.ErrMalformed,
		"user:1_0:ff":         typeseal.ErrMalformed,
		"user:١:ff":           typeseal.ErrMalformed,
		"user:-0:ff":          typeseal.ErrMalformed,
		"user:00:ff":          typeseal.ErrMalformed,
		"user:-:ff":           typeseal.ErrMalformed,
		"user::ff":            typeseal.ErrMalformed,
		"user:1e9:ff":         typeseal.ErrMalformed,
		"user:0x1:ff":         typeseal.ErrMalformed,
		"1:ff":                typeseal.ErrMalformed,
		"us er:1700000000:ff": typeseal.ErrPayload,
		"a:b\n:1700000000:ff": typeseal.ErrPayload,
		"é:1700000000:ff":     typeseal.ErrPayload,
		"user:" + strings.Repeat("9", 60) + ":ff":  nil,
		"user:-" + strings.Repeat("9", 60) + ":ff": nil,
	} {
		token := mint(message)
		if _, err := a.verifyAt(token, 0, now); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", message, err, want)
		}
		forged := compattest.Forged(token)
		_, err := a.verifyAt(forged, time.Second, now)
		if want != typeseal.ErrMalformed && !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("forged %q: %v", message, err)
		}
	}
	far := mint("user:" + strings.Repeat("9", 60) + ":ff")
	if _, err := newAuth(t).verifyAt(far, 0, now); !errors.Is(err, typeseal.ErrNotYetValid) {
		t.Errorf("far future: %v", err)
	}
	past := mint("user:-" + strings.Repeat("9", 60) + ":ff")
	if _, err := a.verifyAt(past, math.MaxInt64-1, now); !errors.Is(err, typeseal.ErrExpired) {
		t.Errorf("far past: %v", err)
	}
}

// TestClock: the time range is measured from the clock of package time.
func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, lenient := newAuth(t), newAuth(t, AcceptFuture())
		at := func(d time.Duration) string { return mint(fmt.Sprintf("x:%d:ff", time.Now().Add(d).Unix())) }
		for _, c := range []struct {
			age, limit      time.Duration
			strict, lenient error
		}{
			{0, time.Second, nil, nil},
			{300 * time.Second, 300 * time.Second, nil, nil},
			{301 * time.Second, 300 * time.Second, typeseal.ErrExpired, typeseal.ErrExpired},
			{-60 * time.Second, 300 * time.Second, nil, nil},
			{-61 * time.Second, 300 * time.Second, typeseal.ErrNotYetValid, nil},
			{-61 * time.Second, 0, typeseal.ErrNotYetValid, nil},
			{-301 * time.Second, 300 * time.Second, typeseal.ErrNotYetValid, typeseal.ErrNotYetValid},
			{-20 * time.Second, 10 * time.Second, typeseal.ErrNotYetValid, typeseal.ErrNotYetValid},
			{900 * time.Hour, 0, nil, nil},
			{time.Second, 1500 * time.Millisecond, nil, nil},
			{900 * time.Hour, typeseal.Unlimited, nil, nil},
			{0, -2, typeseal.ErrConfig, typeseal.ErrConfig},
		} {
			if _, err := a.Verify(at(-c.age), c.limit); !errors.Is(err, c.strict) {
				t.Errorf("age %v, limit %v: %v, want %v", c.age, c.limit, err, c.strict)
			}
			if _, err := lenient.Verify(at(-c.age), c.limit); !errors.Is(err, c.lenient) {
				t.Errorf("accept: age %v, limit %v: %v, want %v", c.age, c.limit, err, c.lenient)
			}
		}
	})
}

// TestSpec does what generated code does.
func TestSpec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, err := NewKeys(testSecret)
		fatal(t, err)
		spec := NewSpec(2, time.Hour)
		token, err := spec.Mint(keys, []string{"42", ""})
		fatal(t, err)
		o, err := spec.Open(keys, token)
		fatal(t, err)
		if !slices.Equal(o.Payload(), []string{"42", ""}) || !o.IssuedAt.Equal(time.Now()) {
			t.Errorf("opened %q of %v", o.Payload(), o.IssuedAt)
		}
		payload := "42"
		fatal(t, Finish(o, &payload, true))
		if err := Finish(o, &payload, false); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("not decoded: %v", err)
		}
		for fields, want := range map[int]int{1: 0, 2: 2, 3: 0} {
			if o, err := NewSpec(fields, time.Hour).Open(keys, token); err != nil || len(o.Payload()) != want {
				t.Errorf("%d fields: %q, %v", fields, o.Payload(), err)
			}
		}
		one := NewSpec(1, typeseal.Unlimited)
		empty, err := one.Mint(keys, []string{""})
		fatal(t, err)
		if o, err := one.Open(keys, empty); err != nil || len(o.Payload()) != 1 {
			t.Errorf("an empty field: %q, %v", o.Payload(), err)
		}
		time.Sleep(time.Hour + time.Second)
		o, err = spec.Open(keys, token)
		var expired *typeseal.ExpiredError[string]
		if err != nil || !errors.As(Finish(o, &payload, true), &expired) || expired.Payload() != "42" {
			t.Errorf("an hour later: %v", err)
		}
		if err := Finish(o, &payload, false); err != typeseal.ErrExpired {
			t.Errorf("expired and not decoded: %v", err)
		}
		if _, err := spec.Mint(keys, []string{"1"}); !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("one field of two: %v", err)
		}
		for what, f := range map[string]func(){
			"no field": func() { NewSpec(0, time.Hour) }, "no max age": func() { NewSpec(1, 0) },
			"negative max age":  func() { NewSpec(1, -2) },
			"unknown algorithm": func() { NewSpec(1, time.Hour, Algorithm("x")) },
		} {
			if err := compattest.Panicked(t, f); !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestRotation(t *testing.T) {
	newer, err := NewKeys("a new secret of enough length", "another old secret of length", testSecret)
	fatal(t, err)
	a, err := New(newer)
	fatal(t, err)
	old, err := newAuth(t).Create("x")
	fatal(t, err)
	if _, err := a.Verify(old, time.Minute); err != nil {
		t.Errorf("old token: %v", err)
	}
	token, err := a.Create("x")
	fatal(t, err)
	if _, err := newAuth(t).Verify(token, time.Minute); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("new token, old secret: %v", err)
	}
}

func TestConfig(t *testing.T) {
	good := strings.Repeat("s", 16)
	many := compattest.Fallbacks(good)
	if _, err := NewKeys(good, many[:16]...); err != nil {
		t.Errorf("16 fallbacks: %v", err)
	}
	for _, secrets := range [][]string{
		{"", good}, {good, ""}, {good, good[1:]}, {good, strings.Repeat("s", 1025)}, append([]string{good}, many...),
	} {
		if _, err := NewKeys(secrets[0], secrets[1:]...); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%d secrets: %v", len(secrets), err)
		}
	}
	keys, _ := NewKeys(good)
	for name, o := range map[string]Option{
		"hash": Algorithm("shake_128"), "no hash": Hash(nil), "size": MaxSize(0), "big": MaxSize(2049),
		"random": RandomLen(0),
	} {
		if _, err := New(keys, o); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, none := range []*Keys{nil, {}} {
		if _, err := New(none); !errors.Is(err, typeseal.ErrConfig) || none.Warning() != "" {
			t.Errorf("no keys: %v", err)
		}
	}
	for n, weak := range map[int]bool{16: true, 31: true, 32: false} {
		keys, err := NewKeys(strings.Repeat("s", n))
		if fatal(t, err); (keys.Warning() != "") != weak {
			t.Errorf("%d bytes: warning %q", n, keys.Warning())
		}
	}
}

// TestLength: Verify accepts the longest token that Create makes. Both refuse one more
// character.
func TestLength(t *testing.T) {
	a := newAuth(t)
	longest := strings.Repeat("z", MaxLength-1-10-1-64-1-64)
	token, err := a.Create(longest)
	if err != nil || len(token) != MaxLength {
		t.Fatalf("%d characters: %v", len(token), err)
	}
	if _, err := a.Verify(token, time.Minute); err != nil {
		t.Errorf("longest: %v", err)
	}
	if _, err := a.Create(longest + "z"); !errors.Is(err, typeseal.ErrMint) {
		t.Errorf("create: %v", err)
	}
	if _, err := a.Verify("z"+token, time.Minute); !errors.Is(err, typeseal.ErrMalformed) {
		t.Errorf("verify: %v", err)
	}
	huge := strings.Repeat(":", 64<<20)
	if n := testing.AllocsPerRun(10, func() { a.Verify(huge, 0) }); n > 0 {
		t.Errorf("64 MiB: %v allocations", n)
	}
}

// TestEveryChange: no proper prefix and no change of one character passes.
func TestEveryChange(t *testing.T) {
	a := newAuth(t)
	token, err := a.Create("user", "42")
	fatal(t, err)
	refused := func(changed string) {
		_, err := a.Verify(changed, 0)
		if !errors.Is(err, typeseal.ErrForged) && !errors.Is(err, typeseal.ErrMalformed) {
			t.Errorf("%q: %v", changed, err)
		}
	}
	compattest.EveryChange(token, "A0:-+é\n\x00", refused)
	refused(strings.ToUpper(token))
}

func TestNoSecrets(t *testing.T) {
	keys, err := NewKeys(testSecret)
	fatal(t, err)
	a, err := New(keys)
	fatal(t, err)
	spec := NewSpec(1, time.Hour)
	token, err := spec.Mint(keys, []string{"of-somebody"})
	fatal(t, err)
	o, err := spec.Open(keys, token)
	fatal(t, err)
	type holder struct {
		Public  Keys
		private Keys
		a       AuthToken
	}
	h := holder{*keys, *keys, *a}
	compattest.NoSecrets(t, []string{testSecret[:9], "of-somebody"}, keys, *keys, a, *a, spec, o, &o, h, &h)
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestFIPSChild") }

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	keys, err := NewKeys(strings.Repeat("s", 16))
	fatal(t, err)
	for _, o := range []Option{Algorithm("sha512"), Algorithm("sha3_256"), Hash(sha256.New)} {
		a, err := New(keys, o, RandomLen(16))
		fatal(t, err)
		token, err := a.Create("x")
		fatal(t, err)
		if _, err := a.Verify(token, time.Minute); err != nil {
			t.Error(err)
		}
	}
	for _, o := range []Option{Algorithm("md5"), Algorithm("sha1"), Hash(compattest.BLAKE2("blake2s"))} {
		if _, err := New(keys, o); !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
			t.Error(err)
		}
	}
}

// FuzzVerify reads the fuzzer's text as a token, and also as the message of a signed
// token, so that the text reaches every step.
func FuzzVerify(f *testing.F) {
	for _, seed := range []string{"user:42:1700000000:ff", ":0:", "a::b:-5:zz", "x:+1:ff", ":::"} {
		f.Add(seed)
	}
	a := newAuth(f, AcceptFuture())
	f.Fuzz(func(t *testing.T, message string) {
		if _, err := a.Verify(message, 0); !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatalf("unsigned: %v", err)
		}
		fields, err := a.Verify(mint(message), 0)
		if err != nil && !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatal(err)
		}
		if err == nil && !strings.HasPrefix(message, strings.Join(fields, ":")+":") {
			t.Fatalf("fields %q", fields)
		}
	})
}
