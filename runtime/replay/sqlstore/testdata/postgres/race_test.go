package postgres

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// fourProcesses is a race of four processes with four claimants each, of more
// rounds in CI.
func fourProcesses(dsn string, rounds, roundsInCI int) crew.Race {
	if os.Getenv("CI") == "true" {
		rounds = roundsInCI
	}
	return crew.Race{Address: dsn, Processes: 4, Claimants: 4, IDs: 300, Rounds: rounds}
}

// TestFourProcesses is R02.
func TestFourProcesses(t *testing.T) {
	race := fourProcesses(newSchema(t), 5, 100)
	result := race.Run(t)
	if len(result.Twice()) > 0 || result.Lost() > 0 || result.Errors > 0 {
		t.Errorf("of %d ids %d twice, %d lost, %d errors", result.Raced, len(result.Twice()), result.Lost(), result.Errors)
	}
}

// killed runs a race in which the server is killed in the middle of every round,
// and returns when.
func killed(t *testing.T, dsn string, claims bool) (*crew.Result, []time.Time) {
	var kills []time.Time
	race := fourProcesses(dsn, 2, 10)
	race.Claims = claims
	race.During = func(int) error {
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		kills = append(kills, time.Now())
		if err := server.Kill(); err != nil {
			return err
		}
		return server.Start()
	}
	result := race.Run(t)
	t.Logf("%d kills, %d ids: %d twice, %d lost, %d errors", len(kills), result.Raced,
		len(result.Twice()), result.Lost(), result.Errors)
	if result.Errors == 0 {
		t.Error("no call met the kill")
	}
	return result, kills
}

// TestKilled: no token is redeemed twice though the server is killed, and by
// claims each is redeemed.
func TestKilled(t *testing.T) {
	for name, claims := range map[string]bool{"no claims": false, "claims": true} {
		t.Run(name, func(t *testing.T) {
			dsn := newSchema(t)
			result, _ := killed(t, dsn, claims)
			if len(result.Twice()) > 0 {
				t.Errorf("%d redeemed twice", len(result.Twice()))
			}
			if claims && result.Lost() > 0 {
				t.Errorf("%d lost", result.Lost())
			}
			store := sqlstore.New(openDB(t, dsn), sqlstore.Postgres)
			for id := range result.Wins {
				wantFirst(t, store, result.Use(id), false)
			}
		})
	}
}

// TestKilledAsynchronous: with synchronous_commit=off what is redeemed twice was
// redeemed first in the last two seconds before a kill.
func TestKilledAsynchronous(t *testing.T) {
	result, kills := killed(t, newSchema(t)+" synchronous_commit=off", false)
	if beyond := result.TwiceBeyond(2*time.Second, kills); len(beyond) > 0 {
		t.Errorf("%d redeemed twice, the first time longer before a kill", len(beyond))
	}
}

// TestPurgeUnderLoad is R20: while 16 clients in two processes redeem and a job
// deletes as fast as it can, no lock is waited for as long as 100 ms (the server
// would log it: deadlock_timeout is 100 ms) and no live id is lost.
func TestPurgeUnderLoad(t *testing.T) {
	dsn := newSchema(t)
	db := openDB(t, dsn)
	store := sqlstore.New(db, sqlstore.Postgres)
	const old = 100_000
	insertOld(t, db, old, 2*replay.Grace)
	live := newUse()
	wantFirst(t, store, live, true)
	before := len(server.Log())
	load := crew.Load{Address: dsn, Processes: 2, Clients: 8, For: 3 * time.Second}
	quiet := load.Run(t)
	deleted, batches, longest := int64(0), 0, time.Duration(0)
	load.During = func() error {
		for deleted < old {
			start := time.Now()
			n, err := store.Purge(context.Background(), 1000)
			if err != nil {
				return err
			}
			deleted += n
			batches++
			longest = max(longest, time.Since(start))
		}
		return nil
	}
	t.Logf("without purge: %v", quiet)
	t.Logf("with purge:    %v", load.Run(t))
	t.Logf("%d batches of 1000, longest %v", batches, longest)
	if waits := longWaits(server.Log()[before:]); len(waits) > 0 {
		t.Errorf("waits for locks of 100 ms and more:\n%s", strings.Join(waits, "\n"))
	}
	if deleted != old {
		t.Errorf("deleted %d rows, want %d", deleted, old)
	}
	wantFirst(t, store, live, false)
}

// TestWaitsAreLogged is that TestPurgeUnderLoad would see a wait.
func TestWaitsAreLogged(t *testing.T) {
	store, db := newStore(t)
	before := len(server.Log())
	use := newUse()
	tx := begin(t, db, sql.LevelDefault)
	wantFirst(t, store.In(tx), use, true)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	store.Consume(ctx, use)
	if log := server.Log()[before:]; len(longWaits(log)) == 0 {
		t.Errorf("the log says:\n%s", log)
	}
}

// longWaits returns the lines of a log that tell of one transaction's wait for
// another. Waits for the disk to give a table more room are not of our making.
func longWaits(log string) (waits []string) {
	for line := range strings.Lines(log) {
		if strings.Contains(line, "still waiting for") && !strings.Contains(line, "on extension of") {
			waits = append(waits, line)
		}
	}
	return waits
}

// BenchmarkLoad: see crew.Benchmark for how to run it.
func BenchmarkLoad(b *testing.B) {
	dsn := newSchema(b)
	if _, err := openDB(b, dsn).Exec("CREATE TABLE bare (id bytea PRIMARY KEY)"); err != nil {
		b.Fatal(err)
	}
	crew.Benchmark(b, dsn)
}
