package django

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/blake2test"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// vector is one case of vectors/django.json, whose fields text explains each.
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

// difference is one row of the package's table. A case that Django accepts with
// a quirk, and to which the row applies, must fail here with read; signing its
// payload must fail with mint.
type difference struct {
	row     string
	applies func(v *vector) bool
	read    error
	mint    error
	cases   []string // those of the published file
}

// differences are tried in order: the first that applies is the one that the
// reader meets first.
var differences = []difference{
	{row: "timestamp-spelling", applies: oddStamp, read: typeseal.ErrMalformed,
		cases: []string{"lenient_timestamp_leading_zeros"}},
	{row: "base64", applies: oddBase64, read: typeseal.ErrPayload,
		cases: []string{"lenient_base64_padding_kept", "lenient_base64_foreign_chars", "lenient_base64_standard_alphabet", "lenient_base64_nonzero_trailing_bits"}},
	{row: "zlib-trailing", applies: trailing, read: typeseal.ErrPayload,
		cases: []string{"lenient_zlib_trailing_garbage"}},
	{row: "json-latin1", applies: latin1, read: typeseal.ErrPayload,
		cases: []string{"lenient_json_utf8_read_as_latin1"}},
	{row: "json-words", applies: words, read: typeseal.ErrPayload, mint: typeseal.ErrMint,
		cases: []string{"dumps_nan_infinity"}},
	{row: "json-space", applies: spaced, read: typeseal.ErrPayload,
		cases: []string{"lenient_json_whitespace"}},
	{row: "json-double", applies: doubled, read: typeseal.ErrPayload,
		cases: []string{"lenient_json_duplicate_keys"}},
	{row: "json-case", applies: cased, read: typeseal.ErrPayload},
	{row: "json-surrogate", applies: surrogate, read: typeseal.ErrPayload, mint: typeseal.ErrMint,
		cases: []string{"dumps_lone_surrogate"}},
}

// sameAsDjango are the published quirks which this package copies, of which
// age_future_token needs AcceptFuture.
var sameAsDjango = []string{
	"age_future_token", "cross_timestamp_token_read_by_signer", "lenient_zlib_level9", "lenient_zlib_stored", "cookie_name_salt_ambiguity",
}

