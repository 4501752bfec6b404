package contract

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/gob"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/compat/django"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
	"github.com/typeseal/typeseal/runtime/compat/handshake"
	"github.com/typeseal/typeseal/runtime/compat/itsdangerous"
	"github.com/typeseal/typeseal/runtime/compat/jwt"
	"github.com/typeseal/typeseal/runtime/compat/securecookie"
)

// TestFormats: the sizes in the table are those of the format's package.
func TestFormats(t *testing.T) {
	type sizes struct{ size, payload int }
	packages := map[string]sizes{
		"django":       {django.DefaultMaxSize, django.DefaultMaxPayload},
		"handshake":    {handshake.MaxLength, 0},
		"handoff":      {handoff.DefaultMaxSize, handoff.DefaultMaxPayload},
		"itsdangerous": {itsdangerous.DefaultMaxSize, itsdangerous.DefaultMaxPayload},
		"securecookie": {securecookie.DefaultMaxSize, 0},
		"jwt":          {jwt.DefaultMaxSize, 0},
	}
	for _, f := range Formats {
		want, ok := packages[f.Name]
		got := sizes{size: f.DefaultMaxSize}
		if f.Inflates {
			got.payload = f.DefaultMaxSize * InflateFactor
		}
		if !ok || got != want {
			t.Errorf("%s: %+v, want %+v", f.Name, got, want)
		}
	}
}

// TestAlgorithms: each format knows every algorithm of the table, and the first is its
// default.
func TestAlgorithms(t *testing.T) {
	text := rand.Text() + rand.Text() + rand.Text()
	shared, err := django.NewKeys(text)
	check(t, err)
	shaken, err := handshake.NewKeys(text)
	check(t, err)
	dangerous, err := itsdangerous.NewKeys(text)
	check(t, err)
	pairs, err := securecookie.NewKeys([]byte(text), nil)
	check(t, err)
	signing, err := jwt.NewSigningKey(ed25519.NewKeyFromSeed([]byte(text[:32])))
	check(t, err)
	secrets, err := jwt.NewKeys([]byte(text))
	check(t, err)
	// Each function mints with an algorithm and opens with another. Empty is the default.
	for name, trip := range map[string]func(mint, open string) error{
		"django": func(mint, open string) error {
			spec := func(name string) *django.Spec {
				return django.NewSpec(time.Hour, chosen(name, django.Algorithm)...)
			}
			return tripped(spec(mint).Mint, spec(open).Open, shared, []byte("{}"))
		},
		"handshake": func(mint, open string) error {
			spec := func(name string) *handshake.Spec {
				return handshake.NewSpec(1, time.Hour, chosen(name, handshake.Algorithm)...)
			}
			return tripped(spec(mint).Mint, spec(open).Open, shaken, []string{"a"})
		},
		"itsdangerous": func(mint, open string) error {
			spec := func(name string) *itsdangerous.Spec {
				return itsdangerous.NewSpec(time.Hour, chosen(name, itsdangerous.Algorithm)...)
			}
			return tripped(spec(mint).Mint, spec(open).Open, dangerous, []byte("{}"))
		},
		"securecookie": func(mint, open string) error {
			spec := func(name string) *securecookie.Spec {
				opts := append(chosen(name, securecookie.Algorithm), securecookie.Salt("a"))
				return securecookie.NewSpec(securecookie.Signed, time.Hour, opts...)
			}
			return tripped(spec(mint).Mint, spec(open).Open, pairs, []byte("{}"))
		},
		"jwt": func(mint, open string) error {
			spec := func(name string) *jwt.Spec { return jwt.NewSpec(Foreign("jwt").Argument(name), time.Hour) }
			keys := secrets
			if strings.HasPrefix(mint, "ed") {
				keys = signing
			}
			return tripped(spec(mint).Mint, spec(open).Open, keys, []byte("{}"))
		},
	} {
		for i, algorithm := range Foreign(name).Algorithms {
			if err := trip(algorithm, algorithm); err != nil {
				t.Errorf("%s %s: %v", name, algorithm, err)
			}
			if err := trip(algorithm, ""); (err == nil) != (i == 0) {
				t.Errorf("%s %s, opened by default: %v", name, algorithm, err)
			}
		}
	}
}

// chosen returns the option of an algorithm, or none if it is empty.
func chosen[O any](name string, option func(string) O) []O {
	if name == "" {
		return nil
	}
	return []O{option(name)}
}

// tripped mints a token and opens it.
func tripped[K, P, O any](
	mint func(K, P) (string, error), open func(K, string) (O, error), keys K, payload P,
) error {
	token, err := mint(keys, payload)
	if err == nil {
		_, err = open(keys, token)
	}
	return err
}

