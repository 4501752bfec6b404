package shop

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	jwt "github.com/golang-jwt/jwt/v5"

	"github.com/typeseal/typeseal/examples/moving/internal/rollout"
	typeseal "github.com/typeseal/typeseal/runtime"
)

var secret = []byte("the secret of the old tokens, 32 bytes or more")

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A version is the site after some steps.
type version interface {
	mint(Session) (string, error)
	read(token string) (Session, error)
}

func versions(t *testing.T) []version {
	t.Helper()
	ring, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	check(t, err)
	one, err := newFirst(ring, secret)
	check(t, err)
	return []version{before{secret}, one, second{one}}
}

// sessionOf returns a session. Old tokens of most of them have no role, or null for the teams.
func sessionOf(user int64) Session {
	teams := [][]string{nil, {"news"}, {}}
	return Session{user, []string{"", "editor"}[user%2], teams[user%3]}
}

// TestSteps: no request is refused while the hosts change over.
func TestSteps(t *testing.T) {
	all := versions(t)
	rollout.Steps(t, 5, func(number int) rollout.Host {
		v := all[number]
		return rollout.Host{
			Mint: func(user int64) (string, error) { return v.mint(sessionOf(user)) },
			Read: func(token string) (int64, error) {
				session, err := v.read(token)
				return session.UserID, err
			},
		}
	}, 8*time.Hour)
}

// TestSunset: after the date of the directive, only native tokens are accepted.
func TestSunset(t *testing.T) {
	all := versions(t)
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2027, 3, 31, 23, 59, 59, 0, time.UTC)))
		old, err := all[0].mint(Session{UserID: 42})
		check(t, err)
		native, err := all[2].mint(Session{UserID: 42})
		check(t, err)
		if _, err := all[2].read(old); err != nil {
			t.Errorf("in the last second: %v", err)
		}
		time.Sleep(time.Second)
		if _, err := all[2].read(old); !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("after the last day: %v", err)
		}
		if session, err := all[2].read(native); err != nil || session.UserID != 42 {
			t.Errorf("a native token: %+v, %v", session, err)
		}
	})
}

// TestLengths: the page tells how long tokens are.
func TestLengths(t *testing.T) {
	page, err := os.ReadFile("README.md")
	check(t, err)
	var lengths [3]int
	for i, v := range versions(t) {
		token, err := v.mint(Session{8734512, "editor", []string{"news"}})
		check(t, err)
		lengths[i] = len(token)
	}
	text := fmt.Sprintf("has %d characters instead of %d", lengths[2], lengths[0])
	if !strings.Contains(strings.Join(strings.Fields(string(page)), " "), text) {
		t.Errorf("the page does not say that a token %s", text)
	}
}

// TestCannot: tokens that the page says cannot be moved are refused.
func TestCannot(t *testing.T) { synctest.Test(t, cannot) } // long before the last day

func cannot(t *testing.T) {
	all := versions(t)
	for what, c := range map[string]struct {
		claims jwt.MapClaims
		good   bool
	}{
		"all claims":     {jwt.MapClaims{"uid": 42, "role": "", "teams": []string{}, "jti": "7"}, true},
		"missing":        {jwt.MapClaims{"uid": 42}, true},
		"null":           {jwt.MapClaims{"uid": 42, "role": nil, "teams": nil}, true},
		"null in a list": {jwt.MapClaims{"uid": 42, "teams": []any{nil}}, false},
		"another":        {jwt.MapClaims{"uid": 42, "sub": "42"}, false},
		"another's null": {jwt.MapClaims{"uid": 42, "sub": nil}, false},
		"other issuer":   {jwt.MapClaims{"uid": 42, "iss": "x"}, false},
		"audience":       {jwt.MapClaims{"uid": 42, "aud": "billing"}, false},
	} {
		if c.claims["aud"] == nil {
			c.claims["aud"] = "shop"
		}
		c.claims["exp"] = time.Now().Add(time.Hour).Unix()
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c.claims).SignedString(secret)
		check(t, err)
		session, err := all[1].read(token)
		good := err == nil && reflect.DeepEqual(session, Session{UserID: 42})
		if good != c.good || !good && !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("%s: %+v, %v", what, session, err)
		}
	}
}

// TestCutoff: a cutoff ends old tokens that were issued before, and those that do not say
// when.
func TestCutoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cutoff := "\ncutoff " + time.Now().UTC().Format(time.RFC3339) + "\n"
		ring, err := typeseal.ParseKeyring(typeseal.GenerateKey() + cutoff)
		check(t, err)
		site, err := newFirst(ring, secret)
		check(t, err)
		for seconds, want := range map[int64]error{-1: typeseal.ErrRevoked, 0: nil, 1: nil} {
			c := jwt.MapClaims{"uid": 42, "role": "editor", "aud": "shop", "iat": time.Now().Unix() + seconds}
			token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(secret)
			check(t, err)
			if _, err := site.read(token); !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("%d seconds after the cutoff: %v", seconds, err)
			}
			delete(c, "iat")
			c["exp"] = time.Now().Unix() + 60
			token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(secret)
			check(t, err)
			if _, err := site.read(token); !errors.Is(err, typeseal.ErrRevoked) {
				t.Errorf("without iat: %v", err)
			}
		}
	})
}
