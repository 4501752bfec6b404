package postgres

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

func TestFourProcesses(t *testing.T) {
	race := crew.Race{Address: newSchema(t), Rounds: 10}
	if result := race.Run(t); result.Errors > 0 {
		t.Errorf("%d errors", result.Errors)
	}
}

// TestKilled kills the server during a race. No record is lost.
func TestKilled(t *testing.T) {
	for name, claims := range map[string]bool{"no claims": false, "claims": true} {
		t.Run(name, func(t *testing.T) {
			dsn := newSchema(t)
			race := crew.Race{Address: dsn, Rounds: 2, Claims: claims, During: func() error {
				time.Sleep(rand.N(300 * time.Millisecond))
				return server.Restart()
			}}
			result := race.Run(t)
			store, _ := open(t, dsn)
			storetest.Want(t, store, false, result.Uses...)
		})
	}
}

// TestKilledAsynchronous checks that with synchronous_commit=off only the last two
// seconds before a kill are lost.
func TestKilledAsynchronous(t *testing.T) {
	dsn := newSchema(t) + " synchronous_commit=off"
	for range 3 {
		store, _ := open(t, dsn)
		crew.OutlastsWindow(t, store, func() typeseal.Store {
			if err := server.Restart(); err != nil {
				t.Fatal(err)
			}
			store, _ := open(t, dsn)
			return store
		})
	}
}

// TestWaitsAreLogged checks that TestPurgeUnderLoad would detect a wait.
func TestWaitsAreLogged(t *testing.T) {
	store, db := newStore(t)
	before := len(server.Log())
	use := storetest.NewUse()
	storetest.Want(t, store.In(sqltest.Begin(t, db, sql.LevelDefault)), true, use)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	store.Consume(ctx, use)
	if log := server.Log()[before:]; len(longWaits(log)) == 0 {
		t.Errorf("the log says:\n%s", log)
	}
}

// longWaits returns the lines of a log that report that one transaction waited for
// another. Waits for the disk to extend a table do not count.
func longWaits(log string) (waits []string) {
	for line := range strings.Lines(log) {
		if strings.Contains(line, "still waiting for") && !strings.Contains(line, "on extension of") {
			waits = append(waits, line)
		}
	}
	return waits
}
