package postgres

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
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

// killed runs a race in which the server is killed in the middle of every round.
func killed(t *testing.T, dsn string, claims bool) *crew.Result {
	race := fourProcesses(dsn, 2, 10)
	race.Claims = claims
	race.During = func(int) error {
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
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

// TestKilled: no token is redeemed twice though the server is killed, and by
// claims each is redeemed.
func TestKilled(t *testing.T) {
	for name, claims := range map[string]bool{"no claims": false, "claims": true} {
		t.Run(name, func(t *testing.T) {
			dsn := newSchema(t)
			result := killed(t, dsn, claims)
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

// TestKilledAsynchronous: with synchronous_commit=off what was redeemed longer
// than the window before a kill stays redeemed.
func TestKilledAsynchronous(t *testing.T) {
	dsn := newSchema(t) + " synchronous_commit=off"
	open := func() typeseal.Store { return sqlstore.New(openDB(t, dsn), sqlstore.Postgres) }
	restart := func() typeseal.Store {
		if err := errors.Join(server.Kill(), server.Start()); err != nil {
			t.Fatal(err)
		}
		return open()
	}
	for range 3 {
		crew.OutlastsWindow(t, open(), restart)
	}
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
