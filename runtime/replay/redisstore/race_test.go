package redisstore_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// fourProcesses is a race of four processes with four claimants each.
func fourProcesses(server *peer.Server) crew.Race {
	return crew.Race{Address: server.Socket(), Processes: 4, Claimants: 4, IDs: 300, Rounds: 10}
}

// TestFourProcesses is R02.
func TestFourProcesses(t *testing.T) {
	race := fourProcesses(startRedis(t))
	if os.Getenv("CI") == "true" {
		race.Rounds = 100
	}
	result := race.Run(t)
	if len(result.Twice()) > 0 || result.Lost() > 0 || result.Errors > 0 {
		t.Errorf("of %d ids %d twice, %d lost, %d errors", result.Raced, len(result.Twice()), result.Lost(), result.Errors)
	}
}

// killed runs a race in which the server is killed in the middle of every round.
func killed(t *testing.T, server *peer.Server, claims bool) *crew.Result {
	race := fourProcesses(server)
	race.Claims = claims
	race.During = func(int) error {
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		return errors.Join(server.Kill(), server.Start())
	}
	result := race.Run(t)
	t.Logf("%d ids: %d twice, %d lost, %d errors", result.Raced,
		len(result.Twice()), result.Lost(), result.Errors)
	if result.Errors == 0 {
		t.Error("no call met the kill")
	}
	return result
}

// TestKilledAlways is R19: with appendfsync always no token is redeemed twice
// though the server is killed, and by claims each is redeemed.
func TestKilledAlways(t *testing.T) {
	for name, claims := range map[string]bool{"no claims": false, "claims": true} {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t)
			result := killed(t, server, claims)
			if len(result.Twice()) > 0 {
				t.Errorf("%d redeemed twice", len(result.Twice()))
			}
			if claims && result.Lost() > 0 {
				t.Errorf("%d lost", result.Lost())
			}
			store := open(t, connect(t, server))
			for id := range result.Wins {
				wantFirst(t, store, result.Use(id), false)
			}
		})
	}
}

// TestKilledEverysec is R19 for Redis's own default: what was redeemed longer
// than the window before a kill stays redeemed.
func TestKilledEverysec(t *testing.T) {
	server := startRedis(t, "appendfsync", "everysec")
	restart := func() typeseal.Store {
		if err := errors.Join(server.Kill(), server.Start()); err != nil {
			t.Fatal(err)
		}
		return open(t, connect(t, server))
	}
	for range 3 {
		crew.OutlastsWindow(t, open(t, connect(t, server)), restart)
	}
}

// TestWithoutAppendonly shows what New refuses such a server for.
func TestWithoutAppendonly(t *testing.T) {
	server := startRedis(t, "appendonly", "no")
	store, err := redisstore.New(t.Context(), connect(t, server), redisstore.AcceptLoss())
	if err != nil {
		t.Fatal(err)
	}
	wantFirst(t, store, newUse(1), true)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	wantFirst(t, store, newUse(1), true)
}

// BenchmarkLoad: see crew.Benchmark for how to run it.
func BenchmarkLoad(b *testing.B) {
	for _, fsync := range []string{"always", "everysec"} {
		b.Run("appendfsync="+fsync, func(b *testing.B) {
			crew.Benchmark(b, startRedis(b, "appendfsync", fsync).Socket())
		})
	}
}
