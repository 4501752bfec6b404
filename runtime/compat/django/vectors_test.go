package django

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

// vector is one case of vectors/django.json, where the text "fields" explains the
// fields.
type vector struct {
	Name, API, Op      string
	Note, Quirk        string
	Timestamped        bool
	Key                *string
	KeyHex             string   `json:"key_hex"`
	FallbackKeys       []string `json:"fallback_keys"`
	Salt, Sep          string
	Algorithm          string
	Payload            json.RawMessage
	PayloadText        string `json:"payload_text"`
	Compress           bool
	Compressed         bool
	Time, Now          float64
	MaxAge             *float64 `json:"max_age"`
	Token              string
	EncodeExact        bool `json:"encode_exact"`
	Expect             string
	ErrorClass         string   `json:"error_class"`
	ErrorMessage       string   `json:"error_message"`
	DerivedKeyHex      string   `json:"derived_key_hex"`
	SecretKey          string   `json:"secret_key"`
	SecretKeyFallbacks []string `json:"secret_key_fallbacks"`
	CookieName         string   `json:"cookie_name"`
	CookieSalt         string   `json:"cookie_salt"`
}

type difference = compattest.Difference[*vector]

// differences are tried in the order in which the reader checks them.
var differences = []difference{
	{Row: "timestamp-spelling", Applies: oddStamp, Read: typeseal.ErrMalformed,
		Cases: []string{"lenient_timestamp_leading_zeros"}},
	{Row: "base64", Applies: oddBase64, Read: typeseal.ErrPayload,
		Cases: []string{"lenient_base64_padding_kept", "lenient_base64_foreign_chars",
			"lenient_base64_standard_alphabet", "lenient_base64_nonzero_trailing_bits"}},
	{Row: "zlib-trailing", Applies: trailing, Read: typeseal.ErrPayload,
		Cases: []string{"lenient_zlib_trailing_garbage"}},
	{Row: "json-latin1", Applies: text(latin1), Read: typeseal.ErrPayload,
		Cases: []string{"lenient_json_utf8_read_as_latin1"}},
	{Row: "json-words", Applies: text(compattest.Words), Read: typeseal.ErrPayload, Mint: typeseal.ErrMint,
		Cases: []string{"dumps_nan_infinity"}},
	{Row: "json-space", Applies: text(spaced), Read: typeseal.ErrPayload,
		Cases: []string{"lenient_json_whitespace"}},
	{Row: "json-double", Applies: text(compattest.Doubled), Read: typeseal.ErrPayload,
		Cases: []string{"lenient_json_duplicate_keys"}},
	{Row: "json-case", Applies: text(compattest.Cased), Read: typeseal.ErrPayload},
	{Row: "json-surrogate", Applies: text(compattest.Surrogate), Read: typeseal.ErrPayload, Mint: typeseal.ErrMint,
		Cases: []string{"dumps_lone_surrogate"}},
}

// sameAsDjango are the cases in which this package has the same quirk as Django.
// age_future_token needs AcceptFuture.
var sameAsDjango = []string{
	"age_future_token", "cross_timestamp_token_read_by_signer", "lenient_zlib_level9", "lenient_zlib_stored",
	"cookie_name_salt_ambiguity",
}

func TestVectors(t *testing.T) {
	for _, v := range compattest.Vectors[vector](t, "django.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func TestDifferences(t *testing.T) {
	look := func(v *vector) (name, quirk string, d *difference) { return v.Name, v.Quirk, v.difference() }
	compattest.Differences(t, "django.json", differences, sameAsDjango, look)
}

func (v *vector) run(t *testing.T) {
	if v.Op == "config" {
		v.config(t)
		return
	}
	compattest.NeedAlgorithm(t, v.Algorithm)
	c := v.core(t, AcceptFuture())
	v.derived(t, c)
	d := v.difference()
	v.mint(t, c, d)
	v.read(t, c, v.verdict(t, d))

	if v.Op == "cookie" {
		v.withoutLegacy(t)
	}
	late := v.verdict(t, d)
	if v.ahead() > 60 && late != typeseal.ErrForged && late != typeseal.ErrMalformed {
		late = typeseal.ErrNotYetValid
	}
	v.read(t, v.core(t), late)
}

func (v *vector) config(t *testing.T) {
	if v.Expect != "config_error" {
		t.Fatalf("unknown expectation %q", v.Expect)
	}
	keys, _ := NewKeys("a key")
	opts := []Option{Sep(v.Sep)}
	if v.Algorithm != "" {
		opts = append(opts, Algorithm(v.Algorithm))
	}
	if _, err := NewSigner(keys, opts...); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("NewSigner: %v", err)
	}
	if _, err := NewTimestampSigner(keys, opts...); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("NewTimestampSigner: %v", err)
	}
}

