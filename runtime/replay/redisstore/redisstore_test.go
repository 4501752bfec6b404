package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
)

func TestMain(m *testing.M) { crew.Main(m, openTarget, nil) }

// openTarget connects without retries, so that the workers see every failure.
func openTarget(socket string) (*crew.Target, error) {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, MaxRetries: -1})
	store, err := redisstore.New(context.Background(), client)
	bare := func(id [16]byte) error {
		return client.SetNX(context.Background(), string(id[:]), "", time.Hour).Err()
	}
	return &crew.Target{Store: store, Bare: bare, Close: client.Close}, err
}

// startRedis starts a server with an appendonly file that is written at each
// change, and with further settings.
func startRedis(t testing.TB, settings ...string) *peer.Server {
	t.Helper()
	server, err := peer.Redis(append([]string{"appendonly", "yes", "appendfsync", "always"}, settings...)...)
	peer.Require(t, err)
	t.Cleanup(server.Remove)
	return server
}

func connect(t testing.TB, server *peer.Server) *redis.Client {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: server.Socket()})
	t.Cleanup(func() { client.Close() })
	return client
}

func open(t testing.TB, client redis.UniversalClient) *redisstore.Store {
	t.Helper()
	store, err := redisstore.New(context.Background(), client)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// TestStore runs the conformance suite on one server.
func TestStore(t *testing.T) {
	server := startRedis(t)
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		return replaytest.Subject{
			Store: open(t, connect(t, server)),
			Clock: func(now func() time.Time) (replaytest.Subject, error) {
				store, err := redisstore.New(context.Background(), connect(t, server), redisstore.Clock(now))
				return replaytest.Subject{Store: store}, err
			},
			Restart: func() (typeseal.Store, error) {
				if err := errors.Join(server.Kill(), server.Start()); err != nil {
					return nil, err
				}
				return open(t, connect(t, server)), nil
			},
			Down: func() (func() error, error) { return server.Start, server.Kill() },
			Hang: func() (func() error, error) { return server.Resume, server.Pause() },
		}
	})
}

// TestRefusesServersThatForget is R07.
func TestRefusesServersThatForget(t *testing.T) {
	for _, test := range []struct {
		settings []string
		want     error
	}{
		{[]string{"maxmemory-policy", "allkeys-lru"}, typeseal.ErrConfig},
		{[]string{"maxmemory-policy", "volatile-ttl"}, typeseal.ErrConfig},
		{[]string{"appendonly", "no"}, typeseal.ErrConfig},
		{nil, nil},
	} {
		client := connect(t, startRedis(t, test.settings...))
		if _, err := redisstore.New(context.Background(), client); !errors.Is(err, test.want) {
			t.Errorf("%v: got %v, want %v", test.settings, err, test.want)
		}
	}
	client := connect(t, startRedis(t, "appendonly", "no"))
	if _, err := redisstore.New(context.Background(), client, redisstore.AcceptLoss()); err != nil {
		t.Errorf("AcceptLoss: %v", err)
	}
	ring := redis.NewRing(&redis.RingOptions{})
	defer ring.Close()
	clients := []redis.UniversalClient{ring, nil, (*redis.Client)(nil), (*redis.ClusterClient)(nil)}
	for _, client := range clients {
		if _, err := redisstore.New(context.Background(), client); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%T: %v", client, err)
		}
	}
	for _, store := range []*redisstore.Store{nil, {}} {
		if _, err := store.Consume(context.Background(), newUse(1)); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("a store that New did not return: %v", err)
		}
	}
}

// TestOutOfMemory: with noeviction a full server fails, and forgets nothing.
func TestOutOfMemory(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	use := newUse(1)
	wantFirst(t, store, use, true)
	if err := client.ConfigSet(context.Background(), "maxmemory", "1mb").Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Consume(context.Background(), newUse(2)); err == nil {
		t.Error("a full server answered")
	}
	if first, err := store.Consume(context.Background(), use); first && err == nil {
		t.Error("a used token was accepted when the server was full")
	}
}

