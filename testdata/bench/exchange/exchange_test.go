package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/jwt"
	"github.com/typeseal/typeseal/testdata/peer"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func committed(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "vectors", name))
	check(t, err)
	return text
}

// startForTest starts all libraries for a test.
func startForTest(t *testing.T) (libraries, []string) {
	t.Helper()
	libs, versions, stop, err := startAll()
	peer.Need(t, err)
	t.Cleanup(stop)
	return libs, versions
}

// TestJWTVectors: the libraries make and judge the committed tokens in the same way today.
func TestJWTVectors(t *testing.T) {
	libs, versions := startForTest(t)
	file, err := jwtFile(libs, versions)
	check(t, err)
	text, err := encode(file)
	check(t, err)
	if string(text) != string(committed(t, "jwt.json")) {
		t.Error("jwt.json differs; run go run ./exchange jwt >../vectors/jwt.json, and look at what changed")
	}
}

// randomText returns characters that JSON escapes, and others.
func randomText(r *rand.Rand) string {
	pool := []rune("abc xyz0\"\\/<>&\n\t\x00\x7f\u00e9\u2028\u2603\U0001f600.|=")
	text := make([]rune, r.IntN(20))
	for i := range text {
		text[i] = pool[r.IntN(len(pool))]
	}
	return string(text)
}

func randomUser(r *rand.Rand) user {
	u := user{UserID: r.Int64N(1<<53) - 1<<52, Email: randomText(r), Roles: make([]string, r.IntN(4))}
	for i := range u.Roles {
		u.Roles[i] = randomText(r)
	}
	return u
}

// decode decodes what is left of a token, as generated code does.
func (u *user) decode(payload []byte) bool {
	var d codec.JSONDecoder
	d.Reset(payload)
	return u.read(&d)
}

// decodeSparse is decode with the option also-missing=zero.
func (u *user) decodeSparse(payload []byte) bool {
	var d codec.JSONDecoder
	d.Reset(payload)
	d.AllowMissing()
	return u.read(&d)
}

func (u *user) read(d *codec.JSONDecoder) bool {
	object := d.Object()
	for d.Field(&object, []string{"uid", "email", "roles"}) {
		switch object.Index {
		case 0:
			u.UserID = d.Int(64)
		case 1:
			u.Email = d.String()
		case 2:
			for s := d.Slice(2); d.More(&s); {
				u.Roles = append(u.Roles, d.String())
			}
		}
	}
	return d.End()
}

func (u user) equal(v user) bool {
	return u.UserID == v.UserID && u.Email == v.Email && slices.Equal(u.Roles, v.Roles)
}

// changed returns a token with another character in its middle.
func changed(token string) string {
	i := len(token) / 2
	if token[i] == 'A' {
		return token[:i] + "B" + token[i+1:]
	}
	return token[:i] + "A" + token[i+1:]
}

// TestJWT exchanges 500 random tokens each way with each library.
func TestJWT(t *testing.T) {
	libs, _ := startForTest(t)
	secrets, err := jwt.NewKeys([]byte(secret))
	check(t, err)
	key, err := signingKey()
	check(t, err)
	signing, err := jwt.NewSigningKey(key)
	check(t, err)
	for _, name := range slices.Sorted(maps.Keys(libs)) {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(2026, 11))
			for range 500 {
				algorithm := []string{"HS256", "HS384", "HS512", "EdDSA"}[r.IntN(4)]
				keys := secrets
				if algorithm == "EdDSA" {
					keys = signing
				}
				exchangeJWT(t, libs[name], algorithm, keys, randomUser(r))
			}
		})
	}
}

func exchangeJWT(t *testing.T, lib library, algorithm string, keys *jwt.Keys, u user) {
	t.Helper()
	spec := jwt.NewSpec(algorithm, time.Hour, jwt.Issuer("auth ☃"), jwt.Audience("shop"))
	now := time.Now()
	payload, err := json.Marshal(u)
	check(t, err)
	q := question{
		Algorithm: algorithm, Secret: secret, Seed: seed, Issuer: "auth ☃", Audience: "shop", Now: now.Unix(),
		Header: json.RawMessage(`{"typ":"JWT"}`),
		Claims: fmt.Appendf(nil, `{"iss":"auth ☃","aud":"shop","iat":%d,"exp":%d,"jti":"x",%s`,
			now.Unix(), now.Unix()+900, payload[1:]),
	}
	theirs, err := lib.mint(q)
	check(t, err)
	o, err := spec.Open(keys, theirs)
	var got user
	if err == nil {
		err = jwt.Finish(o, &got, got.decode(o.Payload()))
	}
	if err != nil || !got.equal(u) || o.IssuedAt.Unix() != now.Unix() {
		t.Fatalf("we read %+v, want %+v: %v", got, u, err)
	}
	if _, err := spec.Open(keys, changed(theirs)); !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("we read a changed token: %v", err)
	}
	q.Header, q.Claims = nil, nil
	if q.Token, err = spec.Mint(keys, payload); err != nil {
		t.Fatal(err)
	}
	q.Now = time.Now().Unix()
	if verdict, err := lib.read(q); err != nil || verdict != ok {
		t.Fatalf("they say %s of our token: %v", verdict, err)
	}
	q.Token = changed(q.Token)
	if verdict, err := lib.read(q); err != nil || verdict == ok {
		t.Fatalf("they read a changed token: %v", err)
	}
}

// randomSparse returns a user of which some fields are zero.
func randomSparse(r *rand.Rand) sparse {
	u := sparse(randomUser(r))
	if r.IntN(2) == 0 {
		u.UserID = 0
	}
	if r.IntN(2) == 0 {
		u.Email = ""
	}
	if r.IntN(2) == 0 {
		u.Roles = nil
	}
	return u
}

// lacks reports whether JSON of the user has a missing member or null.
func (u sparse) lacks() bool { return u.UserID == 0 || u.Email == "" || u.Roles == nil }

// TestSparseJWT reads 200 random tokens of each library in which claims are missing or null.
func TestSparseJWT(t *testing.T) {
	libs, _ := startForTest(t)
	keys, err := jwt.NewKeys([]byte(secret))
	check(t, err)
	spec := jwt.NewSpec("HS256", typeseal.Unlimited, jwt.Audience("shop"))
	for _, name := range slices.Sorted(maps.Keys(libs)) {
		r := rand.New(rand.NewPCG(2026, 12))
		for range 200 {
			u := randomSparse(r)
			payload, err := json.Marshal(u)
			check(t, err)
			q := question{
				Algorithm: "HS256", Secret: secret, Seed: seed, Header: json.RawMessage(`{"typ":"JWT"}`),
				Claims: append([]byte(`{"aud":"shop",`), payload[1:]...),
			}
			token, err := libs[name].mint(q)
			check(t, err)
			o, err := spec.Open(keys, token)
			check(t, err)
			var got, strict user
			if !got.decodeSparse(o.Payload()) || !got.equal(user(u)) {
				t.Fatalf("%s: we read %+v, want %+v", name, got, u)
			}
			if strict.decode(o.Payload()) == u.lacks() {
				t.Fatalf("%s: %s is read as if it had all members, or is not", name, o.Payload())
			}
		}
	}
}

// TestCases: the names of the cases are different, so that a failure is found.
func TestCases(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range jwtCases() {
		if seen[c.name] || strings.ToLower(c.name) != c.name {
			t.Errorf("the name %s", c.name)
		}
		seen[c.name] = true
	}
}
