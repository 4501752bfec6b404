package opened

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func TestJudge(t *testing.T) {
	now := time.Unix(1700000000, 0)
	far := time.Unix(1<<53, 0)
	for _, c := range []struct {
		issued        time.Time
		maxAge, ahead time.Duration
		want          error
	}{
		{now, 0, 0, nil},
		{now.Add(-time.Hour), time.Hour, Skew, nil},
		{now.Add(-time.Hour - 1), time.Hour, Skew, typeseal.ErrExpired},
		{now.Add(-time.Hour), typeseal.Unlimited, Skew, nil},
		{now.Add(-1), 0, Skew, typeseal.ErrExpired},
		{now.Add(-1), -2, Skew, typeseal.ErrExpired},
		{now.Add(Skew), time.Hour, Skew, nil},
		{now.Add(Skew + 1), time.Hour, Skew, typeseal.ErrNotYetValid},
		{now.Add(Skew + 1), time.Hour, typeseal.Unlimited, nil},
		{far, time.Hour, Skew, typeseal.ErrNotYetValid},
		{far, time.Hour, typeseal.Unlimited, nil},
		{time.Unix(-1<<53, 0), math.MaxInt64 - 1, Skew, typeseal.ErrExpired},
		{time.Unix(-1<<53, 0), typeseal.Unlimited, Skew, nil},
	} {
		if err := Judge(c.issued, now, c.maxAge, c.ahead); err != c.want {
			t.Errorf("issued %v, max age %v, ahead %v: %v, want %v", c.issued, c.maxAge, c.ahead, err, c.want)
		}
	}
}

func TestFinish(t *testing.T) {
	issued := time.Unix(1700000000, 0).UTC()
	fresh, expired := New("text", issued, time.Hour, nil), New("text", issued, time.Hour, typeseal.ErrExpired)
	v := 42
	var e *typeseal.ExpiredError[int]
	for what, c := range map[string]struct{ got, want error }{
		"fresh":                    {Finish(fresh, &v, true), nil},
		"fresh, not decoded":       {Finish(fresh, &v, false), typeseal.ErrPayload},
		"expired":                  {Finish(expired, &v, true), typeseal.ErrExpired},
		"expired, not decoded":     {Finish(expired, &v, false), typeseal.ErrExpired},
		"expired, with no payload": {errors.Unwrap(Finish(expired, &v, false)), nil},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	err := Finish(expired, &v, true)
	if !errors.As(err, &e) || e.Payload() != 42 || e.IssuedAt != issued || e.ExpiredAt != issued.Add(time.Hour) {
		t.Errorf("%#v", err)
	}
	if unlimited := New("text", issued, typeseal.Unlimited, nil); !unlimited.expiresAt.IsZero() {
		t.Error("the max age is unlimited, but there is an end")
	}
	if text := fmt.Sprintf("%v %+v %#v %s %x", fresh, &fresh, fresh, &fresh, fresh); strings.Contains(text, "text") {
		t.Error(text)
	}
}
