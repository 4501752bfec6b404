package redisstore_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// startProxy returns a store that talks to a new server through a proxy.
func startProxy(t *testing.T, retries int) (*peer.Proxy, *redisstore.Store) {
	return proxied(t, startRedis(t), retries)
}

// proxied returns a store that talks to a server through a proxy.
func proxied(t *testing.T, server *peer.Server, retries int) (*peer.Proxy, *redisstore.Store) {
	socket := filepath.Join(server.Dir, fmt.Sprintf("%d.sock", time.Now().UnixNano()))
	p := peer.StartProxy(t, socket, server.Socket())
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, MaxRetries: retries, PoolSize: 16})
	t.Cleanup(func() { client.Close() })
	return p, open(t, client)
}

// isAnswer reports whether a reply is a reply of the store's script: an array of eight
// strings, the first of 16 bytes.
func isAnswer(reply string) bool { return strings.HasPrefix(reply, "*8\r\n$16\r\n") }

func TestLostAnswer(t *testing.T) {
	p, store := startProxy(t, -1)
	p.CheckLostAnswer(t, store, isAnswer)
}

// TestLostAnswerAndRetry: a request that go-redis repeats by itself does not mistake its
// own key for another caller's.
func TestLostAnswerAndRetry(t *testing.T) {
	p, store := startProxy(t, 3)
	for _, use := range []typeseal.Use{storetest.NewUse(), storetest.Claimed(storetest.NewUse(), storetest.Random())} {
		p.Lose(isAnswer)
		if r, err := store.Consume(t.Context(), use); !r.First || err != nil {
			t.Errorf("got %+v, %v; want First", r, err)
		}
		storetest.Want(t, store, false, storetest.Claimed(use, [16]byte{}))
	}
}

func TestOtherAnswer(t *testing.T) {
	p, store := startProxy(t, -1)
	p.CheckOtherAnswer(t, store, isAnswer)
	for _, garbage := range []string{"$2\r\nOK\r\n", ":1\r\n", "*0\r\n", "*2\r\n:1\r\n:1\r\n", "$-1\r\n", "+OK\r\n"} {
		p.Change(func(string) (string, bool) { return garbage, true })
		storetest.WantError(t, store, storetest.NewUse(), nil)
	}
}
