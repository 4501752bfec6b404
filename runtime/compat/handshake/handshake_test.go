package handshake

import (
	"bytes"
	"crypto/fips140"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/cryptotest"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/blake2test"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

const testSecret = "swordfish-swordfish-swordfish-swordfish"

// TestRandomLen: the random part is the hash of as many bytes as were asked for,
// and without the option as many bytes as a hash has.
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

// mint signs any message with a MAC of the test's own.
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

// TestAuthentic: P10 to P13, in messages that only the secret's holder can sign.
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
		if _, err := a.verifyAt(mint(message), 0, now); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", message, err, want)
		}
		forged := mint(message)
		forged = forged[:len(forged)-1] + "!"
		if _, err := a.verifyAt(forged, time.Second, now); want != typeseal.ErrMalformed && !errors.Is(err, typeseal.ErrForged) {
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

// TestClock: no clock in the API, so that synctest moves it.
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
			{0, -1, typeseal.ErrConfig, typeseal.ErrConfig},
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

// TestSpec: what generated code does.
func TestSpec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, err := NewKeys(testSecret)
		fatal(t, err)
		spec := NewSpec(2, time.Hour)
		token, err := spec.Mint(keys, []string{"42", ""})
		fatal(t, err)
		o, err := spec.Open(keys, token)
		fatal(t, err)
		if fmt.Sprintf("%q", o.Payload) != `["42" ""]` || !o.ExpiredAt.Equal(time.Now().Add(time.Hour)) {
			t.Errorf("opened %+v", o)
		}
		payload := "42"
		fatal(t, Finish(o, &payload, true))
		if err := Finish(o, &payload, false); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("not decoded: %v", err)
		}
		for fields, want := range map[int]int{1: 0, 2: 2, 3: 0} {
			if o, err := NewSpec(fields, time.Hour).Open(keys, token); err != nil || len(o.Payload) != want {
				t.Errorf("%d fields: %q, %v", fields, o.Payload, err)
			}
		}
		one := NewSpec(1, Unlimited)
		empty, err := one.Mint(keys, []string{""})
		fatal(t, err)
		if o, err := one.Open(keys, empty); err != nil || len(o.Payload) != 1 || !o.ExpiredAt.IsZero() {
			t.Errorf("an empty field: %+v, %v", o, err)
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
		for _, bad := range []*Spec{NewSpec(0, time.Hour), NewSpec(1, 0), NewSpec(1, time.Hour, Algorithm("x"))} {
			if _, err := bad.Open(keys, token); !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("bad spec: %v", err)
			}
			if _, err := bad.Mint(keys, []string{"1"}); !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("bad spec: %v", err)
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
	many := strings.Split(strings.Repeat(good+" ", 16)+good, " ")
	if _, err := NewKeys(good, many[:16]...); err != nil {
		t.Errorf("16 fallbacks: %v", err)
	}
	for _, secrets := range [][]string{{"", good}, {good, ""}, {good, good[1:]}, {good, strings.Repeat("s", 1025)}, append([]string{good}, many...)} {
		if _, err := NewKeys(secrets[0], secrets[1:]...); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%d secrets: %v", len(secrets), err)
		}
	}
	keys, _ := NewKeys(good)
	for name, o := range map[string]Option{
		"hash": Algorithm("shake_128"), "no hash": Hash(nil), "size": MaxSize(0), "big": MaxSize(2049), "random": RandomLen(0),
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

// TestLength: what Create gives, Verify takes; one character more is refused by
// both.
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
	for i := range token {
		refused(token[:i])
		for _, c := range "A0:-+é\n\x00" {
			refused(token[:i] + string(c) + token[i:])
			if string(c) != token[i:i+1] {
				refused(token[:i] + string(c) + token[i+1:])
			}
		}
	}
	refused(strings.ToUpper(token))
	refused("ts1_AdnSiEQAapK3AHsidWlkIjo0Mn381JqsipJaYyK-2Hw65MzJEQ") // P22
	refused(token + token)
}

// TestNoSecrets: L01 and L02.
func TestNoSecrets(t *testing.T) {
	a := newAuth(t)
	spec := NewSpec(1, time.Hour)
	type holder struct {
		Public  Keys
		private Keys
		a       AuthToken
	}
	var log bytes.Buffer
	for _, v := range []any{a.keys, *a.keys, a, *a, spec, []any{a, a.keys}, holder{*a.keys, *a.keys, *a}, &holder{*a.keys, *a.keys, *a}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		j, _ := json.Marshal(v)
		log.Write(j)
		slog.New(slog.NewTextHandler(&log, nil)).Info("k", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("k", "v", v)
	}
	part := testSecret[:9]
	for _, form := range []string{part, fmt.Sprintf("%x", part), fmt.Sprintf("%X", part), strings.Trim(fmt.Sprint([]byte(part)), "[]")} {
		if strings.Contains(log.String(), form) {
			t.Errorf("found %.4q in the output", form)
		}
	}
}

func TestFIPSOnly(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestFIPSChild$", "-test.v")
	cmd.Env = append(os.Environ(), "GODEBUG=fips140=only")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestFIPSChild") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	keys, err := NewKeys(strings.Repeat("s", 16))
	fatal(t, err)
	for name := range pyhash.Named {
		a, err := New(keys, Algorithm(name))
		if name == "md5" || name == "sha1" {
			if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		fatal(t, err)
		token, err := a.Create("x")
		fatal(t, err)
		if _, err := a.Verify(token, time.Minute); err != nil {
			t.Error(err)
		}
	}
	if _, err := New(keys, Hash(sha256.New)); err != nil {
		t.Errorf("a hash that is allowed, without its name: %v", err)
	}
	if _, err := New(keys, Hash(blake2test.New2b)); !errors.Is(err, typeseal.ErrConfig) {
		t.Error(err)
	}
}

// FuzzVerify signs whatever message the fuzzer makes, so that every step is
// reached, and gives the raw message as a token too.
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
