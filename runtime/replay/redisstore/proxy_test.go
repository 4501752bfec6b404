package redisstore_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
)

// startProxy returns a proxy before a server and a client that goes through it.
func startProxy(t *testing.T, retries int) (*peer.Proxy, *redis.Client) {
	server := startRedis(t)
	socket := filepath.Join(server.Dir, "proxy.sock")
	p := peer.StartProxy(t, socket, server.Socket())
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, MaxRetries: retries, PoolSize: 1})
	t.Cleanup(func() { client.Close() })
	return p, client
}

// isAnswer tells replies to the store's script: arrays of two strings of 16.
func isAnswer(reply string) bool { return strings.HasPrefix(reply, "*2\r\n$16\r\n") }

// TestLostAnswer is R05 where the client does not ask again by itself.
func TestLostAnswer(t *testing.T) {
	p, client := startProxy(t, -1)
	store := open(t, client)
	wantFirst(t, store, newUse(0), true)
	use := newUse(1)
	use.Claim = [16]byte{1}
	p.Lose(isAnswer)
	if _, err := store.Consume(context.Background(), use); err == nil {
		t.Fatal("an answer came through")
	}
	wantFirst(t, store, use, true)
	use.Claim = [16]byte{2}
	wantFirst(t, store, use, false)
	wantFirst(t, store, newUse(1), false)
}

// TestLostAnswerAndRetry: go-redis asks again by itself, which must not make its
// caller's own first use look like another's.
func TestLostAnswerAndRetry(t *testing.T) {
	p, client := startProxy(t, 3)
	store := open(t, client)
	wantFirst(t, store, newUse(0), true)
	p.Lose(isAnswer)
	wantFirst(t, store, newUse(1), true)
	wantFirst(t, store, newUse(1), false)
}

// TestOtherReply is R06: the answer to another request, a yes, is no answer.
func TestOtherReply(t *testing.T) {
	p, client := startProxy(t, -1)
	store := open(t, client)
	wantFirst(t, store, newUse(0), true)
	var first string
	p.Mangle(func(reply string) (string, bool) {
		if !isAnswer(reply) {
			return reply, true
		}
		if first == "" {
			first = reply
		}
		return first, true
	})
	wantFirst(t, store, newUse(1), true)
	got, err := store.Consume(context.Background(), newUse(1))
	if err == nil || got {
		t.Fatalf("got %v, %v", got, err)
	}
	for _, garbage := range []string{"$2\r\nOK\r\n", ":1\r\n", "*0\r\n", "*2\r\n:1\r\n:1\r\n", "$-1\r\n", "+OK\r\n"} {
		p.Mangle(func(reply string) (string, bool) { return garbage, true })
		if got, err := store.Consume(context.Background(), newUse(2)); err == nil || got {
			t.Errorf("%q: got %v, %v", garbage, got, err)
		}
	}
}
