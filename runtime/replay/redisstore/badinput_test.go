package redisstore_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// TestClosedClient checks that a closed client is the program's fault, not the server's.
func TestClosedClient(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	client.Close()
	storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
	if err := store.Check(t.Context()); !errors.Is(err, typeseal.ErrConfig) {
		t.Error(err)
	}
}

// TestCheck checks that Check sees what was changed since New.
func TestCheck(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	for setting, values := range map[string][2]string{
		"appendonly":       {"no", "yes"},
		"maxmemory-policy": {"volatile-lru", "noeviction"},
	} {
		set(t, client, setting, values[0])
		err := store.Check(t.Context())
		if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), setting) {
			t.Errorf("%s %s: %v", setting, values[0], err)
		}
		storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
		set(t, client, setting, values[1])
		if err := store.Check(t.Context()); err != nil {
			t.Error(err)
		}
		storetest.Want(t, store, true, storetest.NewUse())
	}
}

// TestWrongType checks keys that something else has written.
func TestWrongType(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	ctx := context.Background()
	overwrite := func(write func(key string) error) typeseal.Use {
		use := storetest.NewUse()
		storetest.Want(t, store, true, use)
		key := client.Keys(ctx, "*:test.sample:*").Val()[0]
		must(t, client.Del(ctx, key).Err())
		must(t, write(key))
		return use
	}
	list := overwrite(func(key string) error { return client.RPush(ctx, key, "x").Err() })
	storetest.WantError(t, store, list, typeseal.ErrConfig)
	must(t, client.FlushAll(ctx).Err())
	for _, text := range []string{"", "x", "late", "unused", strings.Repeat("x", 32), strings.Repeat("x", 40)} {
		store = open(t, client)
		use := overwrite(func(key string) error { return client.Set(ctx, key, text, 0).Err() })
		storetest.WantError(t, open(t, client), use, nil)
		must(t, client.FlushAll(ctx).Err())
	}
}

// TestYesComesFromAWrite checks that a store says yes again only if the server can write.
func TestYesComesFromAWrite(t *testing.T) {
	client := connect(t, startRedis(t))
	store := open(t, client)
	plain := storetest.NewUse()
	claimed := storetest.Claimed(storetest.NewUse(), storetest.Random())
	grace := storetest.NewUse()
	grace.Grace = time.Minute
	storetest.Want(t, store, true, plain, claimed, grace)
	set(t, client, "min-replicas-to-write", "1")
	storetest.Want(t, store, false, plain)
	storetest.WantUsed(t, store, true, plain)
	storetest.WantUsed(t, store, false, storetest.NewUse())
	for _, use := range []typeseal.Use{claimed, grace} {
		storetest.WantError(t, store, use, nil)
	}
	set(t, client, "min-replicas-to-write", "0")
	storetest.Want(t, store, true, claimed)
	ttl := client.TTL(context.Background(), client.Keys(context.Background(), "*:test.sample:*").Val()[0]).Val()
	if ttl < time.Hour {
		t.Errorf("a record that was written again expires in %v", ttl)
	}
}

// replies are error replies, and what a store says about them.
var replies = map[string]string{
	"-LOADING Redis is loading the dataset in memory":              "loading",
	"-OOM command not allowed when used memory > 'maxmemory'.":     "out of memory",
	"-MISCONF Redis is configured to save RDB snapshots":           "disk",
	"-NOREPLICAS Not enough good replicas to write.":               "min-replicas-to-write",
	"-READONLY You can't write against a read only replica.":       "replica",
	"-CLUSTERDOWN The cluster is down":                             "down",
	"-TRYAGAIN Multiple keys request during rehashing of slot":     "moving",
	"-MOVED 1 127.0.0.1:1":                                         "do not agree",
	"-ASK 1 127.0.0.1:1":                                           "moving",
	"-NOAUTH Authentication required.":                             "password",
	"-ERR max number of clients reached":                           "max number of clients",
	"-WRONGTYPE Operation against a key holding the wrong kind":    "something else has written",
	"-BUSY Redis is busy running a script.":                        "BUSY",
	"-MASTERDOWN Link with MASTER is down and replica-serve-stale": "MASTERDOWN",
}

