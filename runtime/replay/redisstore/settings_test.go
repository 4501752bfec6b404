package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// tokens returns new tokens for a drill, how often each has been accepted, and half of
// their number.
func tokens() (uses []typeseal.Use, accepted []int, half int) {
	return storetest.NewUses(drillTokens), make([]int, drillTokens), drillTokens / 2
}

// set changes a setting of a running server.
func set(t *testing.T, client *redis.Client, setting, value string) {
	t.Helper()
	must(t, client.ConfigSet(context.Background(), setting, value).Err())
}

func appendonlyOff(t *testing.T, _ *fleet, opts ...redisstore.Option) (f figures) {
	server := startRedis(t)
	client := connect(t, server)
	store := open(t, client, opts...)
	uses, accepted, half := tokens()
	f.redeemAll(uses[:half], accepted[:half], store)
	set(t, client, "appendonly", "no")
	f.redeemAll(uses[half:], accepted[half:], store)
	must(t, server.Restart())
	f.again = again(t, uses, accepted, open(t, connect(t, server), opts...))
	f.count(accepted)
	return f
}

func evicting(t *testing.T, _ *fleet, opts ...redisstore.Option) (f figures) {
	client := connect(t, startRedis(t))
	store := open(t, client, opts...)
	uses, accepted, half := tokens()
	f.redeemAll(uses[:half], accepted[:half], store)
	set(t, client, "maxmemory-policy", "allkeys-lru")
	set(t, client, "maxmemory", fmt.Sprint(usedMemory(t, client)))
	f.redeemAll(uses[half:], accepted[half:], store)
	f.again = again(t, uses, accepted, store)
	f.count(accepted)
	return f
}

func notInFile(t *testing.T, _ *fleet, opts ...redisstore.Option) (f figures) {
	server := started(t, peer.RedisWithFile, []string{"appendonly", "no"})
	client := connect(t, server)
	set(t, client, "appendonly", "yes")
	store, err := redisstore.New(t.Context(), client, opts...)
	if err != nil {
		return figures{refused: err}
	}
	uses, accepted, _ := tokens()
	f.redeemAll(uses, accepted, store)
	must(t, server.Restart())
	f.again = again(t, uses, accepted, open(t, connect(t, server), opts...))
	f.count(accepted)
	return f
}

// TestFile checks that CONFIG REWRITE does what the error of New says.
func TestFile(t *testing.T) {
	client := connect(t, started(t, peer.RedisWithFile, []string{"appendonly", "no"}))
	set(t, client, "appendonly", "yes")
	if _, err := redisstore.New(t.Context(), client); !errors.Is(err, typeseal.ErrConfig) ||
		!strings.Contains(err.Error(), "CONFIG REWRITE") {
		t.Errorf("appendonly is not in the file: %v", err)
	}
	must(t, client.ConfigRewrite(t.Context()).Err())
	open(t, client)
}

func writableReplica(t *testing.T, _ *fleet, opts ...redisstore.Option) (f figures) {
	c := newFleet(t, 2, func(int) []string { return []string{"replica-read-only", "no"} })
	c.do(t, 2, fmt.Sprintf("REPLICAOF %s %d", c.net.Face(1), peer.RedisPort))
	eventually(t, "the replica is up to date", func() bool { return c.says(t, 1, "state=online") })
	_, err1 := redisstore.New(t.Context(), c.direct(t, 90, 1), opts...)
	replica, err2 := redisstore.New(t.Context(), c.direct(t, 90, 2), opts...)
	if err1 != nil && err2 != nil {
		t.Log(err1)
		return figures{refused: err2}
	}
	c.net.Cut(func(a, b int) bool { return a <= 2 && b <= 2 }) // so that the replica lags
	uses, accepted, _ := tokens()
	f.redeemAll(uses, accepted, open(t, c.direct(t, 90, 1), opts...))
	f.redeemAll(uses, accepted, replica)
	f.count(accepted)
	return f
}

func backupRestored(t *testing.T, _ *fleet, opts ...redisstore.Option) figures {
	return historyLost(t, restoreBackup, opts...)
}

func flushed(t *testing.T, _ *fleet, opts ...redisstore.Option) figures {
	return historyLost(t, func(t *testing.T, server *peer.Server) {
		must(t, connect(t, server).FlushAll(context.Background()).Err())
	}, opts...)
}

