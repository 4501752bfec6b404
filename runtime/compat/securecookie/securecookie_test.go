package securecookie

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/gob"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

const (
	testHash  = "swordfish-swordfish-swordfish-32"
	testBlock = "sixteen-byte-key"
)

func fatal(t testing.TB, err error) {
	t.Helper()
	compattest.Check(t, err)
}

func newKeys(t testing.TB, pairs ...string) *Keys {
	t.Helper()
	list := make([][]byte, len(pairs))
	for i, p := range pairs {
		if p != "" {
			list[i] = []byte(p)
		}
	}
	keys, err := NewKeys(list...)
	fatal(t, err)
	return keys
}

func bothKinds(t *testing.T) map[Verb]*Keys {
	return map[Verb]*Keys{Signed: newKeys(t, testHash), Encrypted: newKeys(t, testHash, testBlock)}
}

func b64(text string) string { return base64.URLEncoding.EncodeToString([]byte(text)) }

// sign signs any date and body. It computes the MAC itself.
func sign(date, body string) string { return b64(signed("session", date, body)) }

func signed(name, date, body string) string {
	h := hmac.New(sha256.New, []byte(testHash))
	fmt.Fprintf(h, "%s|%s|%s", name, date, body)
	return fmt.Sprintf("%s|%s|%s", date, body, h.Sum(nil))
}

// encrypt returns a payload with an IV of zeros, encrypted.
func encrypt(payload string) string {
	block, _ := aes.NewCipher([]byte(testBlock))
	iv, text := make([]byte, aes.BlockSize), []byte(payload)
	cipher.NewCTR(block, iv).XORKeyStream(text, text)
	return string(append(iv, text...))
}

func now() string { return fmt.Sprint(time.Now().Unix()) }