// core makes the signer through the public constructors.
func (v *vector) core(t *testing.T, more ...Option) *core {
	t.Helper()
	opts := append([]Option{Sep(v.Sep), algorithmOption(v.Algorithm), MaxSize(1 << 20), MaxPayload(1 << 20)},
		more...)
	if v.Compress {
		opts = append(opts, Compress())
	}
	switch {
	case v.Op == "cookie": // of a Django before 5.2.15
		opts = append(opts, AcceptLegacyCookies(compattest.Clock(v.Now).Add(time.Second)))
		s, err := NewCookieSigner(newKeys(t, v.SecretKey, v.SecretKeyFallbacks), v.CookieName, v.CookieSalt, opts...)
		fatal(t, err)
		return &s.core
	case v.Timestamped:
		s, err := NewTimestampSigner(v.keys(t), append(opts, Salt(v.Salt))...)
		fatal(t, err)
		return &s.core
	}
	s, err := NewSigner(v.keys(t), append(opts, Salt(v.Salt))...)
	fatal(t, err)
	return &s.core
}

func algorithmOption(name string) Option {
	if new := compattest.BLAKE2(name); new != nil {
		return Hash(new)
	}
	return Algorithm(name)
}

func (v *vector) keys(t *testing.T) *Keys { return newKeys(t, v.secret(t), v.FallbackKeys) }

func (v *vector) secret(t *testing.T) string {
	if v.Key != nil {
		return *v.Key
	}
	b, err := hex.DecodeString(v.KeyHex)
	fatal(t, err)
	return string(b)
}

func (v *vector) derived(t *testing.T, c *core) {
	if v.DerivedKeyHex == "" {
		return
	}
	n, secret := pytoken.Signing(c.salt), ""
	if v.Op == "cookie" {
		n, secret = cookies(v.CookieName+v.CookieSalt), v.SecretKey
	} else {
		secret = v.secret(t)
	}
	if got := hex.EncodeToString(pytoken.Concat(c.alg, n, secret)); got != v.DerivedKeyHex {
		t.Errorf("derived key %s", got)
	}
}

// verdict returns the error that reading the token must return.
func (v *vector) verdict(t *testing.T, d *difference) error {
	t.Helper()
	switch {
	case d != nil:
		return d.Read
	case v.Expect == "ok":
		return nil
	case v.Expect == "bad_signature" && !strings.Contains(v.Token, v.Sep):
		return typeseal.ErrMalformed
	case v.Expect == "bad_signature":
		return typeseal.ErrForged
	case v.Expect == "expired":
		return typeseal.ErrExpired
	case v.Expect == "malformed" && v.Timestamped && !v.stamped():
		return typeseal.ErrMalformed
	case v.Expect == "malformed":
		return typeseal.ErrPayload
	}
	t.Fatalf("unknown expectation %q", v.Expect)
	return nil
}

func (v *vector) difference() *difference {
	if v.Quirk == "" || v.Expect != "ok" || v.Op == "config" {
		return nil
	}
	return compattest.First(differences, v)
}

// mint signs the payload, as text and as Go values.
func (v *vector) mint(t *testing.T, c *core, d *difference) {
	if v.Op == "object" && d != nil && d.Mint != nil {
		if _, err := v.signObject(c, json.RawMessage(v.PayloadText)); !errors.Is(err, d.Mint) {
			t.Errorf("sign: %v, want %v", err, d.Mint)
		}
		return
	}
	if !v.EncodeExact && !v.Compressed {
		return
	}
	switch v.Op {
	case "text", "cookie":
		if v.Op == "cookie" {
			c = legacySigner(t, v.SecretKey, v.CookieName, v.CookieSalt)
		}
		var text string
		fatal(t, json.Unmarshal(v.Payload, &text))
		token, err := v.sign(c, text)
		v.same(t, token, err)
	case "object":
		for _, payload := range []any{json.RawMessage(v.PayloadText), compattest.Value(t, v.Payload)} {
			token, err := v.signObject(c, payload)
			v.same(t, token, err)
		}
	default:
		t.Fatalf("unknown op %q", v.Op)
	}
}

// same compares the token with the published one. If both are compressed, it compares
// only their payloads.
func (v *vector) same(t *testing.T, token string, err error) {
	t.Helper()
	fatal(t, err)
	if v.EncodeExact && token != v.Token {
		t.Errorf("token\n%s, want\n%s", token, v.Token)
	}
	if text, err := v.open(v.core(t, AcceptFuture()), token); err != nil || v.Op == "object" && text != v.PayloadText {
		t.Errorf("own token: %s, %v", text, err)
	}
}

func (v *vector) sign(c *core, text string) (string, error) { return c.signText(text, v.stamp()) }

func (v *vector) signObject(c *core, payload any) (string, error) {
	return c.signObject(payload, v.stamp())
}

