package redisstore_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

func TestFourProcesses(t *testing.T) {
	race := crew.Race{Address: "0 " + startRedis(t).Socket(), Rounds: 10}
	if result := race.Run(t); result.Errors > 0 {
		t.Errorf("%d errors", result.Errors)
	}
}

// TestKilledAlways kills the server during a race. With appendfsync=always no record
// is lost.
func TestKilledAlways(t *testing.T) {
	for name, claims := range map[string]bool{"no claims": false, "claims": true} {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t)
			race := crew.Race{Address: "0 " + server.Socket(), Rounds: 3, Claims: claims, During: func() error {
				time.Sleep(rand.N(60 * time.Millisecond))
				return server.Restart()
			}}
			result := race.Run(t)
			storetest.Want(t, open(t, connect(t, server)), false, result.Uses...)
		})
	}
}

// TestKilledEverysec checks that with appendfsync=everysec only the last two seconds
// before a kill are lost.
func TestKilledEverysec(t *testing.T) {
	server := startRedis(t, "appendfsync", "everysec")
	restart := func() typeseal.Store {
		if err := server.Restart(); err != nil {
			t.Fatal(err)
		}
		return open(t, connect(t, server))
	}
	for range 3 {
		crew.OutlastsWindow(t, open(t, connect(t, server)), restart)
	}
}

// TestWithoutAppendonly shows why New refuses such a server.
func TestWithoutAppendonly(t *testing.T) {
	server := startRedis(t, "appendonly", "no")
	store, err := redisstore.New(t.Context(), connect(t, server), redisstore.AcceptLoss())
	if err != nil {
		t.Fatal(err)
	}
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	storetest.Want(t, store, true, use)
}

// BenchmarkLoad: see crew.Benchmark. The bare insert does not wait for replicas.
func BenchmarkLoad(b *testing.B) {
	for _, fsync := range []string{"always", "everysec"} {
		for replicas := range 3 {
			b.Run(fmt.Sprintf("appendfsync=%s/replicas=%d", fsync, replicas), func(b *testing.B) {
				crew.Benchmark(b, fmt.Sprint(replicas, " ", startReplicas(b, replicas, fsync).Socket()))
			})
		}
	}
}

// startReplicas starts a master with replicas, and returns the master.
func startReplicas(t testing.TB, replicas int, fsync string) *peer.Server {
	if replicas == 0 {
		return startRedis(t, "appendfsync", fsync)
	}
	c := newFleet(t, 1+replicas, func(int) []string { return []string{"appendfsync", fsync} })
	for host := 2; host <= 1+replicas; host++ {
		c.do(t, host, fmt.Sprintf("REPLICAOF %s %d", c.net.Face(1), peer.RedisPort))
	}
	eventually(t, "the replicas are up to date", func() bool {
		return strings.Count(c.do(t, 1, "INFO replication"), "state=online") == replicas
	})
	return c.servers[0]
}
