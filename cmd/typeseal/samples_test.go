package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
)

// sampleLock is the lock of the module in testdata/samples.txtar.
type sampleLock struct {
	text  string
	types map[string]*inspect.Type // by salt
}

// newSampleLock generates for the module twice. The second time, package old is gone.
func newSampleLock(t *testing.T) *sampleLock {
	archive, err := txtar.ParseFile("testdata/samples.txtar")
	check(t, err)
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	dir := writeFiles(t, files)
	for range 2 {
		result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
		check(t, err)
		check(t, faults(result, os.Stderr))
		check(t, generator.Commit(result))
		check(t, os.RemoveAll(filepath.Join(dir, "old")))
	}
	l := &sampleLock{text: readFile(t, dir, lockName), types: map[string]*inspect.Type{}}
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir, Lock: lockName})
	check(t, err)
	for _, token := range slices.Concat(result.Tokens, result.Retired) {
		l.types[token.Salt] = &inspect.Type{Token: token}
	}
	return l
}

// The keys of the samples, which were made for them.
const (
	sampleKey  = "typeseal_key_v1_CF6hAS1NJEX8v0HKkdKBgETeIBMEiaz5QCSn84NXLfX0YEiq" //
	otherKey   = "typeseal_key_v1_BAOYbwg30rtyLSv6yxXfQDrD0x4B-RtKvsjpc-LCWDtcVEnQ"
	signingKey = "typeseal_sec_v1_PI0Bs8bkFi_UvYM-30iCjwonn4xXTkN0Wz1oXBsCoAeDL0AE"
	publicKey  = "typeseal_pub_v1_7J-iWiVs9B2BcUQzmjSBjUGw0kKq6Cg1gleW1qdFF1soUAkO"
)

// sampleRings are files with key rings.
var sampleRings = map[string]string{
	"typeseal.keys": "primary " + sampleKey + "\n",
	"new.keys":      "primary " + otherKey + "\naccepted " + sampleKey + " since=1999-12-01T00:00:00Z\n",
	"retired.keys":  "primary " + otherKey + "\nretired " + sampleKey + " since=1999-12-25T12:00:00Z\n",
	"revoked.keys":  "primary " + otherKey + "\nrevoked " + sampleKey + "\n",
	"other.keys":    otherKey + "\n",
	"cutoff.keys":   sampleKey + "\ncutoff 2000-01-01T00:00:30Z salt account.password-reset\n",
	"signing.keys":  signingKey + "\n",
	"public.keys":   "accepted " + publicKey + "\n",
	"garbled.keys":  "primary typeseal_key_v1_" + strings.Repeat("A", 47) + "\n",
}

// samples are the tokens that sessions paste, by name.
type samples struct{ tokens map[string]string }

// A sample says how a token is minted.
type sample struct {
	salt    string
	version int
	opts    []typeseal.Option
	realm   string
	json    string
	msgpack func(e *codec.MsgpackEncoder)
}

var sampleTokens = map[string]sample{
	"reset":   {salt: "account.password-reset", version: 2, msgpack: passwordReset},
	"former":  {salt: "account.password-reset", version: 1, msgpack: number1(42)},
	"short":   {salt: "account.password-reset", version: 1, msgpack: number1(42), opts: ttl(10 * time.Minute)},
	"staging": {salt: "account.password-reset", version: 1, msgpack: number1(42), realm: "staging"},
	"bound": {salt: "account.password-reset", version: 1, msgpack: number1(42),
		opts: []typeseal.Option{typeseal.BoundTo("session:42")}},
	"newer":    {salt: "account.password-reset", version: 3, msgpack: number1(42)},
	"changed":  {salt: "account.password-reset", version: 2, msgpack: text1("ana")},
	"invite":   {salt: "account.invite", version: 1, json: `{"team":"Blue & Green","by":42}`},
	"brief":    {salt: "account.invite", version: 1, json: `{"team":"Blue","by":42}`, opts: ttl(time.Hour)},
	"confirm":  {salt: "account.confirm", version: 1, msgpack: text1("close")},
	"session":  {salt: "account.session", version: 1, msgpack: number1(7)},
	"email":    {salt: "account.email", version: 1, msgpack: text1("b@example.com")},
	"cart":     {salt: "shop.cart", version: 1, json: `{"items":["` + strings.Repeat(`tea","`, 30) + `milk"]}`},
	"odd":      {salt: "shop.cart", version: 1, json: "5"}, // not a struct
	"receipt":  {salt: "shop.receipt", version: 1, msgpack: receipt},
	"download": {salt: "old.download", version: 1, msgpack: text1("a/b.pdf")},
}

func ttl(d time.Duration) []typeseal.Option { return []typeseal.Option{typeseal.TTL(d)} }

// number1 and text1 encode a struct with one field.
func number1(n int64) func(*codec.MsgpackEncoder) {
	return func(e *codec.MsgpackEncoder) {
		e.Array(1)
		e.Int(n)
	}
}

func text1(text string) func(*codec.MsgpackEncoder) {
	return func(e *codec.MsgpackEncoder) {
		e.Array(1)
		e.String(text)
	}
}

func passwordReset(e *codec.MsgpackEncoder) {
	e.Array(5)
	e.Int(42)
	e.String("ana@example.com")
	e.Time(time.Date(1999, 12, 31, 23, 59, 58, 5e8, time.UTC))
	e.Array(2)
	e.String("203.0.113.7")
	e.Array(1)
	e.String("Firefox \u001b[31m")
	e.Bytes([]byte{0xde, 0xad, 0xbe, 0xef})
}

func receipt(e *codec.MsgpackEncoder) {
	e.Array(3)
	e.Uint(1001)
	e.Float64(19.9)
	e.Map(1)
	e.String("tea & milk")
	e.Array(1)
	e.Int(2)
}

// newSamples mints the tokens.
func newSamples(t *testing.T, lock *sampleLock) *samples {
	ring, err := typeseal.ParseKeyring(sampleKey)
	check(t, err)
	signing, err := typeseal.ParseSigningKey(signingKey)
	check(t, err)
	s := &samples{tokens: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(sampleTokens)) {
		sample := sampleTokens[name]
		policy := lock.types[sample.salt].Policy()
		policy.Version = sample.version
		spec := typeseal.NewSpec(policy)
		var m *typeseal.Minting
		if policy.Kind == typeseal.Public {
			m, err = spec.MintPublic(signing, sample.opts...)
		} else {
			m, err = spec.Mint(ring.WithRealm(sample.realm), sample.opts...)
		}
		check(t, err)
		if policy.State {
			m.State("hash")
		}
		if sample.json != "" {
			m.JSON().Raw(sample.json)
		} else {
			sample.msgpack(m.Msgpack())
		}
		s.tokens[name], err = m.Text()
		check(t, err)
	}
	return s
}