// stamp returns the time of signing, or nil if the token has none.
func (v *vector) stamp() *time.Time {
	if !v.Timestamped && v.Op != "cookie" {
		return nil
	}
	now := compattest.Clock(v.Time)
	return &now
}

// open returns the value of a text token, or the JSON of an object.
func (v *vector) open(c *core, token string) (string, error) {
	value, err := token, error(nil)
	if v.Timestamped || v.Op == "cookie" {
		maxAge := typeseal.Unlimited
		if v.MaxAge != nil {
			maxAge = time.Duration(*v.MaxAge * float64(time.Second))
		}
		value, _, err = c.openAt(token, maxAge, compattest.Clock(v.Now))
	} else {
		value, err = c.verify(token, compattest.Clock(v.Now))
	}
	if err != nil || v.Op != "object" {
		return value, err
	}
	var text json.RawMessage
	err = c.object(value, &text)
	return string(text), err
}

func (v *vector) read(t *testing.T, c *core, want error) {
	t.Helper()
	got, err := v.open(c, v.Token)
	if !errors.Is(err, want) || err != nil && !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("open: %v, want %v", err, want)
	}
	if want != nil {
		return
	}
	if v.Op != "object" {
		var text string
		fatal(t, json.Unmarshal(v.Payload, &text))
		if got != text {
			t.Errorf("value %q", got)
		}
		return
	}
	if text, ok := pyjson.Respell(nil, v.Payload, pyjson.RFC8259, style); !ok || got != string(text) {
		t.Errorf("payload %s, want %s", got, text)
	}
	if v.PayloadText != "" && got != v.PayloadText {
		t.Errorf("payload %s, want %s", got, v.PayloadText)
	}
}

// withoutLegacy checks that cookies of an older Django are refused without the option.
func (v *vector) withoutLegacy(t *testing.T) {
	s, err := NewCookieSigner(newKeys(t, v.SecretKey, v.SecretKeyFallbacks), v.CookieName, v.CookieSalt, Sep(v.Sep))
	fatal(t, err)
	_, _, err = s.openAt(v.Token, typeseal.Unlimited, compattest.Clock(v.Now))
	if !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("without AcceptLegacyCookies: %v", err)
	}
}

// The functions below examine tokens for the table, without calling the code under test.

func (v *vector) parts() (body, stamp string) {
	body = v.Token[:max(0, strings.LastIndex(v.Token, v.Sep))]
	if i := strings.LastIndex(body, v.Sep); v.Timestamped && i >= 0 {
		return body[:i], body[i+len(v.Sep):]
	}
	return body, ""
}

// stamped reports whether the token has a time in base 62.
func (v *vector) stamped() bool {
	_, stamp := v.parts()
	return regexp.MustCompile(`^-?[0-9A-Za-z]{1,10}$`).MatchString(stamp)
}

// ahead returns how many seconds the time of the token is in the future.
func (v *vector) ahead() float64 {
	_, stamp := v.parts()
	seconds, ok := parseBase62(stamp)
	if !ok {
		return 0
	}
	return float64(seconds) - v.Now
}

func oddStamp(v *vector) bool {
	_, stamp := v.parts()
	return v.Timestamped && !regexp.MustCompile(`^(0|-?[1-9A-Za-z][0-9A-Za-z]{0,9})$`).MatchString(stamp)
}

func oddBase64(v *vector) bool {
	if v.Op != "object" {
		return false
	}
	body, _ := v.parts()
	body = strings.TrimPrefix(body, ".")
	b, _ := base64.RawURLEncoding.DecodeString(body)
	return base64.RawURLEncoding.EncodeToString(b) != body
}

// inflated returns the JSON text and the bytes after the zlib stream.
func (v *vector) inflated() (text, rest []byte) {
	if v.Op != "object" {
		return nil, nil
	}
	body, _ := v.parts()
	packed, isPacked := strings.CutPrefix(body, ".")
	data, _ := base64.RawURLEncoding.DecodeString(packed)
	if !isPacked {
		return data, nil
	}
	return compattest.Inflated(data)
}

func trailing(v *vector) bool {
	_, rest := v.inflated()
	return len(rest) > 0
}

// text makes a condition on a row from a condition on the JSON text.
func text(applies func(text []byte) bool) func(*vector) bool {
	return func(v *vector) bool {
		text, _ := v.inflated()
		return applies(text)
	}
}

func latin1(text []byte) bool {
	return bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}

func spaced(text []byte) bool {
	var b bytes.Buffer
	return json.Compact(&b, text) == nil && b.Len() < len(text)
}

func newKeys(t testing.TB, secret string, fallbacks []string) *Keys {
	t.Helper()
	keys, err := NewKeys(secret, fallbacks...)
	fatal(t, err)
	return keys
}

func fatal(t testing.TB, err error) {
	t.Helper()
	compattest.Check(t, err)
}
