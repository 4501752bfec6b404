package handshake

import (
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/blake2test"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// vector is one case of vectors/handshake.json, whose fields text explains each.
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

// difference is one row of the package's table: a case to which it applies must
// fail here with read, whatever handshake says.
type difference struct {
	row     string
	applies func(v *vector) bool
	read    error
	cases   []string // those of the published file
}

// differences are tried in order: the first that applies is the one that the
// reader meets first. The row "future" is in every case's second reading.
var differences = []difference{
	{row: "length", applies: (*vector).overlong, read: typeseal.ErrMalformed,
		cases: []string{"created_but_too_long_to_verify"}},
	{row: "time-spelling", applies: (*vector).oddTime, read: typeseal.ErrMalformed,
		cases: []string{"malleable_time_plus_sign", "malleable_time_leading_zeros", "malleable_time_spaces", "malleable_time_underscores", "malleable_time_arabic_digits"}},
	{row: "text", applies: (*vector).oddSignature, read: typeseal.ErrForged,
		cases: []string{"non_ascii_signature"}},
	{row: "signature-first", applies: (*vector).forgedAndExpired, read: typeseal.ErrForged,
		cases: []string{"expired_and_tampered"}},
	{row: "future-range", applies: (*vector).early, read: typeseal.ErrNotYetValid,
		cases: []string{"future_beyond"}},
	{row: "field-characters", applies: (*vector).oddFields, read: typeseal.ErrPayload,
		cases: []string{"resigned_odd_metadata"}},
}

// sameAsHandshake are the published quirks that this package copies.
var sameAsHandshake = []string{"empty_string_field"}

func TestVectors(t *testing.T) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = published
	}
	for _, v := range readVectors(t, dir) {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

// TestDifferences holds the table against the published file and the package's
// documentation.
func TestDifferences(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	fatal(t, err)
	held := map[string]string{}
	for _, d := range differences {
		if !bytes.Contains(doc, []byte("\n//\t"+d.row+" ")) {
			t.Errorf("doc.go does not explain %s", d.row)
		}
		for _, name := range d.cases {
			held[name] = d.row
		}
	}
	for _, v := range readVectors(t, published) {
		row := ""
		if d := v.difference(); d != nil {
			row = d.row
		}
		if row != held[v.Name] || v.Quirk != "" && (row == "") != slices.Contains(sameAsHandshake, v.Name) {
			t.Errorf("%s: row %q, the table says %q", v.Name, row, held[v.Name])
		}
	}
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
		needAlgorithm(t, v.Hash)
		v.created(t)
		v.verify(t)
	case "verify":
		needAlgorithm(t, v.Hash)
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
	if d := v.difference(); d != nil && d.row == "length" {
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
	m := a.macs()[0]
	room := m.take()
	return a.create(m, room, v.Metadata, clock(v.Time), room.hashOf(random))
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
	fields, err := a.verifyAt(v.Token, time.Duration(v.TimeRange)*time.Second, clock(v.Now))
	if !errors.Is(err, want) || err != nil && want != typeseal.ErrConfig && !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("verify: %v, want %v", err, want)
	}
	if want == nil && !slices.Equal(fields, v.Value) {
		t.Errorf("fields %q, want %q", fields, v.Value)
	}
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
	switch name {
	case "blake2b":
		return Hash(blake2test.New2b)
	case "blake2s":
		return Hash(blake2test.New2s)
	}
	return Algorithm(name)
}

// verdict is the error that verifying must give; nil for ok.
func (v *vector) verdict(t *testing.T) error {
	t.Helper()
	if d := v.difference(); d != nil {
		return d.read
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
	for i := range differences {
		if (v.Op == "create" || v.Op == "verify") && differences[i].applies(v) {
			return &differences[i]
		}
	}
	return nil
}

// What follows looks at tokens with means of its own, for the table.

func (v *vector) parts() []string { return strings.Split(v.Token, ":") }

// part counts from the end; "" if there is none.
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
	h := hmac.New(s.alg.new, []byte(v.secret()))
	h.Write([]byte(v.Token[:i]))
	return hex.EncodeToString(h.Sum(nil)) != v.Token[i+1:]
}

func (v *vector) early() bool { return v.Expect == "expired" && v.ahead() > 0 }

// ahead is how far in the future the token's own time is.
func (v *vector) ahead() float64 {
	stamp, err := strconv.ParseFloat(v.part(3), 64)
	if err != nil {
		return 0
	}
	return stamp - v.Now
}

func (v *vector) oddFields() bool {
	p := v.parts()
	return v.Expect == "ok" && !regexp.MustCompile(`^[A-Za-z0-9_:-]*$`).MatchString(strings.Join(p[:len(p)-3], ":"))
}

// clock is a reading of Python's time.time().
func clock(seconds float64) time.Time {
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9))
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var published = filepath.Join("..", "..", "..", "testdata", "vectors")

// readVectors skips the test when the file is not there, and fails on fields
// that it does not know.
func readVectors(t *testing.T, dir string) []vector {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "handshake.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no such file")
	}
	fatal(t, err)
	var file struct {
		Format, Origin string
		Fields         map[string]string
		Cases          []vector
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	fatal(t, d.Decode(&file))
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file.Cases
}
