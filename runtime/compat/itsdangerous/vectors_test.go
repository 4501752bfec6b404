package itsdangerous

import (
	"crypto/fips140"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// vector is one case of vectors/itsdangerous.json, where the text "fields" explains the
// fields.
type vector struct {
	Name, Quirk   string
	Key           string
	FallbackKeys  []string `json:"fallback_keys"`
	Salt, Sep     string
	Algorithm     string
	Derivation    string
	DerivedKeyHex string `json:"derived_key_hex"`
	Time, Now     float64
	MaxAge        *float64 `json:"max_age"`
	Payload       *string
	Compressed    bool
	Token         string
	Exact         bool
	Expect        string
	ErrorMessage  string `json:"error_message"`
}

type difference = compattest.Difference[*vector]

// differences are tried in the order in which the reader checks them.
var differences = []difference{
	{Row: "signature-spelling", Applies: part(2, odd), Read: typeseal.ErrForged,
		Cases: []string{"signature_padding", "signature_line_feed", "signature_foreign", "signature_unused_bits",
			"signature_standard"}},
	{Row: "time-spelling", Applies: part(1, oddTime), Read: typeseal.ErrMalformed,
		Cases: []string{"time_leading_zero", "time_all_zero", "time_padding", "time_foreign", "time_unused_bits"}},
	{Row: "future", Applies: func(v *vector) bool { return v.ahead() > 60 }, Read: typeseal.ErrNotYetValid,
		Cases: []string{"ahead_61_unlimited", "ahead_1000000_unlimited"}},
	{Row: "base64", Applies: part(0, odd), Read: typeseal.ErrPayload,
		Cases: []string{"body_padding", "body_foreign", "body_standard", "body_unused_bits", "body_line_feed",
			"zlib_five_dots"}},
	{Row: "zlib-trailing", Applies: trailing, Read: typeseal.ErrPayload, Cases: []string{"zlib_trailing"}},
}

func TestVectors(t *testing.T) {
	for _, v := range compattest.Vectors[vector](t, "itsdangerous.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func TestDifferences(t *testing.T) {
	look := func(v *vector) (name, quirk string, d *difference) { return v.Name, v.Quirk, v.difference() }
	compattest.Differences(t, "itsdangerous.json", differences, nil, look)
}

func (v *vector) run(t *testing.T) {
	compattest.NeedAlgorithm(t, v.Algorithm)
	if fips140.Enforced() && len(v.Key) < leastFIPS {
		t.Skip("FIPS 140-only mode does not allow this key")
	}
	v.derived(t)
	v.mint(t)
	want := v.verdict(t)
	v.read(t, v.spec(), want)
	if want == typeseal.ErrNotYetValid {
		want = nil
	}
	v.read(t, v.spec(AcceptFuture()), want)
}

func (v *vector) spec(more ...Option) *Spec {
	maxAge := typeseal.Unlimited
	if v.MaxAge != nil {
		maxAge = time.Duration(*v.MaxAge) * time.Second
	}
	return NewSpec(maxAge, append(more, Salt(v.Salt), Sep(v.Sep), Algorithm(v.Algorithm), Derivation(v.Derivation))...)
}

func (v *vector) derived(t *testing.T) {
	d := derivations[v.Derivation]
	key := d.key(pyhash.Named(v.Algorithm), d.space(v.Salt), v.Key)
	if got := hex.EncodeToString(key); got != v.DerivedKeyHex {
		t.Errorf("derived key %s, want %s", got, v.DerivedKeyHex)
	}
}

// mint compares a token with the one that itsdangerous made. If it is compressed, mint
// only opens it, since compress/flate does not write the bytes of C's zlib.
func (v *vector) mint(t *testing.T) {
	if !v.Exact {
		return
	}
	at := compattest.Clock(v.Time)
	token, err := v.spec().mintAt(newKeys(t, v.Key), []byte(*v.Payload), at)
	compattest.Check(t, err)
	if !v.Compressed && token != v.Token {
		t.Errorf("token\n%s, want\n%s", token, v.Token)
	}
	if o, err := v.spec().openAt(newKeys(t, v.Key), token, at); err != nil || string(o.Payload()) != v.text() {
		t.Errorf("own token: %s, %v", o.Payload(), err)
	}
}

// text is the payload as a decoder reads it.
func (v *vector) text() string {
	text, _ := pyjson.Squeeze(nil, []byte(*v.Payload))
	return string(text)
}

// verdict returns the error that reading the token must return.
func (v *vector) verdict(t *testing.T) error {
	if d := v.difference(); d != nil {
		return d.Read
	}
	switch v.Expect {
	case "ok":
		return nil
	case "expired":
		return typeseal.ErrExpired
	case "future":
		if v.ahead() <= 60 {
			return nil
		}
		return typeseal.ErrNotYetValid
	case "bad_signature":
		if !strings.Contains(v.Token, v.Sep) {
			return typeseal.ErrMalformed
		}
		return typeseal.ErrForged
	case "bad_time":
		return typeseal.ErrMalformed
	case "bad_payload":
		return typeseal.ErrPayload
	}
	t.Fatalf("unknown expectation %q", v.Expect)
	return nil
}

func (v *vector) difference() *difference {
	if v.Quirk == "" || v.Expect != "ok" {
		return nil
	}
	return compattest.First(differences, v)
}

func (v *vector) read(t *testing.T, s *Spec, want error) {
	t.Helper()
	o, err := s.openAt(newKeys(t, v.Key, v.FallbackKeys...), v.Token, compattest.Clock(v.Now))
	if err == nil {
		err = Finish(o, new(int), pyjson.Decode(faults, o.Payload(), new(any)) == nil)
	}
	if !errors.Is(err, want) || err != nil && !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("open: %v, want %v", err, want)
	}
	if err == nil && (string(o.Payload()) != v.text() || o.IssuedAt.Unix() != int64(v.Now)+v.ahead()) {
		t.Errorf("payload %s of %v, want %s", o.Payload(), o.IssuedAt, v.text())
	}
}

// The functions below examine tokens for the table, without calling the code under test.

// parts returns body, time and signature.
func (v *vector) parts() (parts [3]string) {
	rest := v.Token
	for i := 2; i > 0; i-- {
		at := strings.LastIndex(rest, v.Sep)
		if at < 0 {
			break
		}
		parts[i], rest = rest[at+len(v.Sep):], rest[:at]
	}
	parts[0] = rest
	return parts
}

// ahead returns how many whole seconds the time of the token is in the future.
func (v *vector) ahead() int64 {
	seconds := int64(0)
	b, _ := base64.RawURLEncoding.DecodeString(v.parts()[1])
	for _, c := range b {
		seconds = seconds<<8 + int64(c)
	}
	return seconds - int64(v.Now)
}

// part makes a condition on a row from a condition on one of the parts.
func part(i int, applies func(string) bool) func(*vector) bool {
	return func(v *vector) bool { return applies(v.parts()[i]) }
}

// odd reports whether text is base64 that no encoder writes. A dot in front is not part
// of it.
func odd(text string) bool {
	text = strings.TrimPrefix(text, ".")
	b, _ := base64.RawURLEncoding.DecodeString(text)
	return base64.RawURLEncoding.EncodeToString(b) != text
}

func oddTime(text string) bool {
	b, _ := base64.RawURLEncoding.DecodeString(text)
	return odd(text) || strings.HasPrefix(string(b), "\x00")
}

func trailing(v *vector) bool {
	packed, isPacked := strings.CutPrefix(v.parts()[0], ".")
	data, _ := base64.RawURLEncoding.DecodeString(packed)
	_, rest := compattest.Inflated(data)
	return isPacked && len(rest) > 0
}

func newKeys(t testing.TB, secret string, older ...string) *Keys {
	t.Helper()
	keys, err := NewKeys(secret, older...)
	compattest.Check(t, err)
	return keys
}
