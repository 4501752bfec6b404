package django

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// resetVector is one case of vectors/django_password_reset.json.
type resetVector struct {
	Name, Note, Quirk string
	Key               string
	FallbackKeys      []string `json:"fallback_keys"`
	KeySalt           string   `json:"key_salt"`
	Algorithm         string
	Timeout           int64
	UserPK            json.RawMessage `json:"user_pk"`
	UserPassword      string          `json:"user_password"`
	UserLastLogin     *string         `json:"user_last_login"`
	UserEmail         string          `json:"user_email"`
	UIDB64            string          `json:"uidb64"`
	Time, Now         string
	Seconds           int64  `json:"timestamp_seconds_since_2001"`
	HashValueAtIssue  string `json:"hash_value_at_issue"`
	Token             string
	EncodeExact       bool `json:"encode_exact"`
	Expect            string
}

func TestResetVectors(t *testing.T) {
	for _, v := range compattest.Vectors[resetVector](t, "django_password_reset.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func (v *resetVector) run(t *testing.T) {
	p, u := v.generator(t, AcceptFuture()), v.user(t)
	issued, now := wall(t, v.Time), wall(t, v.Now)
	if got := u.text(v.Seconds); got != v.HashValueAtIssue {
		t.Errorf("text %q", got)
	}
	pk, err := DecodeUID(v.UIDB64)
	if err != nil || EncodeUID(pk) != v.UIDB64 || v.Expect == "ok" && pk != u.PK {
		t.Errorf("primary key %q, %v", pk, err)
	}
	if v.EncodeExact {
		if token, err := p.makeAt(u, issued); err != nil || token != v.Token {
			t.Errorf("token %s, %v", token, err)
		}
	}
	err = p.checkAt(u, v.Token, now)
	if want := v.verdict(t); !errors.Is(err, want) || (err == nil) != (want == nil) {
		t.Fatalf("check: %v, want %v", err, want)
	}
	if strict := v.generator(t).checkAt(u, v.Token, now); err == nil && issued.Sub(now) > time.Minute {
		if !errors.Is(strict, typeseal.ErrNotYetValid) {
			t.Errorf("from the future: %v", strict)
		}
	} else if !errors.Is(strict, err) {
		t.Errorf("check: %v, want %v", strict, err)
	}
}

func (v *resetVector) verdict(t *testing.T) error {
	switch v.Expect {
	case "ok":
		return nil
	case "rejected":
		return typeseal.ErrInvalid
	}
	t.Fatalf("unknown expectation %q", v.Expect)
	return nil
}

func (v *resetVector) generator(t *testing.T, more ...Option) *PasswordReset {
	t.Helper()
	opts := append([]Option{Salt(v.KeySalt), algorithmOption(v.Algorithm)}, more...)
	keys, timeout := newKeys(t, v.Key, v.FallbackKeys), time.Duration(v.Timeout)*time.Second
	p, err := NewPasswordReset(keys, timeout, time.UTC, opts...)
	fatal(t, err)
	return p
}

func (v *resetVector) user(t *testing.T) User {
	t.Helper()
	u := User{PK: string(v.UserPK), Password: v.UserPassword, Email: v.UserEmail}
	if v.UserPK[0] == '"' {
		fatal(t, json.Unmarshal(v.UserPK, &u.PK))
	}
	if v.UserLastLogin != nil {
		u.LastLogin = wall(t, *v.UserLastLogin)
	}
	return u
}

// wall parses a time without a zone.
func wall(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04:05.999999", s)
	fatal(t, err)
	return at
}

func TestPasswordResetKinds(t *testing.T) {
	p, err := NewPasswordReset(newKeys(t, "secret", nil), ResetTimeout, time.UTC)
	fatal(t, err)
	u := User{PK: "7", Password: "hash", Email: "ana@example.com"}
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	token, err := p.makeAt(u, now)
	fatal(t, err)
	changed := u
	changed.Password = "another hash"
	for _, c := range []struct {
		name  string
		user  User
		token string
		now   time.Time
		want  error
	}{
		{"good", u, token, now, nil},
		{"at the timeout", u, token, now.Add(ResetTimeout), nil},
		{"a fraction later", u, token, now.Add(ResetTimeout + 900*time.Millisecond), nil},
		{"expired", u, token, now.Add(ResetTimeout + time.Second), typeseal.ErrExpired},
		{"60 s early", u, token, now.Add(-60 * time.Second), nil},
		{"61 s early", u, token, now.Add(-61 * time.Second), typeseal.ErrNotYetValid},
		{"changed user", changed, token, now, typeseal.ErrForged},
		{"expired and changed", changed, token, now.Add(9 * ResetTimeout), typeseal.ErrForged},
		{"leading zero", u, "0" + token, now, typeseal.ErrMalformed},
		{"upper case time", u, "T" + token[1:], now, typeseal.ErrMalformed},
		{"no dash", u, "abc", now, typeseal.ErrMalformed},
		{"13 digits", u, "1234567890123-0", now, typeseal.ErrMalformed},
		{"negative", u, "-5-0", now, typeseal.ErrMalformed},
		{"farthest time", u, "zzzzzzzzzzzz-0", now, typeseal.ErrForged},
	} {
		if err := p.checkAt(c.user, c.token, c.now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := p.makeAt(u, time.Unix(0, 0)); !errors.Is(err, typeseal.ErrMint) {
		t.Errorf("before 2001: %v", err)
	}
}

// TestPasswordResetClockChange: Django's tokens contain local time without a zone, and
// one hour in autumn happens twice.
func TestPasswordResetClockChange(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	fatal(t, err)
	p, err := NewPasswordReset(newKeys(t, "secret", nil), time.Hour, berlin)
	fatal(t, err)
	issued := time.Date(2026, 10, 25, 0, 55, 0, 0, time.UTC) // 02:55, for the first time
	token, err := p.makeAt(User{}, issued)
	fatal(t, err)
	if err := p.checkAt(User{}, token, issued.Add(10*time.Minute)); err != nil { // 02:05
		t.Errorf("ten minutes later: %v", err)
	}
	if err := p.checkAt(User{}, token, issued.Add(-10*time.Minute)); !errors.Is(err, typeseal.ErrNotYetValid) {
		t.Errorf("ten minutes early: %v", err)
	}
}
