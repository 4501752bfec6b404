package main

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/gob"
	"fmt"
	"hash"
	"reflect"
	"strings"
	"time"

	"github.com/gorilla/securecookie"
)

// A user is the payload of the vectors.
type user struct {
	UserID int64    `json:"uid"`
	Email  string   `json:"email"`
	Roles  []string `json:"roles"`
}

// sparse is a user in JSON that lacks what is zero, and has null for no roles.
type sparse struct {
	UserID int64    `json:"uid,omitempty"`
	Email  string   `json:"email,omitempty"`
	Roles  []string `json:"roles"`
}

var ana = user{42, "ana@example.com", []string{"admin", "editor"}}

const (
	hashKey  = "a hash key of the vectors, of more than thirty-two bytes"
	olderKey = "an older hash key of the vectors, of the same length ..."
)

var hashes = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

// A cookieVector is one case of securecookie.json.
type cookieVector struct {
	Name       string `json:"name"`
	Cookie     string `json:"cookie"`
	Algorithm  string `json:"algorithm"`
	HashKey    string `json:"hash_key"`
	BlockKey   string `json:"block_key,omitempty"`
	Codec      string `json:"codec"`
	Missing    string `json:"missing,omitempty"`
	Now        int64  `json:"now"`
	Value      string `json:"value"`
	Verdict    string `json:"verdict"`
	Expect     string `json:"expect"`
	Payload    *user  `json:"payload,omitempty"`
	Difference string `json:"difference,omitempty"`
}

var cookieFields = map[string]string{
	"cookie":              "the name of the cookie",
	"hash_key, block_key": "the reader's keys, as text; without a block key, cookies are only signed",
	"codec":               "the reader's serializer: gob (GobEncoder) or json (JSONEncoder)",
	"missing":             "zero: for the reader, fields of JSON that are missing or null are zero",
	"now":                 "when the cookie was made, or what its date is compared with",
	"value":               "the value of the cookie; the cases up to gorilla_sessions are as the library made them",
	"verdict":             "what the library says, without a limit of the age: ok, or the text of its error",
	"expect":              "what package securecookie must say: ok | malformed | forged | not_yet_valid | payload",
	"payload":             "what the cookie contains",
	"difference":          "the row of the package's documentation that explains why expect and the verdict differ",
}

func (v *cookieVector) library() *securecookie.SecureCookie {
	var block []byte
	if v.BlockKey != "" {
		block = []byte(v.BlockKey)
	}
	s := securecookie.New([]byte(v.HashKey), block).HashFunc(hashes[v.Algorithm]).MaxAge(0)
	if v.Codec == "json" {
		s.SetSerializer(securecookie.JSONEncoder{})
	}
	return s
}

// judge returns what the library says of a cookie, if it decodes it into what a pointer
// points to.
func (v *cookieVector) judge(into any) string {
	if err := v.library().Decode(v.Cookie, v.Value, into); err != nil {
		return err.Error()
	}
	return ok
}

// cookieFile returns the file of the vectors.
func cookieFile() (vectorFile, error) {
	var vectors []cookieVector
	now := time.Now().Unix()
	for _, c := range append(libraryCookies(), handCookies(now)...) {
		v := c.cookieVector
		v.Cookie, v.Algorithm, v.HashKey = "session", cmp.Or(v.Algorithm, "sha256"), cmp.Or(v.HashKey, hashKey)
		v.Codec, v.Now = cmp.Or(v.Codec, "gob"), now
		if v.Expect == ok {
			v.Payload = &c.want
		}
		if c.make != nil {
			v.Value = c.make(&v)
			v.Verdict = v.judge(new(user))
		} else {
			value, err := v.library().Encode(v.Cookie, c.value)
			if err != nil {
				return vectorFile{}, fmt.Errorf("%s: %w", v.Name, err)
			}
			v.Value = value
			v.Verdict = v.judge(reflect.New(reflect.TypeOf(c.value)).Interface())
		}
		vectors = append(vectors, v)
	}
	origin := "Written by testdata/bench/exchange with the real gorilla/securecookie " +
		version("github.com/gorilla/securecookie") + "."
	return vectorFile{"gorilla/securecookie", origin, cookieFields, vectors}, nil
}

func gobOf(v any) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func b64padded(b []byte) string { return base64.URLEncoding.EncodeToString(b) }

// by returns a function that signs a date and a body.
func by(date, body string) func(*cookieVector) string {
	return func(v *cookieVector) string {
		h := hmac.New(hashes[v.Algorithm], []byte(v.HashKey))
		fmt.Fprintf(h, "%s|%s|%s", v.Cookie, date, body)
		return b64padded(fmt.Appendf(nil, "%s|%s|%s", date, body, h.Sum(nil)))
	}
}

// unusedCookieBits returns a cookie whose base64 has padding, and another spelling of the
// bits before it.
func unusedCookieBits(v *cookieVector) string {
	for n := 0; ; n++ {
		value := by(fmt.Sprint(v.Now), b64padded(gobOf(user{UserID: 1, Email: strings.Repeat("x", n)})))(v)
		if strings.HasSuffix(value, "==") {
			i := len(value) - 3
			return value[:i] + string(value[i]+1) + "=="
		}
	}
}

func named(v *cookieVector, name string) *cookieVector {
	other := *v
	other.Cookie = name
	return &other
}

func keyed(v *cookieVector, key string) *cookieVector {
	other := *v
	other.HashKey = key
	return &other
}
