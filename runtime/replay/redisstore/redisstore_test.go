package redisstore_test

import (
	"context"
	"crypto/fips140"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
)

func TestMain(m *testing.M) { crew.Main(m, openTarget, nil) }

// openTarget connects without retries, so that the workers see every failure. The address
// is a number of replicas and a socket.
func openTarget(address string) (*crew.Target, error) {
	replicas, socket, _ := strings.Cut(address, " ")
	n, err := strconv.Atoi(replicas)
	if err != nil {
		return nil, err
	}
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, MaxRetries: -1})
	store, err := redisstore.New(context.Background(), client, redisstore.Replicas(n))
	bare := func(id [16]byte) error {
		return client.SetNX(context.Background(), string(id[:]), "", time.Hour).Err()
	}
	return &crew.Target{Store: store, Bare: bare, Close: client.Close}, err
}

// startRedis starts a server that loses nothing, unless settings say otherwise.
func startRedis(t testing.TB, settings ...string) *peer.Server {
	t.Helper()
	return started(t, peer.Redis, settings)
}

// started starts a server with appendonly=yes, appendfsync=always and more settings.
func started(t testing.TB, start func(...string) (*peer.Server, error), settings []string) *peer.Server {
	t.Helper()
	server, err := start(append([]string{"appendonly", "yes", "appendfsync", "always"}, settings...)...)
	peer.Require(t, err)
	t.Cleanup(server.Remove)
	return server
}

func connect(t testing.TB, server *peer.Server) *redis.Client {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: server.Socket()})
	t.Cleanup(func() { client.Close() })
	return client
}

// open opens a store. It tries again for a while if a server is down or has too few
// replicas, since servers that have just restarted do.
func open(t testing.TB, client redis.UniversalClient, opts ...redisstore.Option) *redisstore.Store {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		store, err := redisstore.New(context.Background(), client, opts...)
		switch {
		case err == nil:
			return store
		case errors.Is(err, typeseal.ErrConfig) || time.Now().After(end):
			t.Fatal(err)
		}
	}
}

// subject returns the subject of replaytest for a server.
func subject(t *testing.T, server *peer.Server, connect func() redis.UniversalClient) replaytest.Subject {
	return replaytest.Subject{
		Store: open(t, connect()),
		Open:  func() (typeseal.Store, error) { return open(t, connect()), nil },
		Clock: func(now func() time.Time) (replaytest.Subject, error) {
			return replaytest.Subject{Store: open(t, connect(), redisstore.Clock(now))}, nil
		},
		Restart: func() (typeseal.Store, error) {
			if err := server.Restart(); err != nil {
				return nil, err
			}
			return open(t, connect()), nil
		},
		Down: server.Down,
		Hang: server.Hang,
		ReadOnly: func() (func() error, error) {
			set := func(replicas string) error {
				return connect().(interface {
					ConfigSet(ctx context.Context, name, value string) *redis.StatusCmd
				}).ConfigSet(context.Background(), "min-replicas-to-write", replicas).Err()
			}
			return func() error { return set("0") }, set("1") // it has none
		},
	}
}

// TestStore runs replaytest on one server, through a proxy that can lose answers.
func TestStore(t *testing.T) {
	server := startRedis(t)
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		s := subject(t, server, func() redis.UniversalClient { return connect(t, server) })
		p, store := proxied(t, server, 3)
		s.Store = store
		s.Lose = func() error { p.Lose(isAnswer); return nil }
		return s
	})
}

// TestScriptSHA checks the constant by which Redis finds the script.
func TestScriptSHA(t *testing.T) {
	if fips140.Enforced() {
		t.Skip("SHA-1 is not allowed")
	}
	if sum := sha1.Sum([]byte(redisstore.Script)); hex.EncodeToString(sum[:]) != redisstore.ScriptSHA {
		t.Errorf("scriptSHA is not the script's, which is %x", sum)
	}
}

