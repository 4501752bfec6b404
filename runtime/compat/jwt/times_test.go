package jwt

import (
	"errors"
	"fmt"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// TestTimes has the claims of tokens as the seconds after now.
func TestTimes(t *testing.T) {
	keys := newKeys(t)
	at := func(now time.Time, name, seconds string) string {
		if seconds == "" {
			return ""
		}
		d, err := time.ParseDuration(seconds + "s")
		fatal(t, err)
		return fmt.Sprintf(`,"%s":%d%s`, name, now.Add(d).Unix(), now.Add(d).Format(".000"))
	}
	for _, c := range []struct {
		iat, nbf, exp string
		maxAge        time.Duration
		want          error
		future        error
	}{
		{"", "", "", typeseal.Unlimited, nil, nil},
		{"", "", "", time.Hour, typeseal.ErrPayload, typeseal.ErrPayload},
		{"", "0", "", time.Hour, typeseal.ErrPayload, typeseal.ErrPayload},
		{"0", "", "", time.Hour, nil, nil},
		{"-3600", "", "", time.Hour, nil, nil},
		{"-3600.1", "", "", time.Hour, typeseal.ErrExpired, typeseal.ErrExpired},
		{"-3601", "", "9", time.Hour, typeseal.ErrExpired, typeseal.ErrExpired},
		{"-99999999", "", "", typeseal.Unlimited, nil, nil},
		{"60", "", "", time.Hour, nil, nil},
		{"60.1", "", "", time.Hour, typeseal.ErrNotYetValid, nil},
		{"61", "", "70", typeseal.Unlimited, typeseal.ErrNotYetValid, nil},
		{"61", "", "-1", typeseal.Unlimited, typeseal.ErrNotYetValid, typeseal.ErrExpired},
		{"0", "60", "", time.Hour, nil, nil},
		{"0", "60.1", "", time.Hour, typeseal.ErrNotYetValid, typeseal.ErrNotYetValid},
		{"-9", "61", "-5", time.Hour, typeseal.ErrNotYetValid, typeseal.ErrNotYetValid},
		{"0", "", "0.1", time.Hour, nil, nil},
		{"0", "", "0", time.Hour, typeseal.ErrExpired, typeseal.ErrExpired},
		{"0", "", "-0.1", time.Hour, typeseal.ErrExpired, typeseal.ErrExpired},
		{"0", "", "999999", time.Hour, nil, nil},
		{"", "", "1", time.Hour, nil, nil},
		{"", "", "0", time.Hour, typeseal.ErrExpired, typeseal.ErrExpired},
		{"", "", "3660", time.Hour, nil, nil},
		{"", "", "3660.1", time.Hour, typeseal.ErrNotYetValid, typeseal.ErrNotYetValid},
		{"", "", "999999", typeseal.Unlimited, nil, nil},
		{"", "", "-999999999", time.Hour, typeseal.ErrExpired, typeseal.ErrExpired},
	} {
		claims := `{"uid":1` + at(testNow, "iat", c.iat) + at(testNow, "nbf", c.nbf) + at(testNow, "exp", c.exp) + "}"
		for future, want := range map[bool]error{false: c.want, true: c.future} {
			spec := NewSpec("HS256", c.maxAge)
			spec.future = future
			o, err := spec.openAt(keys, sign(testHead, claims), testNow)
			if err == nil {
				err = Finish(o, new(int), true)
			}
			if !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("%+v: future accepted %v: %v", c, future, err)
			}
		}
	}
}

// TestExtremes: times at the ends of what is accepted do not overflow.
func TestExtremes(t *testing.T) {
	keys := newKeys(t)
	for claims, want := range map[string]error{
		`{"iat":253402300799}`:                       typeseal.ErrNotYetValid,
		`{"iat":-253402300799}`:                      typeseal.ErrExpired,
		`{"nbf":253402300799,"iat":1700000000}`:      typeseal.ErrNotYetValid,
		`{"nbf":-253402300799,"iat":1700000000}`:     nil,
		`{"exp":253402300799}`:                       typeseal.ErrNotYetValid,
		`{"exp":-253402300799}`:                      typeseal.ErrExpired,
		`{"exp":253402300799,"iat":1700000000}`:      nil,
		`{"exp":-253402300799,"iat":1700000000}`:     typeseal.ErrExpired,
		`{"exp":253402300798.9999,"iat":1700000000}`: nil,
	} {
		o, err := NewSpec("HS256", time.Hour).openAt(keys, sign(testHead, claims), testNow)
		if err == nil {
			err = Finish(o, new(int), true)
		}
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s: %v, want %v", claims, err, want)
		}
	}
}

// TestExpired: an expired token shows its payload, and when it was valid.
func TestExpired(t *testing.T) {
	keys := newKeys(t)
	for claims, want := range map[string]struct{ issued, last int64 }{
		`{"iat":1600000000.9}`:                  {1600000000, 1600003600},
		`{"iat":1600000000,"exp":1600000300}`:   {1600000000, 1600000299},
		`{"iat":1600000000,"exp":1600000300.5}`: {1600000000, 1600000300},
		`{"iat":1600000000,"exp":1699999999}`:   {1600000000, 1600003600},
		`{"exp":1600000300}`:                    {0, 1600000299},
	} {
		o, err := NewSpec("HS256", time.Hour).openAt(keys, sign(testHead, claims), testNow)
		fatal(t, err)
		payload := "42"
		var expired *typeseal.ExpiredError[string]
		if !errors.As(Finish(o, &payload, true), &expired) || expired.Payload() != "42" {
			t.Fatalf("%s: %v", claims, Finish(o, &payload, true))
		}
		issued := time.Unix(want.issued, 0)
		if want.issued == 0 {
			issued = time.Time{}
		}
		if !expired.IssuedAt.Equal(issued) || !expired.ExpiredAt.Equal(time.Unix(want.last, 0)) {
			t.Errorf("%s: %v to %v", claims, expired.IssuedAt, expired.ExpiredAt)
		}
		if err := Finish(o, &payload, false); err != typeseal.ErrExpired {
			t.Errorf("expired and not decoded: %v", err)
		}
	}
}
