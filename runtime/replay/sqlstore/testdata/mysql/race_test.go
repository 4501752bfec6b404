package mysql

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// rounds is how many rounds a race has.
func rounds() int {
	if *long {
		return 20
	}
	return 1
}

func TestFourProcesses(t *testing.T) {
	race := crew.Race{Address: newSchema(t) + "interpolateParams=true", Rounds: rounds(), Exact: true}
	if result := race.Run(t); result.Errors > 0 {
		t.Errorf("%d errors", result.Errors)
	}
}

// TestKilled kills the server during a race. No record is lost.
func TestKilled(t *testing.T) {
	for name, claims := range map[string]bool{"no claims": false, "claims": true} {
		t.Run(name, func(t *testing.T) {
			dsn := newSchema(t) + "interpolateParams=true"
			race := crew.Race{Address: dsn, Rounds: rounds(), Exact: true, Claims: claims, During: func() error {
				time.Sleep(rand.N(300 * time.Millisecond))
				return server.Restart()
			}}
			result := race.Run(t)
			store, _ := open(t, dsn)
			storetest.Want(t, store, false, result.Uses...)
		})
	}
}

// TestKilledUnflushed checks what the warnings about settings that can lose commits say:
// with innodb_flush_log_at_trx_commit=0 only the last two seconds before a kill are lost.
func TestKilledUnflushed(t *testing.T) {
	own, err := peer.MariaDB("--innodb-flush-log-at-trx-commit=0")
	peer.Require(t, err)
	t.Cleanup(own.Remove)
	sqltest.Exec(t, openDB(t, own.MariaDBDSN("", "")), "CREATE DATABASE test")
	log := sqltest.CaptureLog(t)
	store, _ := open(t, own.MariaDBDSN("test", ""))
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	sqltest.WantWarning(t, log, "innodb_flush_log_at_trx_commit")
	crew.OutlastsWindow(t, store, func() typeseal.Store {
		if err := own.Restart(); err != nil {
			t.Fatal(err)
		}
		store, _ := open(t, own.MariaDBDSN("test", ""))
		return store
	})
}