func TestVectors(t *testing.T) {
	signing, resets := readVectors(t, "django.json"), readVectors(t, "django_password_reset.json")
	cookies := readVectors(t, "django_cookies.json")
	if signing == nil && resets == nil && cookies == nil {
		t.Skip("no vector files")
	}
	for _, raw := range cookies {
		var v cookieVector
		strictly(t, raw, &v)
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
	for _, raw := range signing {
		var v vector
		strictly(t, raw, &v)
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
	for _, raw := range resets {
		var v resetVector
		strictly(t, raw, &v)
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

// TestDifferences holds the table against the published file and the package's
// documentation: each quirk is in one row or copied, and each row is explained.
func TestDifferences(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]string{}
	for _, d := range differences {
		if !bytes.Contains(doc, []byte("\n//\t"+d.row+" ")) {
			t.Errorf("doc.go does not explain %s", d.row)
		}
		for _, name := range d.cases {
			held[name] = d.row
		}
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "vectors", "django.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, raw := range file.Cases {
		var v vector
		strictly(t, raw, &v)
		row := ""
		if d := v.difference(); d != nil {
			row = d.row
		}
		if row != held[v.Name] || v.Quirk != "" && (row == "") != slices.Contains(sameAsDjango, v.Name) {
			t.Errorf("%s: row %q, the table says %q", v.Name, row, held[v.Name])
		}
	}
}

func (v *vector) run(t *testing.T) {
	if v.Op == "config" {
		v.config(t)
		return
	}
	needAlgorithm(t, v.Algorithm)
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
	opts := append([]Option{Sep(v.Sep), algorithmOption(v.Algorithm), MaxSize(1 << 20), MaxPayload(1 << 20)}, more...)
	if v.Compress {
		opts = append(opts, Compress())
	}
	switch {
	case v.Op == "cookie": // of a Django before 5.2.15
		opts = append(opts, AcceptLegacyCookies(clock(v.Now).Add(time.Second)))
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
	switch name {
	case "blake2b":
		return Hash(blake2test.New2b)
	case "blake2s":
		return Hash(blake2test.New2s)
	}
	return Algorithm(name)
}

// needAlgorithm skips a test whose hash this process may not use.
func needAlgorithm(t *testing.T, name string) {
	t.Helper()
	if !usable(name) {
		t.Skip("FIPS 140-only mode does not allow " + name)
	}
}

func usable(name string) bool {
	var s settings
	algorithmOption(name)(&s)
	return pyhash.Allowed(s.alg.name, s.alg.new)
}

// usables returns those of the names that this process may use.
func usables(names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !usable(name) })
}

func (v *vector) keys(t *testing.T) *Keys {
	t.Helper()
	if v.Key != nil {
		return newKeys(t, *v.Key, v.FallbackKeys)
	}
	b, err := hex.DecodeString(v.KeyHex)
	fatal(t, err)
	return newKeys(t, string(b), v.FallbackKeys)
}

func (v *vector) derived(t *testing.T, c *core) {
	macs := c.macs
	if v.Op == "cookie" {
		macs = c.also[0].macs
	}
	if got := hex.EncodeToString(macs()[0].key); v.DerivedKeyHex != "" && got != v.DerivedKeyHex {
		t.Errorf("derived key %s", got)
	}
}

// verdict is the error that reading must give; nil for ok.
func (v *vector) verdict(t *testing.T, d *difference) error {
	t.Helper()
	switch {
	case d != nil:
		return d.read
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
	for i := range differences {
		if differences[i].applies(v) {
			return &differences[i]
		}
	}
	return nil
}

// mint signs the payload, as text and as Go values.
func (v *vector) mint(t *testing.T, c *core, d *difference) {
	if v.Op == "object" && d != nil && d.mint != nil {
		if _, err := v.signObject(c, json.RawMessage(v.PayloadText)); !errors.Is(err, d.mint) {
			t.Errorf("sign: %v, want %v", err, d.mint)
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
		for _, payload := range []any{json.RawMessage(v.PayloadText), goValue(t, v.Payload)} {
			token, err := v.signObject(c, payload)
			v.same(t, token, err)
		}
	default:
		t.Fatalf("unknown op %q", v.Op)
	}
}

// same compares bytes, or meaning where zlib had a part in the token.
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

// stamp is nil where the token has no time.
func (v *vector) stamp() *time.Time {
	if !v.Timestamped && v.Op != "cookie" {
		return nil
	}
	now := clock(v.Time)
	return &now
}

// open returns the text of the value, or of the JSON.
func (v *vector) open(c *core, token string) (string, error) {
	value, err := token, error(nil)
	if v.Timestamped || v.Op == "cookie" {
		maxAge := Unlimited
		if v.MaxAge != nil {
			maxAge = time.Duration(*v.MaxAge * float64(time.Second))
		}
		var s stamped
		s, err = c.openAt(token, maxAge, clock(v.Now))
		value = s.value
	} else {
		value, err = c.verify(token, clock(v.Now))
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

// withoutLegacy: nothing of an older Django is read unless it is asked for.
func (v *vector) withoutLegacy(t *testing.T) {
	s, err := NewCookieSigner(newKeys(t, v.SecretKey, v.SecretKeyFallbacks), v.CookieName, v.CookieSalt, Sep(v.Sep))
	fatal(t, err)
	if _, err := s.openAt(v.Token, Unlimited, clock(v.Now)); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("without AcceptLegacyCookies: %v", err)
	}
}

// What follows looks at tokens with means of its own, for the table.

func (v *vector) parts() (body, stamp string) {
	body = v.Token[:max(0, strings.LastIndex(v.Token, v.Sep))]
	if i := strings.LastIndex(body, v.Sep); v.Timestamped && i >= 0 {
		return body[:i], body[i+len(v.Sep):]
	}
	return body, ""
}

// stamped says whether the token has a time that base 62 can hold.
func (v *vector) stamped() bool {
	_, stamp := v.parts()
	return regexp.MustCompile(`^-?[0-9A-Za-z]{1,10}$`).MatchString(stamp)
}

// ahead is how far in the future the token's own time is.
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

// inflated returns the JSON text and what stands after the zlib stream.
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
	src := bytes.NewReader(data)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, nil
	}
	text, _ = io.ReadAll(z)
	rest, _ = io.ReadAll(src)
	return text, rest
}

func trailing(v *vector) bool {
	_, rest := v.inflated()
	return len(rest) > 0
}

func latin1(v *vector) bool {
	text, _ := v.inflated()
	return bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}

func words(v *vector) bool {
	text, _ := v.inflated()
	return text != nil && !json.Valid(text)
}

func spaced(v *vector) bool {
	text, _ := v.inflated()
	var b bytes.Buffer
	return json.Compact(&b, text) == nil && b.Len() < len(text)
}

func doubled(v *vector) bool {
	text, _ := v.inflated()
	return text != nil && doubledName(json.NewDecoder(bytes.NewReader(text)))
}

// cased has names that are doubled once case is ignored.
func cased(v *vector) bool {
	text, _ := v.inflated()
	return text != nil && doubledName(json.NewDecoder(bytes.NewReader(bytes.ToLower(bytes.ToUpper(text)))))
}

func doubledName(d *json.Decoder) bool {
	first, _ := d.Token()
	if first != json.Delim('{') && first != json.Delim('[') {
		return false
	}
	found, seen := false, map[any]bool{}
	for d.More() {
		if first == json.Delim('{') {
			name, _ := d.Token()
			found = found || seen[name]
			seen[name] = true
		}
		found = doubledName(d) || found
	}
	d.Token()
	return found
}

// surrogate: encoding/json puts U+FFFD where an escape is half a pair.
func surrogate(v *vector) bool {
	text, _ := v.inflated()
	lower := strings.ToLower(string(text))
	var value any
	json.Unmarshal(text, &value)
	again, _ := json.Marshal(value)
	return !strings.Contains(lower, `\ufffd`) && bytes.ContainsRune(again, utf8.RuneError)
}

// goValue makes Go values of JSON that Python wrote: ints, floats, Objects.
func goValue(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return nextValue(t, d)
}

func nextValue(t *testing.T, d *json.Decoder) any {
	t.Helper()
	tok, err := d.Token()
	fatal(t, err)
	switch tok {
	case json.Delim('{'):
		o := Object{}
		for d.More() {
			name, _ := d.Token()
			o = append(o, Member{name.(string), nextValue(t, d)})
		}
		d.Token()
		return o
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, nextValue(t, d))
		}
		d.Token()
		return list
	}
	n, ok := tok.(json.Number)
	if !ok {
		return tok
	}
	if i, err := n.Int64(); err == nil && n != "-0" {
		return i
	}
	if strings.ContainsAny(string(n), ".eE") {
		f, _ := strconv.ParseFloat(string(n), 64)
		return f
	}
	return n
}

// clock is a reading of Python's time.time().
func clock(seconds float64) time.Time {
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9))
}

func newKeys(t testing.TB, secret string, fallbacks []string) *Keys {
	t.Helper()
	keys, err := NewKeys(secret, fallbacks...)
	fatal(t, err)
	return keys
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// readVectors returns a file's cases, or nil for a file that is not there.
func readVectors(t *testing.T, name string) []json.RawMessage {
	t.Helper()
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "testdata", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	fatal(t, err)
	var file struct {
		Format, Origin string
		Fields         map[string]string
		Cases          []json.RawMessage
	}
	strictly(t, data, &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file.Cases
}

// strictly fails on fields that the test does not know.
func strictly(t *testing.T, raw []byte, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	fatal(t, d.Decode(v))
}
