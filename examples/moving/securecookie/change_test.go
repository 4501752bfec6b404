package forum

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/securecookie"

	"github.com/typeseal/typeseal/examples/moving/internal/rollout"
	typeseal "github.com/typeseal/typeseal/runtime"
)

var (
	hashKey  = []byte("the hash key of the old cookies, 32 bytes or more")
	blockKey = []byte("the old block key of 32 bytes...")
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A version is the site after some steps.
type version interface {
	mint(Session) (string, error)
	read(value string) (Session, error)
}

func versions(t *testing.T) []version {
	t.Helper()
	ring, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	check(t, err)
	one, err := newFirst(ring, hashKey, blockKey)
	check(t, err)
	return []version{newBefore(hashKey, blockKey), one, second{one}}
}

// TestSteps: no request is refused while the hosts change over.
func TestSteps(t *testing.T) {
	all := versions(t)
	rollout.Steps(t, 5, func(number int) rollout.Host {
		v := all[number]
		return rollout.Host{
			Mint: func(user int64) (string, error) { return v.mint(Session{user, []string{"readers"}}) },
			Read: func(value string) (int64, error) {
				session, err := v.read(value)
				return session.UserID, err
			},
		}
	}, 30*24*time.Hour)
}

// TestSunset: after the date of the directive, only native cookies are accepted.
func TestSunset(t *testing.T) {
	all, want := versions(t), Session{42, []string{"readers", "writers"}}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2027, 3, 31, 23, 59, 59, 0, time.UTC)))
		old, err := all[0].mint(want)
		check(t, err)
		native, err := all[2].mint(want)
		check(t, err)
		if got, err := all[2].read(old); err != nil || !slices.Equal(got.Groups, want.Groups) {
			t.Errorf("in the last second: %+v, %v", got, err)
		}
		time.Sleep(time.Second)
		if _, err := all[2].read(old); !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("after the last day: %v", err)
		}
		if got, err := all[2].read(native); err != nil || got.UserID != 42 {
			t.Errorf("a native cookie: %+v, %v", got, err)
		}
	})
}

// TestLengths: the page tells how long cookies are.
func TestLengths(t *testing.T) {
	page, err := os.ReadFile("README.md")
	check(t, err)
	var lengths [3]int
	for i, v := range versions(t) {
		value, err := v.mint(Session{8734512, []string{"readers"}})
		check(t, err)
		lengths[i] = len(value)
	}
	text := fmt.Sprintf("has %d characters instead of %d", lengths[2], lengths[0])
	if !strings.Contains(strings.Join(strings.Fields(string(page)), " "), text) {
		t.Errorf("the page does not say that a cookie %s", text)
	}
}

// TestSessions: the values of a session of gorilla/sessions are a map. It encodes them as
// here.
func TestSessions(t *testing.T) { synctest.Test(t, sessions) } // long before the last day

func sessions(t *testing.T) {
	all, codecs := versions(t), newBefore(hashKey, blockKey).codecs
	for what, c := range map[string]struct {
		values map[any]any
		good   bool
	}{
		"fields":      {map[any]any{"uid": int64(42), "groups": []string{"readers"}}, true},
		"int":         {map[any]any{"uid": 42, "groups": []string{"readers"}}, true},
		"names in Go": {map[any]any{"UserID": 42}, false},
		"flash":       {map[any]any{"uid": 42, "_flash": []string{"Welcome"}}, false},
	} {
		value, err := securecookie.EncodeMulti("session", c.values, codecs...)
		check(t, err)
		session, err := all[1].read(value)
		good := err == nil && session.UserID == 42 && slices.Equal(session.Groups, []string{"readers"})
		if good != c.good || !good && !errors.Is(err, typeseal.ErrInvalid) {
			t.Errorf("%s: %+v, %v", what, session, err)
		}
	}
}