// TestErrorReplies checks that each error of a server is one sentence, and that a call to
// a cluster is repeated a few times only.
func TestErrorReplies(t *testing.T) {
	server := startCluster(t)
	socket := filepath.Join(server.Dir, "proxy.sock")
	p := peer.StartProxy(t, socket, server.Socket())
	client := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: []string{"localhost:0"},
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
	})
	defer client.Close()
	store := open(t, client)
	for reply, want := range replies {
		asked := 0
		p.Change(func(r string) (string, bool) {
			if isAnswer(r) {
				asked++
				return reply + "\r\n", true
			}
			return r, true
		})
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		_, err := store.Consume(ctx, storetest.NewUse())
		cancel()
		if err == nil || !strings.Contains(err.Error(), want) || asked < 1 || asked > 8 {
			t.Errorf("%s: asked %d times: %v", reply, asked, err)
		}
	}
	p.Change(func(r string) (string, bool) { return r, true })
	storetest.Want(t, store, true, storetest.NewUse())
}

// panics is a hook that panics.
type panics struct{ redis.Hook }

func (panics) DialHook(next redis.DialHook) redis.DialHook { return next }
func (panics) ProcessHook(redis.ProcessHook) redis.ProcessHook {
	return func(context.Context, redis.Cmder) error { panic("hook") }
}
func (panics) ProcessPipelineHook(redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(context.Context, []redis.Cmder) error { panic("hook") }
}

// TestHookPanics checks that the panic of a client's hook is the caller's.
func TestHookPanics(t *testing.T) {
	server, clusterServer := startRedis(t), startCluster(t)
	client := connect(t, server)
	cluster := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: []string{"localhost:0"},
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", clusterServer.Socket())
		},
	})
	defer cluster.Close()
	stores := []*redisstore.Store{open(t, client), open(t, cluster)}
	client.AddHook(panics{})
	cluster.ForEachMaster(t.Context(), func(_ context.Context, node *redis.Client) error {
		node.AddHook(panics{})
		return nil
	})
	for _, store := range stores {
		for name, call := range map[string]func(){
			"Consume": func() { store.Consume(t.Context(), storetest.NewUse()) },
			"Look":    func() { store.Look(t.Context(), storetest.NewUse()) },
			"Check":   func() { store.Check(t.Context()) },
		} {
			func() {
				defer func() {
					if r := recover(); r != "hook" {
						t.Errorf("%s: recovered %v", name, r)
					}
				}()
				call()
			}()
		}
	}
}

// TestDeadlines checks that no call outlives its deadline by more than 100 ms, and that no
// goroutine is left, if the network or the server stops answering, whatever the client's
// own timeouts are.
func TestDeadlines(t *testing.T) {
	c := newFleet(t, 1, func(int) []string { return nil })
	for name, stop := range map[string]func() (resume func() error, err error){
		"network": func() (func() error, error) {
			c.net.Cut(func(a, b int) bool { return true })
			return func() error { c.net.Heal(); return nil }, nil
		},
		"server": c.servers[0].Hang,
	} {
		for _, timeout := range []time.Duration{0, -1} {
			client := redis.NewClient(&redis.Options{
				Addr: c.direct(t, 90, 1).Options().Addr, Dialer: c.dial(90),
				ReadTimeout: timeout, WriteTimeout: timeout,
			})
			t.Cleanup(func() { client.Close() })
			store := open(t, client)
			before := runtime.NumGoroutine()
			resume, err := stop()
			must(t, err)
			for range 2 {
				within(t, name, func(ctx context.Context) error {
					_, err := store.Consume(ctx, storetest.NewUse())
					return err
				})
				within(t, name, func(ctx context.Context) error {
					_, _, err := store.Look(ctx, storetest.NewUse())
					return err
				})
				within(t, name, store.Check)
				within(t, name, func(ctx context.Context) error {
					_, err := redisstore.New(ctx, client)
					return err
				})
			}
			eventually(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before+2 })
			must(t, resume())
			eventually(t, "the server answers", func() bool { return store.Check(t.Context()) == nil })
		}
	}
}

// within fails the test if a call succeeds, or outlives its deadline by more than 100 ms.
// On a busy machine every call can be late, so one good call of three is enough.
func within(t *testing.T, name string, call func(context.Context) error) {
	t.Helper()
	const deadline = 200 * time.Millisecond
	for try := 1; ; try++ {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		start := time.Now()
		err := call(ctx)
		late := time.Since(start) - deadline
		cancel()
		switch {
		case err == nil:
			t.Errorf("%s stops: a call succeeded", name)
			return
		case late <= 100*time.Millisecond:
			return
		case try == 3:
			t.Errorf("%s stops: %v, %v after the deadline", name, err, late)
			return
		}
	}
}

// TestNotACluster gives the client of a cluster a server that is alone.
func TestNotACluster(t *testing.T) {
	server := startRedis(t)
	client := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: []string{"localhost:0"},
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", server.Socket())
		},
	})
	defer client.Close()
	_, err := redisstore.New(t.Context(), client)
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "redis.NewClient") {
		t.Error(err)
	}
}