// TestDates reads authentic cookies with all kinds of dates.
func TestDates(t *testing.T) {
	spec, lenient := NewSpec(Signed, time.Hour, Salt("session")), NewSpec(Signed, time.Hour, Salt("session"))
	lenient.future = true
	keys := newKeys(t, testHash)
	synctest.Test(t, func(t *testing.T) {
		at := func(seconds int64) string { return fmt.Sprint(time.Now().Unix() + seconds) }
		for _, c := range []struct {
			date         string
			want, future error
		}{
			{at(0), nil, nil},
			{at(-3600), nil, nil},
			{at(-3601), typeseal.ErrExpired, typeseal.ErrExpired},
			{at(60), nil, nil},
			{at(61), typeseal.ErrNotYetValid, nil},
			{"0", typeseal.ErrExpired, typeseal.ErrExpired},
			{"999999999999", typeseal.ErrNotYetValid, nil},
			{"1000000000000", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{strings.Repeat("9", 60), typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"-1", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"+" + at(0), typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"0" + at(0), typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"00", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{" " + at(0), typeseal.ErrMalformed, typeseal.ErrMalformed},
			{at(0) + " ", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"1_0", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"1e9", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"0x1", typeseal.ErrMalformed, typeseal.ErrMalformed},
			{"١", typeseal.ErrMalformed, typeseal.ErrMalformed},
		} {
			for s, want := range map[*Spec]error{spec: c.want, lenient: c.future} {
				o, err := s.Open(keys, sign(c.date, b64(`{"uid":42}`)))
				if err == nil {
					err = Finish(o, new(int), true)
				}
				if !errors.Is(err, want) || want == nil && err != nil {
					t.Errorf("%q: future accepted %v: %v, want %v", c.date, s.future, err, want)
				}
			}
		}
	})
}

// TestLastSecond: as in the library, a cookie is valid until the end of the second in which
// it reaches its max age. The time in the error is this second.
func TestLastSecond(t *testing.T) {
	keys, spec := newKeys(t, testHash), NewSpec(Signed, time.Hour, Salt("session"))
	issued := time.Unix(1_700_000_000, 0)
	token := sign(fmt.Sprint(issued.Unix()), b64(`{"uid":42}`))
	for after, valid := range map[time.Duration]bool{
		time.Hour: true, time.Hour + time.Second - 1: true, time.Hour + time.Second: false, 2 * time.Hour: false,
	} {
		o, err := spec.openAt(keys, token, issued.Add(after))
		fatal(t, err)
		err = Finish(o, new(int), true)
		if (err == nil) != valid {
			t.Errorf("%v: %v", after, err)
		}
		var expired *typeseal.ExpiredError[int]
		if !valid && (!errors.As(err, &expired) || !expired.ExpiredAt.Equal(issued.Add(time.Hour))) {
			t.Errorf("%v: %v", after, err)
		}
	}
}

// TestBodies reads authentic cookies with all kinds of bodies.
func TestBodies(t *testing.T) {
	for body, want := range map[string]string{
		b64("{\"uid\":42}\n"):        `{"uid":42}`,
		b64("\t{ \"a\" : \"x y\" }"): `{"a":"x y"}`,
		b64("null"):                  "null", // which no decoder of a struct accepts
		b64("1 2"):                   "1 2",
		b64(""):                      "",
		b64("xy") + "====":           "",
		b64("xy")[:2]:                "",
		b64("xy")[:3]:                "",
		"eHk":                        "",
		"eHl=":                       "", // unused bits
		"eH==k":                      "",
		"====":                       "",
		"=":                          "",
		b64("x") + "\n":              "",
		b64("{}{}{}")[:4] + "\r\n\r\n" + b64("{}{}{}")[4:]: "",
		base64.StdEncoding.EncodeToString([]byte("???")):   "",
	} {
		o, err := NewSpec(Signed, time.Hour, Salt("session")).Open(newKeys(t, testHash), sign(now(), body))
		if err != nil || string(o.Payload()) != want {
			t.Errorf("%q: %q, %v, want %q", body, o.Payload(), err, want)
		}
	}
	sealed := NewSpec(Encrypted, time.Hour, Salt("session"))
	for body, want := range map[string]string{
		encrypt(`{"uid":42}`): `{"uid":42}`, encrypt("{"): "{", encrypt(""): "", "": "", "short": "",
	} {
		o, err := sealed.Open(newKeys(t, testHash, testBlock), sign(now(), b64(body)))
		if err != nil || string(o.Payload()) != want {
			t.Errorf("encrypted %q: %q, %v, want %q", body, o.Payload(), err, want)
		}
	}
}

// TestSpelling: each byte of a cookie has one spelling, and a cookie has three parts.
func TestSpelling(t *testing.T) {
	spec, keys := NewSpec(Signed, time.Hour, Salt("session")), newKeys(t, testHash)
	raw := signed("session", now(), b64(`{"uid":42}`))
	for len(raw)%3 != 1 { // so that there is padding, and unused bits
		raw = signed("session", now(), b64(`{"uid":42`+strings.Repeat(" ", len(raw)%7)+`}`))
	}
	good := b64(raw)
	_, err := spec.Open(keys, good)
	fatal(t, err)
	bits := good[:len(good)-3] + string(good[len(good)-3]+1) + "=="
	for what, token := range map[string]string{
		"no padding": strings.TrimRight(good, "="), "half the padding": good[:len(good)-1],
		"more padding": good + "====", "other padding": good[:len(good)-1] + "%", "unused bits": bits,
		"line feed": good + "\n", "folded": good[:40] + "\r\n" + good[40:], "space": " " + good,
		"four line feeds": good[:40] + "\n\n\n\n" + good[40:],
		"quotes":          `"` + good + `"`, "empty": "", "no text": b64(""), "no bars": b64("abc"),
		"one bar":           b64("a|b"),
		"standard alphabet": strings.NewReplacer("-", "+", "_", "/").Replace(good) + "++++",
		"raw":               raw,
	} {
		if _, err := spec.Open(keys, token); err != typeseal.ErrMalformed {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, text := range map[string]string{
		"no tag": raw[:len(raw)-32], "short tag": raw[:len(raw)-1], "long tag": raw + "x", "four parts": "x|" + raw,
		"name": "session|" + raw, "empty parts": "||",
	} {
		if _, err := spec.Open(keys, b64(text)); err != typeseal.ErrForged {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestNames: a cookie is good under its own name only, even if names contain a bar.
func TestNames(t *testing.T) {
	keys := newKeys(t, testHash)
	names := []string{"session", "session|1", "sessio", "session ", "Session", "s", "1700000000"}
	for _, name := range names {
		token := b64(signed(name, now(), b64("{}")))
		for _, other := range names {
			_, err := NewSpec(Signed, time.Hour, Salt(other)).Open(keys, token)
			if (err == nil) != (name == other) || err != nil && err != typeseal.ErrForged {
				t.Errorf("the cookie of %q as %q: %v", name, other, err)
			}
		}
	}
}

// TestSpec does what generated code does.
func TestSpec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for verb, keys := range bothKinds(t) {
			spec := NewSpec(verb, time.Hour, Salt("session"), Algorithm("sha512"))
			token, err := spec.Mint(keys, []byte(`{"uid":42}`))
			fatal(t, err)
			o, err := spec.Open(keys, token)
			fatal(t, err)
			if got := string(o.Payload()); got != `{"uid":42}` || !o.IssuedAt.Equal(time.Now()) {
				t.Errorf("opened %s of %v", got, o.IssuedAt)
			}
			if again, err := spec.Mint(keys, []byte(`{"uid":42}`)); err != nil || (again == token) != (verb == Signed) {
				t.Errorf("minted again: the same, or not: %v", err)
			}
			payload := "42"
			fatal(t, Finish(o, &payload, true))
			if err := Finish(o, &payload, false); err != typeseal.ErrPayload {
				t.Errorf("not decoded: %v", err)
			}
			time.Sleep(time.Hour + time.Second)
			o, err = spec.Open(keys, token)
			var expired *typeseal.ExpiredError[string]
			if err != nil || !errors.As(Finish(o, &payload, true), &expired) || expired.Payload() != "42" ||
				!expired.ExpiredAt.Equal(time.Now().Add(-time.Second)) {
				t.Errorf("an hour later: %v", err)
			}
			if _, err := spec.Mint(keys, bytes.Repeat([]byte("x"), 4096)); !errors.Is(err, typeseal.ErrMint) {
				t.Errorf("a long payload: %v", err)
			}
		}
	})
}

// TestGobPayload: with the option Gob, the payload has all bytes of the cookie.
func TestGobPayload(t *testing.T) {
	keys, spec := newKeys(t, testHash, testBlock), NewSpec(Encrypted, time.Hour, Salt("session"), Gob())
	var b bytes.Buffer
	fatal(t, gob.NewEncoder(&b).Encode(account{UserID: 42, Roles: []string{" a ", "b"}}))
	token, err := spec.Mint(keys, b.Bytes())
	fatal(t, err)
	o, err := spec.Open(keys, token)
	fatal(t, err)
	for range 2 { // the payload is not in memory that another call reuses
		var v account
		if !DecodeGob(o, &v) || v.UserID != 42 || v.Roles[0] != " a " {
			t.Errorf("%+v", v)
		}
		_, err = spec.Open(keys, sign(now(), b64(encrypt(strings.Repeat("y", 100)))))
		fatal(t, err)
	}
}
