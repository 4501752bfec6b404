package django

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// cookieVector is one case of vectors/django_cookies.json, where the text "fields"
// explains the fields.
type cookieVector struct {
	Name, Op, Scheme   string
	SecretKey          string   `json:"secret_key"`
	SignSecretKey      string   `json:"sign_secret_key"`
	SecretKeyFallbacks []string `json:"secret_key_fallbacks"`
	CookieName         string   `json:"cookie_name"`
	CookieSalt         string   `json:"cookie_salt"`
	Payload            string
	Time, Now          float64
	Token              string
	EncodeExact        bool     `json:"encode_exact"`
	ReadCookieName     string   `json:"read_cookie_name"`
	ReadCookieSalt     string   `json:"read_cookie_salt"`
	LegacyReading      bool     `json:"legacy_reading"`
	MaxAge             *float64 `json:"max_age"`
	Expect             string
	ExpectValue        *string `json:"expect_value"`
	ErrorClass         string  `json:"error_class"`
}

func TestCookieVectors(t *testing.T) {
	for _, v := range compattest.Vectors[cookieVector](t, "django_cookies.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func (v *cookieVector) run(t *testing.T) {
	v.mint(t)
	want := v.verdict(t)
	if !v.LegacyReading {
		v.read(t, want)
		v.read(t, want, AcceptLegacyCookies(compattest.Clock(v.Now)))
		return
	}
	v.read(t, want, AcceptLegacyCookies(compattest.Clock(v.Now).Add(time.Nanosecond)))
	if v.Scheme == "legacy" {
		want = typeseal.ErrForged
	}
	v.read(t, want)
	v.read(t, want, AcceptLegacyCookies(compattest.Clock(v.Now)))
}

func (v *cookieVector) mint(t *testing.T) {
	if !v.EncodeExact {
		return
	}
	c := v.signer(t)
	token, err := c.signText(v.Payload, ptr(compattest.Clock(v.Time)))
	fatal(t, err)
	if token != v.Token {
		t.Errorf("token\n%s, want\n%s", token, v.Token)
	}
}

func (v *cookieVector) signer(t *testing.T) *core {
	switch v.Scheme {
	case "v2":
		s, err := NewCookieSigner(newKeys(t, v.SignSecretKey, nil), v.CookieName, v.CookieSalt)
		fatal(t, err)
		return &s.core
	case "legacy":
		return legacySigner(t, v.SignSecretKey, v.CookieName, v.CookieSalt)
	}
	t.Fatalf("unknown scheme %q", v.Scheme)
	return nil
}

// legacySigner signs cookies as Django did before 5.2.15.
func legacySigner(t *testing.T, secret, name, salt string, opts ...Option) *core {
	t.Helper()
	s, err := NewTimestampSigner(newKeys(t, "django.http.cookies"+secret, nil), append(opts, Salt(name+salt))...)
	fatal(t, err)
	return &s.core
}

func (v *cookieVector) verdict(t *testing.T) error {
	switch {
	case v.Expect == "ok":
		return nil
	case v.Expect == "expired":
		return typeseal.ErrExpired
	case v.Expect == "bad_signature" && !strings.Contains(v.Token, ":"):
		return typeseal.ErrMalformed
	case v.Expect == "bad_signature":
		return typeseal.ErrForged
	}
	t.Fatalf("unknown expectation %q", v.Expect)
	return nil
}

func (v *cookieVector) read(t *testing.T, want error, opts ...Option) {
	t.Helper()
	keys := newKeys(t, v.SecretKey, v.SecretKeyFallbacks)
	s, err := NewCookieSigner(keys, v.ReadCookieName, v.ReadCookieSalt, opts...)
	fatal(t, err)
	maxAge := typeseal.Unlimited
	if v.MaxAge != nil {
		maxAge = time.Duration(*v.MaxAge * float64(time.Second))
	}
	got, _, err := s.openAt(v.Token, maxAge, compattest.Clock(v.Now))
	if !errors.Is(err, want) || err != nil && !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("%d options: %v, want %v", len(opts), err, want)
	}
	if err == nil && got != *v.ExpectValue {
		t.Errorf("value %q, want %q", got, *v.ExpectValue)
	}
}

