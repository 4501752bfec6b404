package cart

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/examples/moving/internal/rollout"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/testdata/python"
)

const secretKey = "the SECRET_KEY of the old site"

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestSteps: no request is refused while the hosts in Python learn to read native cookies, and
// hosts in Go then take their places.
func TestSteps(t *testing.T) { python.Each(t, change) }

func change(t *testing.T, p python.Peer) {
	key := typeseal.GenerateKey()
	ring, err := typeseal.ParseKeyring(key)
	check(t, err)
	golang, err := newSecond(ring, secretKey)
	check(t, err)
	env := []string{"SECRET_KEY=" + secretKey, "TYPESEAL_KEYS=" + key, "DJANGO_SETTINGS_MODULE=settings"}
	pythons := []*rollout.Python{
		rollout.StartPython(t, p.Path, "before", env...), rollout.StartPython(t, p.Path, "first", env...),
	}
	rollout.Steps(t, 1, func(number int) rollout.Host {
		if number == 2 {
			return rollout.Host{
				Mint: func(user int64) (string, error) { return golang.mint(Cart{user, map[string]int64{"book": 2}}) },
				Read: func(value string) (int64, error) {
					cart, err := golang.read(value)
					return cart.UserID, err
				},
			}
		}
		return rollout.Host{
			Mint: func(user int64) (string, error) {
				return pythons[number].Mint(map[string]any{"uid": user, "items": map[string]int{"book": 2}})
			},
			Read: func(value string) (int64, error) {
				var cart struct{ UID int64 }
				err := pythons[number].Read(value, &cart)
				return cart.UID, err
			},
		}
	}, 14*24*time.Hour)
}
