package account

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/examples/moving/internal/rollout"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/itsdangerous"
	"github.com/typeseal/typeseal/testdata/peer"
)

const secretKey = "the SECRET_KEY of the old site"

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start starts a version of the site that is written in Python.
func start(t *testing.T, module, key string) *rollout.Python {
	t.Helper()
	command, err := peer.Find("python-newest")
	peer.Need(t, err)
	return rollout.StartPython(t, command[0], module, "SECRET_KEY="+secretKey, "TYPESEAL_KEYS="+key)
}

// TestSteps: no request is refused while the hosts in Python learn to read native tokens, and
// hosts in Go then take their places.
func TestSteps(t *testing.T) {
	key := typeseal.GenerateKey()
	ring, err := typeseal.ParseKeyring(key)
	check(t, err)
	golang, err := newSecond(ring, secretKey)
	check(t, err)
	pythons := []*rollout.Python{start(t, "before", key), start(t, "first", key)}
	rollout.Steps(t, 1, func(number int) rollout.Host {
		if number == 2 {
			return rollout.Host{
				Mint: func(user int64) (string, error) { return golang.mint(Login{user, "ana@example.com"}) },
				Read: func(token string) (int64, error) {
					login, err := golang.read(token)
					return login.UserID, err
				},
			}
		}
		return rollout.Host{
			Mint: func(user int64) (string, error) {
				return pythons[number].Mint(map[string]any{"uid": user, "email": "ana@example.com"})
			},
			Read: func(token string) (int64, error) {
				var login struct{ UID int64 }
				err := pythons[number].Read(token, &login)
				return login.UID, err
			},
		}
	}, time.Hour)
}

// TestFlask: the sessions of Flask have a salt and a derivation of their own.
func TestFlask(t *testing.T) {
	session := start(t, "flask_session", "")
	synctest.Test(t, func(t *testing.T) {
		value, err := session.Mint(map[string]any{"user_id": 42})
		check(t, err)
		ring, err := typeseal.ParseKeyring(typeseal.GenerateKey())
		check(t, err)
		old, err := itsdangerous.NewKeys(secretKey)
		check(t, err)
		var visitor Visitor
		if err := visitor.Verify(ring, old, value); err != nil || visitor.UserID != 42 {
			t.Errorf("%+v, %v", visitor, err)
		}
	})
}