// TestWrongPassword is part of R04.
func TestWrongPassword(t *testing.T) {
	server := startRedis(t, "requirepass", "right")
	dial := func(password string) *redis.Client {
		return redis.NewClient(&redis.Options{Network: "unix", Addr: server.Socket(), Password: password})
	}
	right, wrong := dial("right"), dial("wrong")
	defer right.Close()
	defer wrong.Close()
	wantFirst(t, open(t, right), newUse(1), true)
	if _, err := redisstore.New(context.Background(), wrong); err == nil {
		t.Error("opened with a wrong password")
	}
}

// TestKeepsByServersClock: a key outlives its token by Grace, and a token that
// ended long before is neither accepted nor stored.
func TestKeepsByServersClock(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	use := newUse(1)
	wantFirst(t, store, use, true)
	keys, err := client.Keys(context.Background(), "*").Result()
	if err != nil || len(keys) != 1 || keys[0] != "typeseal:test.sample:AQAAAAAAAAAAAAAAAAAAAA" {
		t.Fatalf("keys %q, %v", keys, err)
	}
	left := client.TTL(context.Background(), keys[0]).Val()
	if want := time.Until(use.ExpiresAt) + replay.Grace; left < want-5*time.Second || left > want+5*time.Second {
		t.Errorf("kept for %v, want %v", left, want)
	}
	late := newUse(2)
	late.ExpiresAt = time.Now().Add(-replay.MaxLate - 5*time.Second)
	if _, err := store.Consume(context.Background(), late); !errors.Is(err, replay.ErrLate) {
		t.Errorf("late: %v", err)
	}
	late.ExpiresAt = time.Now().Add(-replay.MaxLate + 30*time.Second)
	wantFirst(t, store, late, true)
	wantFirst(t, store, late, false)
}

// TestSynctest redeems in a bubble, in which it is the year 2000: a store with
// the bubble's clock judges by it, and one without refuses.
func TestSynctest(t *testing.T) {
	client := connect(t, startRedis(t))
	plain := open(t, client)
	store, err := redisstore.New(context.Background(), client, redisstore.Clock(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		use := newUse(1)
		time.Sleep(time.Hour)
		if _, err := plain.Consume(t.Context(), use); !errors.Is(err, replay.ErrLate) {
			t.Errorf("without a clock: %v, want ErrLate", err)
		}
		wantFirst(t, store, use, true)
		wantFirst(t, store, use, false)
		late := newUse(2)
		time.Sleep(time.Hour + replay.MaxLate + time.Second)
		wantFirst(t, store, use, false)
		if _, err := store.Consume(t.Context(), late); !errors.Is(err, replay.ErrLate) {
			t.Errorf("late: %v, want ErrLate", err)
		}
	})
}

func newUse(n byte) typeseal.Use {
	now := time.Now()
	return typeseal.Use{Salt: "test.sample", ID: [16]byte{n}, IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
}

func wantFirst(t *testing.T, store typeseal.Store, use typeseal.Use, want bool) {
	t.Helper()
	if got, err := store.Consume(context.Background(), use); got != want || err != nil {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

// Example redeems through a store in Redis.
func Example() {
	client := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDRESS"), ContextTimeoutEnabled: true})
	defer client.Close()
	store, err := redisstore.New(context.Background(), client)
	if err != nil {
		fmt.Println(err)
		return
	}
	var _ typeseal.Store = store // invite.Redeem(ctx, keys, store, token)
}

// TestBytesPerMillion measures what the package's documentation says of size.
func TestBytesPerMillion(t *testing.T) {
	client := connect(t, startRedis(t, "appendfsync", "no"))
	store := open(t, client)
	before := usedMemory(t, client)
	const ids = 20_000
	use := newUse(0)
	use.Salt = "account.password-reset"
	for i := range ids {
		use.ID = [16]byte{byte(i), byte(i >> 8)}
		wantFirst(t, store, use, true)
	}
	bytes := (usedMemory(t, client) - before) / ids
	t.Logf("%d MB for a million", bytes)
	if bytes > 300 {
		t.Errorf("%d bytes for a token", bytes)
	}
}

func usedMemory(t *testing.T, client *redis.Client) (bytes int) {
	t.Helper()
	info := client.Info(context.Background(), "memory").Val()
	_, rest, _ := strings.Cut(info, "used_memory:")
	if _, err := fmt.Sscan(rest, &bytes); err != nil {
		t.Fatal(err)
	}
	return bytes
}