// historyLost redeems tokens with four stores, makes a backup when half of them are
// redeemed, lets the server lose records, and redeems the tokens again with other stores.
func historyLost(t *testing.T, lose func(*testing.T, *peer.Server), opts ...redisstore.Option) (f figures) {
	server := startRedis(t)
	var stores []typeseal.Store
	for range 4 {
		stores = append(stores, open(t, connect(t, server), opts...))
	}
	uses, accepted, half := tokens()
	f.redeemAll(uses[:half], accepted[:half], stores...)
	must(t, os.CopyFS(filepath.Join(server.Dir, "backup"), os.DirFS(data(server))))
	f.redeemAll(uses[half:], accepted[half:], stores...)
	lose(t, server)
	f.again = again(t, uses, accepted, append(stores[1:], stores[0])...)
	f.count(accepted)
	return f
}

// data returns the directory of a server's appendonly file.
func data(server *peer.Server) string { return filepath.Join(server.Dir, "appendonlydir") }

// restoreBackup restores the backup that historyLost makes.
func restoreBackup(t *testing.T, server *peer.Server) {
	must(t, server.Kill())
	must(t, os.RemoveAll(data(server)))
	must(t, os.CopyFS(data(server), os.DirFS(filepath.Join(server.Dir, "backup"))))
	must(t, server.Start())
}

// TestLostRecords checks what happens to tokens after a server has lost records, and shows
// the limit: a new program cannot know of the loss, unless another one has marked it.
func TestLostRecords(t *testing.T) {
	server := startRedis(t)
	witness := open(t, connect(t, server))
	kept, lost, old := storetest.NewUse(), storetest.NewUses(2), storetest.NewUse()
	storetest.Want(t, witness, true, kept)
	must(t, os.CopyFS(filepath.Join(server.Dir, "backup"), os.DirFS(data(server))))
	storetest.Want(t, witness, true, lost...)
	restoreBackup(t, server)
	storetest.Want(t, open(t, connect(t, server)), true, lost[0]) // the limit
	storetest.Want(t, witness, false, kept)
	stores := []*redisstore.Store{witness, open(t, connect(t, server))}
	for _, store := range stores {
		storetest.WantError(t, store, lost[1], replay.ErrBeforeStart)
		storetest.WantError(t, store, old, replay.ErrBeforeStart)
	}
	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	for _, store := range stores {
		use := storetest.NewUse()
		storetest.Want(t, store, true, use)
		storetest.Want(t, store, false, use)
	}
	accepts := open(t, connect(t, server), redisstore.AcceptLoss())
	storetest.Want(t, accepts, true, storetest.NewUse())
	must(t, connect(t, server).FlushAll(t.Context()).Err())
	storetest.Want(t, accepts, true, storetest.NewUse(), old)
}

func withoutAppendonly(t *testing.T, _ *fleet, opts ...redisstore.Option) (f figures) {
	c := newCluster(t, "appendonly", "no")
	store, err := redisstore.New(t.Context(), c.cluster(t, 90), opts...)
	if err != nil {
		return figures{refused: err}
	}
	uses, accepted, _ := tokens()
	f.redeemAll(uses, accepted, store)
	c.takeOver(t)
	c.restartMasters(t)
	f.again = again(t, uses, accepted, open(t, c.cluster(t, 91), opts...))
	f.count(accepted)
	return f
}

func appendonlyOffOnReplicas(t *testing.T, _ *fleet, opts ...redisstore.Option) (f figures) {
	c := newCluster(t)
	store := open(t, c.cluster(t, 90), opts...)
	uses, accepted, half := tokens()
	f.redeemAll(uses[:half], accepted[:half], store)
	for host := 4; host <= 6; host++ {
		set(t, c.admin(t, host), "appendonly", "no")
	}
	c.takeOver(t)
	time.Sleep(time.Second) // for the client to learn who the masters are
	f.redeemAll(uses[half:], accepted[half:], store)
	c.restartMasters(t)
	for host := 1; host <= 6; host++ {
		set(t, c.admin(t, host), "appendonly", "yes") // if it was not restarted
	}
	f.again = again(t, uses, accepted, open(t, c.cluster(t, 91), opts...))
	f.count(accepted)
	return f
}

// takeOver lets each replica take over, as an operator does before maintenance.
func (c *fleet) takeOver(t *testing.T) {
	for shard := 1; shard <= 3; shard++ {
		_, replica := c.shardOf(t, shard)
		eventually(t, "the replica is ready to take over", func() bool {
			return c.admin(t, replica).Do(context.Background(), "CLUSTER", "FAILOVER").Err() == nil
		})
		eventually(t, "the replica takes over", func() bool {
			return c.says(t, replica, "role:master", "state=online")
		})
	}
}

// restartMasters restarts each master so fast that no replica takes over.
func (c *fleet) restartMasters(t *testing.T) {
	for shard := 1; shard <= 3; shard++ {
		master, _ := c.shardOf(t, shard)
		must(t, c.servers[master-1].Restart())
	}
	c.awaitCluster(t)
}