// TestParts: the table has the separators and the derivations of itsdangerous and Django,
// the default first.
func TestParts(t *testing.T) {
	text := rand.Text() + rand.Text() + rand.Text()
	shared, err := django.NewKeys(text)
	check(t, err)
	token, err := django.NewSpec(time.Hour).Mint(shared, []byte("{}"))
	if err != nil || strings.Count(token, Foreign("django").Sep) != 2 {
		t.Errorf("django: %s, %v", token, err)
	}
	f := Foreign("itsdangerous")
	dangerous, err := itsdangerous.NewKeys(text)
	check(t, err)
	for i, name := range f.Derivations {
		token, err := itsdangerous.NewSpec(time.Hour, itsdangerous.Derivation(name)).Mint(dangerous, []byte("{}"))
		if err != nil || strings.Count(token, f.Sep) != 2 {
			t.Errorf("itsdangerous %s: %s, %v", name, token, err)
		}
		if _, err := itsdangerous.NewSpec(time.Hour).Open(dangerous, token); (err == nil) != (i == 0) {
			t.Errorf("itsdangerous %s, opened by default: %v", name, err)
		}
	}
}

// TestReserved: a JWT does not give the decoder a claim that the table reserves, and gives
// it all others.
func TestReserved(t *testing.T) {
	keys, err := jwt.NewKeys([]byte(rand.Text() + rand.Text()))
	check(t, err)
	f := Foreign("jwt")
	spec := jwt.NewSpec(f.Argument(""), time.Hour, jwt.Issuer("i"), jwt.Audience("a"))
	token, err := spec.Mint(keys, []byte(`{"sub":"s"}`))
	check(t, err)
	o, err := spec.Open(keys, token)
	if err != nil || string(o.Payload()) != `{"sub":"s"}` {
		t.Errorf("%s, %v", o.Payload(), err)
	}
	for _, name := range f.Reserved {
		token, err := spec.Mint(keys, []byte(`{"`+name+`":1}`))
		if err != nil {
			continue
		}
		if o, err := spec.Open(keys, token); err == nil && strings.Contains(string(o.Payload()), name) {
			t.Errorf("%s reaches the decoder: %s", name, o.Payload())
		}
	}
}

// TestGobEdits: encoding/gob takes payloads of the type before an edit as package lock says.
func TestGobEdits(t *testing.T) {
	type inner struct{ B int8 }
	type part struct{ B int }
	type Base struct{ A, B int }
	type old struct{ A, B int }
	type narrow struct{ A map[int8]int32 }
	type wide struct{ A map[int16]int64 }
	type tagged struct {
		A int `json:"a"`
	}
	for name, c := range map[string]struct {
		edit     func(t *testing.T) bool
		accepted bool
	}{
		"rename":           {gobEdit(old{1, 2}, struct{ A, C int }{}), false},
		"reorder":          {gobEdit(old{1, 2}, struct{ B, A int }{2, 1}), true},
		"widen":            {gobEdit(struct{ A int32 }{-1}, struct{ A int64 }{-1}), true},
		"widen unsigned":   {gobEdit(struct{ A uint8 }{200}, struct{ A uint64 }{200}), true},
		"out of unsigned":  {gobEdit(struct{ A uint32 }{1}, struct{ A int64 }{}), false},
		"array to slice":   {gobEdit(struct{ A [4]int }{[4]int{1}}, struct{ A []int }{}), false},
		"bytes":            {gobEdit(struct{ A [2]byte }{[2]byte{1}}, struct{ A []byte }{}), false},
		"value to pointer": {gobEdit(old{0, 1}, struct{ A, B *int }{new(0), new(1)}), false}, // zero becomes nil
		"keys and values":  {gobEdit(narrow{map[int8]int32{1: 2}}, wide{map[int16]int64{1: 2}}), true},
		"inside":           {gobEdit(struct{ A []inner }{[]inner{{3}}}, struct{ A []part }{[]part{{3}}}), true},
		"a named type":     {gobEdit(struct{ A string }{"x"}, struct{ A Kind }{"x"}), true},
		"a meaning":        {gobEdit(struct{ A int64 }{1}, struct{ A time.Duration }{1}), true},
		"embed":            {gobEdit(old{1, 2}, struct{ Base }{}), false},
		"retype":           {gobEdit(old{1, 2}, struct{ A, B string }{}), false},
		"tag":              {gobEdit(map[string]string{"a": "1"}, struct{ A int }{}), false},
		"the same tag":     {gobEdit(map[string]int{"a": 1}, tagged{1}), true},
	} {
		if c.edit(t) != c.accepted {
			t.Errorf("%s: accepted %v", name, !c.accepted)
		}
	}
}

// gobEdit returns a function that reports whether a cookie with the gob of a value of the
// old type gives the value want of the new type.
func gobEdit[T any](old any, want T) func(t *testing.T) bool {
	return func(t *testing.T) bool {
		t.Helper()
		var b bytes.Buffer
		check(t, gob.NewEncoder(&b).Encode(old))
		keys, err := securecookie.NewKeys([]byte(rand.Text()+rand.Text()+rand.Text()), nil)
		check(t, err)
		spec := securecookie.NewSpec(securecookie.Signed, time.Hour, securecookie.Salt("a"), securecookie.Gob())
		token, err := spec.Mint(keys, b.Bytes())
		check(t, err)
		o, err := spec.Open(keys, token)
		check(t, err)
		var got T
		return securecookie.DecodeGob(o, &got) && reflect.DeepEqual(got, want)
	}
}
