package main

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/securecookie"

	ours "github.com/typeseal/typeseal/runtime/compat/securecookie"
)

// TestCookieVectors: the library says the same of the committed cookies. It does not make
// the same ones again, since they contain times and random bytes.
func TestCookieVectors(t *testing.T) {
	var file struct{ Cases []cookieVector }
	check(t, json.Unmarshal(committed(t, "securecookie.json"), &file))
	if len(file.Cases) < 40 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, v := range file.Cases {
		var into any = new(user)
		switch v.Name {
		case "gob_map":
			into = new(map[string]string)
		case "gorilla_sessions":
			into = new(map[any]any)
		}
		if got := v.judge(into); got != v.Verdict {
			t.Errorf("%s: %s, want %s", v.Name, got, v.Verdict)
		}
	}
}

// A cookieKind is a way to protect and to encode cookies.
type cookieKind struct{ algorithm, block, codec string }

func cookieKinds() (kinds []cookieKind) {
	for algorithm := range hashes {
		for _, block := range []string{"", "a block key: 16 ", "a block key of 32 bytes, AES-256"} {
			kinds = append(kinds, cookieKind{algorithm, block, "gob"}, cookieKind{algorithm, block, "json"})
		}
	}
	return kinds
}

func (k cookieKind) ours(t *testing.T) (*ours.Spec, *ours.Keys) {
	verb, block := ours.Signed, []byte(nil)
	if k.block != "" {
		verb, block = ours.Encrypted, []byte(k.block)
	}
	opts := []ours.Option{ours.Salt("session"), ours.Algorithm(k.algorithm)}
	if k.codec == "gob" {
		opts = append(opts, ours.Gob())
	}
	keys, err := ours.NewKeys([]byte("a newer hash key"), block, []byte(hashKey), block)
	check(t, err)
	return ours.NewSpec(verb, time.Hour, opts...), keys
}

func (k cookieKind) theirs() *securecookie.SecureCookie {
	v := cookieVector{Algorithm: k.algorithm, HashKey: hashKey, BlockKey: k.block, Codec: k.codec}
	return v.library().MaxAge(3600)
}

// TestCookies exchanges 100 random cookies of each kind each way with the library. They
// expire in the same second.
func TestCookies(t *testing.T) {
	for _, k := range cookieKinds() {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(2026, 11))
			for range 100 {
				exchangeCookie(t, k, randomUser(r))
			}
		})
	}
}

func exchangeCookie(t *testing.T, k cookieKind, u user) {
	t.Helper()
	spec, keys := k.ours(t)
	theirs, err := k.theirs().Encode("session", u)
	check(t, err)
	read := func() (got user, err error) {
		o, err := spec.Open(keys, theirs)
		if err != nil {
			return got, err
		}
		decoded := k.codec == "gob" && ours.DecodeGob(o, &got) || k.codec == "json" && got.decode(o.Payload())
		return got, ours.Finish(o, &got, decoded)
	}
	if got, err := read(); err != nil || !got.equal(u) {
		t.Fatalf("%+v: we read %+v, want %+v: %v", k, got, u, err)
	}
	if _, err := spec.Open(keys, changed(theirs)); err == nil {
		t.Fatalf("%+v: we read a changed cookie", k)
	}
	payload, err := json.Marshal(u)
	check(t, err)
	if k.codec == "gob" {
		payload = gobOf(u)
	}
	older, err := ours.NewKeys([]byte(hashKey), nilIfEmpty(k.block))
	check(t, err)
	minted, err := spec.Mint(older, payload)
	check(t, err)
	var got user
	if err := k.theirs().Decode("session", minted, &got); err != nil || !got.equal(u) {
		t.Fatalf("%+v: they read %+v, want %+v: %v", k, got, u, err)
	}
	if k.theirs().Decode("session", changed(minted), &got) == nil {
		t.Fatalf("%+v: they read a changed cookie", k)
	}
	for _, wait := range []time.Duration{time.Hour, time.Second} {
		time.Sleep(wait)
		_, err := read()
		if theirs := k.theirs().Decode("session", theirs, &got); (err == nil) != (theirs == nil) {
			t.Fatalf("%+v: we say %v, they say %v", k, err, theirs)
		}
	}
}

// TestSparseCookies reads 200 random cookies of each kind with JSON in which members are
// missing or null.
func TestSparseCookies(t *testing.T) {
	for _, k := range cookieKinds() {
		if k.codec != "json" {
			continue
		}
		spec, keys := k.ours(t)
		r := rand.New(rand.NewPCG(2026, 12))
		for range 200 {
			u := randomSparse(r)
			value, err := k.theirs().Encode("session", u)
			check(t, err)
			o, err := spec.Open(keys, value)
			check(t, err)
			var got, strict user
			if !got.decodeSparse(o.Payload()) || !got.equal(user(u)) {
				t.Fatalf("%+v: we read %+v, want %+v", k, got, u)
			}
			if strict.decode(o.Payload()) == u.lacks() {
				t.Fatalf("%+v: %s is read as if it had all members, or is not", k, o.Payload())
			}
		}
	}
}

func nilIfEmpty(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}
