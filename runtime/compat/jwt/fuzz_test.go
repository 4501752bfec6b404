package jwt

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// FuzzOpen reads the fuzzer's texts as the parts of a token and as those of a signed token,
// so that they reach every step. What is accepted, encoding/json must read in the same way.
func FuzzOpen(f *testing.F) {
	for _, seed := range [][2]string{
		{testHead, `{"uid":42,"exp":1800000000}`}, {`{"alg":"HS256","crit":["b64"],"b64":false}`, `{}`},
		{`{"alg":"HS256"}`, ` { "aud" : ["shop"] , "iss":"auth", "jti":"\u0041", "a":[{"b":"}"}], "n":-1.5e3 } `},
		{`{"alg":"none"}`, `{"iat":1.7e9,"nbf":0,"x":"☃\ud83d\ude00"}`},
		{`{"typ":"jwt","alg":"HS256"}`, `{"a":1,"a":2}`},
	} {
		f.Add(seed[0], seed[1])
	}
	keys := newKeys(f)
	spec := NewSpec("HS256", typeseal.Unlimited, MaxSize(1<<20), AcceptFuture())
	named := NewSpec("HS256", typeseal.Unlimited, MaxSize(1<<20), AcceptFuture(), Issuer("auth"), Audience("shop"))
	f.Fuzz(func(t *testing.T, header, claims string) {
		if _, err := spec.Open(keys, header+"."+claims+".x"); !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatalf("unsigned: %v", err)
		}
		for _, s := range []*Spec{spec, named} {
			o, err := s.Open(keys, sign(header, claims))
			if err == nil {
				asJSON(t, header, claims, o.Payload())
			} else if !errors.Is(err, typeseal.ErrInvalid) {
				t.Fatal(err)
			}
		}
	})
}

// asJSON compares an accepted token with what encoding/json reads.
func asJSON(t *testing.T, header, claims string, payload []byte) {
	if alg := read(t, []byte(header))["alg"]; alg != "HS256" {
		t.Fatalf("header %q", header)
	}
	all, rest := read(t, []byte(claims)), read(t, payload)
	for _, name := range []string{"exp", "nbf", "iat", "jti", "iss", "aud"} {
		delete(all, name)
	}
	if names := slices.Sorted(maps.Keys(all)); !slices.Equal(names, slices.Sorted(maps.Keys(rest))) {
		t.Fatalf("%q became %q", claims, payload)
	}
	if !reflect.DeepEqual(all, rest) || bytes.ContainsAny(payload, "\n\t\r") {
		t.Fatalf("%q became %q", claims, payload)
	}
}

func read(t *testing.T, text []byte) (v map[string]any) {
	if err := json.Unmarshal(text, &v); err != nil || v == nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}
