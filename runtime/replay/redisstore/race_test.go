package redisstore_test

import (
	"math/rand/v2"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

func TestFourProcesses(t *testing.T) {
	race := crew.Race{Address: startRedis(t).Socket(), Rounds: 10}
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
			race := crew.Race{Address: server.Socket(), Rounds: 3, Claims: claims, During: func() error {
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

// BenchmarkLoad: see crew.Benchmark.
func BenchmarkLoad(b *testing.B) {
	for _, fsync := range []string{"always", "everysec"} {
		b.Run("appendfsync="+fsync, func(b *testing.B) {
			crew.Benchmark(b, startRedis(b, "appendfsync", fsync).Socket())
		})
	}
}