// TestRefuses checks which servers and clients New refuses.
func TestRefuses(t *testing.T) {
	for _, test := range []struct {
		settings []string
		opts     []redisstore.Option
		want     error
	}{
		{[]string{"maxmemory-policy", "allkeys-lru"}, nil, typeseal.ErrConfig},
		{[]string{"maxmemory-policy", "volatile-ttl"}, nil, typeseal.ErrConfig},
		{[]string{"appendonly", "no"}, nil, typeseal.ErrConfig},
		{[]string{"appendonly", "no"}, []redisstore.Option{redisstore.AcceptLoss()}, nil},
		{nil, nil, nil},
	} {
		client := connect(t, startRedis(t, test.settings...))
		if _, err := redisstore.New(context.Background(), client, test.opts...); !errors.Is(err, test.want) {
			t.Errorf("%v: got %v, want %v", test.settings, err, test.want)
		}
	}
	ring := redis.NewRing(&redis.RingOptions{})
	defer ring.Close()
	for _, client := range []redis.UniversalClient{ring, nil, (*redis.Client)(nil), (*redis.ClusterClient)(nil)} {
		store, err := redisstore.New(context.Background(), client)
		if store != nil || !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%T: %v, %v; want ErrConfig", client, store, err)
		}
	}
	if _, err := redisstore.New(context.Background(), nil, nil); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("an option that is nil: %v", err)
	}
	for _, store := range []*redisstore.Store{nil, {}} {
		storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
	}
}

// TestOutOfMemory checks that redeeming fails when a server runs out of memory, and
// that the server forgets nothing.
func TestOutOfMemory(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	if err := client.ConfigSet(context.Background(), "maxmemory", "100kb").Err(); err != nil {
		t.Fatal(err)
	}
	storetest.WantConsumeError(t, store, storetest.NewUse(), nil)
	if r, err := store.Consume(context.Background(), use); r.First && err == nil {
		t.Error("a used token was accepted")
	}
}

func TestWrongPassword(t *testing.T) {
	server := startRedis(t, "requirepass", "right")
	dial := func(password string) *redis.Client {
		return redis.NewClient(&redis.Options{Network: "unix", Addr: server.Socket(), Password: password})
	}
	right, wrong := dial("right"), dial("wrong")
	defer right.Close()
	defer wrong.Close()
	storetest.Want(t, open(t, right), true, storetest.NewUse())
	if _, err := redisstore.New(context.Background(), wrong); err == nil {
		t.Error("opened with a wrong password")
	}
}

// TestKeepsByServersClock checks that a key expires Grace after its token ends, and
// that a token which ended long ago is neither accepted nor recorded.
func TestKeepsByServersClock(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	keys, err := client.Keys(context.Background(), "*:test.sample:*").Result()
	bucket := binary.BigEndian.Uint16(use.ID[:]) >> 6
	key := fmt.Sprintf("typeseal:{%03x}:test.sample:", bucket) + base64.RawURLEncoding.EncodeToString(use.ID[:])
	if err != nil || len(keys) != 1 || keys[0] != key {
		t.Fatalf("keys %q, %v; want %s", keys, err, key)
	}
	left := client.TTL(context.Background(), key).Val()
	if want := time.Until(use.ExpiresAt) + replay.Grace; left < want-5*time.Second || left > want+5*time.Second {
		t.Errorf("kept for %v, want %v", left, want)
	}
	late := storetest.NewUse()
	late.ExpiresAt = time.Now().Add(-replay.MaxLate - 5*time.Second)
	storetest.WantError(t, store, late, replay.ErrLate)
	late.ExpiresAt = time.Now().Add(-replay.MaxLate + 30*time.Second)
	storetest.Want(t, store, true, late)
	storetest.Want(t, store, false, late)
}

// TestSynctest redeems in a testing/synctest bubble, where it is the year 2000. A
// store with the bubble's clock judges by it, and one without fails.
func TestSynctest(t *testing.T) {
	client := connect(t, startRedis(t))
	plain, store := open(t, client), open(t, client, redisstore.Clock(time.Now))
	synctest.Test(t, func(t *testing.T) {
		use := storetest.NewUse()
		time.Sleep(time.Hour)
		storetest.WantError(t, plain, use, replay.ErrLate)
		storetest.Want(t, store, true, use)
		storetest.Want(t, store, false, use)
		late := storetest.NewUse()
		time.Sleep(time.Hour + replay.MaxLate + time.Second)
		storetest.Want(t, store, false, use)
		storetest.WantError(t, store, late, replay.ErrLate)
	})
}

// TestBytesPerMillion measures the figures in the package's documentation.
func TestBytesPerMillion(t *testing.T) {
	client := connect(t, startRedis(t, "appendfsync", "no"))
	store := open(t, client)
	before := usedMemory(t, client)
	uses := storetest.NewUses(20_000)
	for i := range uses {
		uses[i].Salt = "account.password-reset"
	}
	storetest.Want(t, store, true, uses...)
	bytes := (usedMemory(t, client) - before) / len(uses)
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
