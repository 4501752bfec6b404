package handshake

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// vector is one case of vectors/handshake.json, where the text "fields" explains the
// fields.
type vector struct {
	Name, Op, Note, Quirk string
	Secret                *string
	SecretHex             string `json:"secret_hex"`
	Hash                  string
	RandomLen             *int     `json:"random_len"`
	Metadata              []string `json:"metadata"`
	RandomBytesHex        string   `json:"random_bytes_hex"`
	RandomField           string   `json:"random_field"`
	Time, Now             float64
	EncodeExact           bool  `json:"encode_exact"`
	TimeRange             int64 `json:"time_range"`
	Token                 string
	Expect                string
	Value                 []string
	ErrorClass            string `json:"error_class"`
	ErrorMessage          string `json:"error_message"`
}

type difference = compattest.Difference[*vector]

// differences are tried in the order in which the reader checks them. Each case is read a
// second time for the row "future".
var differences = []difference{
	{Row: "length", Applies: (*vector).overlong, Read: typeseal.ErrMalformed,
		Cases: []string{"created_but_too_long_to_verify"}},
	{Row: "time-spelling", Applies: (*vector).oddTime, Read: typeseal.ErrMalformed,
		Cases: []string{"malleable_time_plus_sign", "malleable_time_leading_zeros", "malleable_time_spaces",
			"malleable_time_underscores", "malleable_time_arabic_digits"}},
	{Row: "text", Applies: (*vector).oddSignature, Read: typeseal.ErrForged,
		Cases: []string{"non_ascii_signature"}},
	{Row: "signature-first", Applies: (*vector).forgedAndExpired, Read: typeseal.ErrForged,
		Cases: []string{"expired_and_tampered"}},
	{Row: "future-range", Applies: (*vector).early, Read: typeseal.ErrNotYetValid,
		Cases: []string{"future_beyond"}},
	{Row: "field-characters", Applies: (*vector).oddFields, Read: typeseal.ErrPayload,
		Cases: []string{"resigned_odd_metadata"}},
}

// sameAsHandshake are the cases in which this package has the same quirk as handshake.
var sameAsHandshake = []string{"empty_string_field"}

func TestVectors(t *testing.T) {
	for _, v := range compattest.Vectors[vector](t, "handshake.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func TestDifferences(t *testing.T) {
	look := func(v *vector) (name, quirk string, d *difference) { return v.Name, v.Quirk, v.difference() }
	compattest.Differences(t, "handshake.json", differences, sameAsHandshake, look)
}

func (v *vector) run(t *testing.T) {
	switch v.Op {
	case "config":
		v.config(t)
	case "create_error":
		if _, err := v.create(t); v.Expect != "invalid_value" || !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("create: %v, want %s", err, v.Expect)
		}
	case "create":
		compattest.NeedAlgorithm(t, v.Hash)
		v.created(t)
		v.verify(t)
	case "verify":
		compattest.NeedAlgorithm(t, v.Hash)
		v.verify(t)
	default:
		t.Fatalf("unknown op %q", v.Op)
	}
}

func (v *vector) config(t *testing.T) {
	secret, opts := "a secret of enough length", []Option(nil)
	if v.Secret != nil {
		secret = *v.Secret
	}
	if v.RandomLen != nil {
		opts = append(opts, RandomLen(*v.RandomLen))
	}
	if v.Hash != "" {
		opts = append(opts, algorithmOption(v.Hash))
	}
	keys, err := NewKeys(secret)
	if err == nil {
		_, err = New(keys, opts...)
	}
	switch v.Expect {
	case "ok":
		fatal(t, err)
	case "config_error":
		if !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("config: %v", err)
		}
	default:
		t.Fatalf("unknown expectation %q", v.Expect)
	}
}

func (v *vector) created(t *testing.T) {
	token, err := v.create(t)
	if d := v.difference(); d != nil && d.Row == "length" {
		if !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("create: %v", err)
		}
		return
	}
	fatal(t, err)
	if v.EncodeExact && token != v.Token {
		t.Errorf("token\n%s, want\n%s", token, v.Token)
	}
	if !strings.Contains(token, ":"+v.RandomField+":") {
		t.Errorf("random part of %s", token)
	}
}