// TestCookieNamespaces: no two pairs of a name and a salt accept each other's cookies.
func TestCookieNamespaces(t *testing.T) {
	pairs := [][2]string{
		{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"c", "ab"}, {"b", "a"}, {"a", "b"}, {"é", "a"}, {"a", "é"},
		{"1:a", "b"}, {"a", "1:b"},
		{"1:ba", "django.http.cookies.v2:"}, {"django.http.cookies.v2:1:ba", ""},
	}
	keys := newKeys(t, "secret", nil)
	for _, made := range pairs {
		s, err := NewCookieSigner(keys, made[0], made[1])
		fatal(t, err)
		token, err := s.Sign("value")
		fatal(t, err)
		for _, read := range pairs {
			s, err := NewCookieSigner(keys, read[0], read[1])
			fatal(t, err)
			want := typeseal.ErrForged
			if made == read {
				want = nil
			}
			if _, err := s.Unsign(token, time.Hour); !errors.Is(err, want) {
				t.Errorf("%q reads %q: %v", read, made, err)
			}
		}
	}
}

// TestLegacyCookiesEnd: a signer that was made before the end of the option refuses
// legacy cookies after it.
func TestLegacyCookiesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		old, err := legacySigner(t, "secret", "theme", "shop").signText("dark", &now)
		fatal(t, err)
		end := AcceptLegacyCookies(now.Add(24 * time.Hour))
		s, err := NewCookieSigner(newKeys(t, "secret", nil), "theme", "shop", end)
		fatal(t, err)
		time.Sleep(24*time.Hour - time.Nanosecond)
		if got, err := s.Unsign(old, 48*time.Hour); err != nil || got != "dark" {
			t.Errorf("the day before: %q, %v", got, err)
		}
		if _, err := s.Unsign(old, time.Hour); !errors.Is(err, typeseal.ErrExpired) {
			t.Errorf("too old: %v", err)
		}
		time.Sleep(time.Nanosecond)
		if _, err := s.Unsign(old, 48*time.Hour); !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("after the end: %v", err)
		}
		if token, err := s.Sign("dark"); err != nil || token == old {
			t.Errorf("signed %q, %v", token, err)
		}
	})
}

// TestLegacySHA1: cookies of Django 3.0 have both the old salt and the old hash.
func TestLegacySHA1(t *testing.T) {
	compattest.NeedAlgorithm(t, "sha1")
	now := time.Now()
	old, err := legacySigner(t, "secret", "theme", "shop", Algorithm("sha1")).signText("dark", &now)
	fatal(t, err)
	end := AcceptLegacyCookies(now.Add(time.Hour))
	for _, test := range []struct {
		opts []Option
		want error
	}{
		{nil, typeseal.ErrForged}, {[]Option{end}, typeseal.ErrForged},
		{[]Option{AcceptSHA1()}, typeseal.ErrForged}, {[]Option{AcceptSHA1(), end}, nil},
	} {
		s, err := NewCookieSigner(newKeys(t, "secret", nil), "theme", "shop", test.opts...)
		fatal(t, err)
		if _, err := s.Unsign(old, time.Hour); !errors.Is(err, test.want) {
			t.Errorf("%d options: %v, want %v", len(test.opts), err, test.want)
		}
	}
}

func TestCookieOptions(t *testing.T) {
	keys, end := newKeys(t, "secret", nil), AcceptLegacyCookies(time.Now())
	cookie := func(name, salt string, opts ...Option) error {
		_, err := NewCookieSigner(keys, name, salt, opts...)
		return err
	}
	_, signer := NewSigner(keys, end)
	_, stamped := NewTimestampSigner(keys, end)
	_, reset := NewPasswordReset(keys, time.Hour, time.UTC, end)
	_, dumps := Dumps(keys, 1, end)
	spec := compattest.Panicked(t, func() { NewSpec(time.Hour, end) })
	_, none := NewCookieSigner(nil, "a", "b", end)
	for name, err := range map[string]error{
		"no name": cookie("", "salt"), "name": cookie("\xff", "salt"), "salt": cookie("a", "\xff"),
		"Salt":   cookie("a", "b", Salt("c")),
		"no end": cookie("a", "b", AcceptLegacyCookies(time.Time{})), "Signer": signer,
		"TimestampSigner": stamped, "PasswordReset": reset,
		"Dumps": dumps, "Loads": Loads(keys, "", time.Hour, new(int), end), "Spec": spec, "keys": none,
	} {
		if !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := cookie("a", "b", end); err != nil {
		t.Errorf("an end in the past: %v", err)
	}
}

func ptr[T any](v T) *T { return &v }