func (v *vector) create(t *testing.T) (string, error) {
	random, err := hex.DecodeString(v.RandomBytesHex)
	fatal(t, err)
	a := v.auth(t)
	h := a.alg.New()
	h.Write(random)
	m := a.ring.Primary()
	return a.create(m, m.Take(), v.Metadata, compattest.Clock(v.Time), h.Sum(nil))
}

func (v *vector) verify(t *testing.T) {
	want := v.verdict(t)
	v.check(t, v.auth(t, AcceptFuture()), want)
	if v.ahead() > 60 && (want == nil || want == typeseal.ErrPayload) {
		want = typeseal.ErrNotYetValid
	}
	v.check(t, v.auth(t), want)
}

func (v *vector) check(t *testing.T, a *AuthToken, want error) {
	t.Helper()
	fields, err := a.verifyAt(v.Token, time.Duration(v.TimeRange)*time.Second, compattest.Clock(v.Now))
	if !errors.Is(err, want) || err != nil && want != typeseal.ErrConfig && !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("verify: %v, want %v", err, want)
	}
	if want == nil && !slices.Equal(fields, v.Value) {
		t.Errorf("fields %q, want %q", fields, v.Value)
	}
}

func (v *vector) auth(t *testing.T, more ...Option) *AuthToken {
	t.Helper()
	opts := append([]Option{algorithmOption(v.Hash)}, more...)
	if v.RandomLen != nil {
		opts = append(opts, RandomLen(*v.RandomLen))
	}
	keys, err := NewKeys(v.secret())
	fatal(t, err)
	a, err := New(keys, opts...)
	fatal(t, err)
	return a
}

func (v *vector) secret() string {
	if v.Secret != nil {
		return *v.Secret
	}
	b, _ := hex.DecodeString(v.SecretHex)
	return string(b)
}

func algorithmOption(name string) Option {
	if new := compattest.BLAKE2(name); new != nil {
		return Hash(new)
	}
	return Algorithm(name)
}

// verdict returns the error that verifying the token must return.
func (v *vector) verdict(t *testing.T) error {
	t.Helper()
	if d := v.difference(); d != nil {
		return d.Read
	}
	switch v.Expect {
	case "ok":
		return nil
	case "expired":
		return typeseal.ErrExpired
	case "bad_signature":
		return typeseal.ErrForged
	case "invalid_token":
		return typeseal.ErrMalformed
	case "invalid_value":
		return typeseal.ErrConfig
	}
	t.Fatalf("unknown expectation %q", v.Expect)
	return nil
}

func (v *vector) difference() *difference {
	if v.Op != "create" && v.Op != "verify" {
		return nil
	}
	return compattest.First(differences, v)
}

// The functions below examine tokens for the table, without calling the code under test.

func (v *vector) parts() []string { return strings.Split(v.Token, ":") }

// part returns part number n from the end, or "" if there is none.
func (v *vector) part(n int) string {
	if p := v.parts(); len(p) >= n {
		return p[len(p)-n]
	}
	return ""
}

func (v *vector) overlong() bool { return v.Quirk != "" && v.Op == "create" && len(v.Token) > 2048 }

func (v *vector) oddTime() bool {
	return v.Expect == "ok" && !regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`).MatchString(v.part(3))
}

func (v *vector) oddSignature() bool {
	return strings.ContainsFunc(v.part(1), func(r rune) bool { return r > 0x7f })
}

func (v *vector) forgedAndExpired() bool {
	i := strings.LastIndex(v.Token, ":")
	if v.Expect != "expired" {
		return false
	}
	s, _ := settle([]Option{algorithmOption(v.Hash)})
	h := hmac.New(s.alg.New, []byte(v.secret()))
	h.Write([]byte(v.Token[:i]))
	return hex.EncodeToString(h.Sum(nil)) != v.Token[i+1:]
}

func (v *vector) early() bool { return v.Expect == "expired" && v.ahead() > 0 }

// ahead returns how many seconds the time of the token is in the future.
func (v *vector) ahead() float64 {
	stamp, err := strconv.ParseFloat(v.part(3), 64)
	if err != nil {
		return 0
	}
	return stamp - v.Now
}

func (v *vector) oddFields() bool {
	p := v.parts()
	fields := strings.Join(p[:max(0, len(p)-3)], ":")
	return v.Expect == "ok" && !regexp.MustCompile(`^[A-Za-z0-9_:-]*$`).MatchString(fields)
}

func fatal(t testing.TB, err error) {
	t.Helper()
	compattest.Check(t, err)
}
