package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// settings are parameters of the driver and variables of the session under which the store
// must do the same.
var settings = []string{
	"interpolateParams=true", "clientFoundRows=true", "clientFoundRows=true&interpolateParams=true",
	"parseTime=true&loc=Asia%2FTokyo", "autocommit=0", "autocommit=0&interpolateParams=true",
	"completion_type=1",
	"sql_mode=%27%27", "sql_mode=ANSI&interpolateParams=true", "sql_mode=NO_BACKSLASH_ESCAPES&interpolateParams=true",
	"sql_mode=%27TRADITIONAL,NO_UNSIGNED_SUBTRACTION,HIGH_NOT_PRECEDENCE,PIPES_AS_CONCAT%27",
	"charset=latin1", "collation=utf8mb4_bin", "character_set_connection=latin1",
	"time_zone=%27%2B13:00%27", isolation("READ-UNCOMMITTED"), isolation("READ-COMMITTED"),
	isolation("REPEATABLE-READ"), isolation("SERIALIZABLE"),
	"maxAllowedPacket=0", "compress=true", "sql_safe_updates=1", "sql_select_limit=1",
}

// isolation is the setting of an isolation level.
func isolation(level string) string {
	name := "tx_isolation"
	if peer.IsMySQL() {
		name = "transaction_isolation"
	}
	return name + "=%27" + level + "%27"
}

// allSettings are the settings for the server that the tests use.
func allSettings() []string {
	if peer.IsMySQL() {
		return settings
	}
	return append(settings, "sql_mode=ORACLE", "sql_mode=EMPTY_STRING_IS_NULL")
}

// TestSettings checks that the driver's parameters and the session's variables change
// nothing, and that what one connection has redeemed, all others know.
func TestSettings(t *testing.T) {
	plain := newSchema(t)
	all, _ := open(t, plain)
	for _, s := range allSettings() {
		t.Run(s, func(t *testing.T) {
			store, db := open(t, plain+s)
			for _, err := range []error{store.CreateSchema(t.Context()), store.Check(t.Context())} {
				if err != nil {
					t.Fatal(err)
				}
			}
			use := storetest.Claimed(storetest.NewUse(), storetest.Random())
			storetest.WantUsed(t, store, false, use)
			storetest.Want(t, store, true, use, use)
			storetest.WantUsed(t, store, true, use)
			storetest.WantUsed(t, all, true, use)
			storetest.Want(t, all, true, use)
			storetest.Want(t, all, false, storetest.Claimed(use, storetest.Random()))
			checkTransaction(t, store, all, db)
			checkPurge(t, store, db)
			checkWinner(t, store, all)
		})
	}
}

// checkTransaction checks that a use is recorded if its transaction commits.
func checkTransaction(t *testing.T, store sqltest.Store, other typeseal.Store, db *sql.DB) {
	t.Helper()
	use := storetest.NewUse()
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
		tx := sqltest.Begin(t, db, sql.LevelDefault)
		storetest.WantUsed(t, store.In(tx), false, use)
		storetest.Want(t, store.In(tx), true, use)
		storetest.Want(t, store.In(tx), false, use)
		storetest.WantUsed(t, store.In(tx), true, use)
		if err := end(tx); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Want(t, other, false, use)
}

// checkPurge checks that a purge is committed.
func checkPurge(t *testing.T, store sqltest.Store, db *sql.DB) {
	t.Helper()
	tx := sqltest.Begin(t, db, sql.LevelDefault)
	id := storetest.Random()
	sqltest.Exec(t, tx, fmt.Sprintf(`INSERT INTO typeseal_used (salt, id, claim, expires_at, used_at)
		VALUES ('test.old', UNHEX('%x'), UNHEX('%[1]x'), 1, 1)`, id[:]))
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	sqltest.WantPurged(t, store, 10, 1)
	sqltest.WantPurged(t, store, 10, 0)
}

// checkWinner lets the stores redeem the same tokens at the same time.
func checkWinner(t *testing.T, stores ...typeseal.Store) {
	t.Helper()
	for range 10 {
		use := storetest.NewUse()
		wins := make(chan bool, 16)
		var done sync.WaitGroup
		for i := range cap(wins) {
			done.Go(func() {
				r, err := stores[i%len(stores)].Consume(context.Background(), use)
				if err != nil {
					t.Error(err)
				}
				wins <- r.First
			})
		}
		done.Wait()
		won := 0
		for range cap(wins) {
			if <-wins {
				won++
			}
		}
		if won != 1 {
			t.Fatalf("%d won", won)
		}
	}
}

// TestLeftOpen checks that the store commits on a connection on which somebody has left a
// transaction open, and looks at the present.
func TestLeftOpen(t *testing.T) {
	dsn := newSchema(t)
	store, db := open(t, dsn)
	other, _ := open(t, dsn)
	db.SetMaxOpenConns(1)
	for _, begin := range []string{"BEGIN", "SET autocommit = 0", "START TRANSACTION WITH CONSISTENT SNAPSHOT"} {
		use := storetest.NewUse()
		sqltest.Exec(t, db, begin)
		var rows int // reading them takes a snapshot
		if err := db.QueryRow("SELECT COUNT(*) FROM typeseal_used").Scan(&rows); err != nil {
			t.Fatal(err)
		}
		storetest.Want(t, other, true, use)
		storetest.WantUsed(t, store, true, use)
		use = storetest.NewUse()
		sqltest.Exec(t, db, begin)
		storetest.Want(t, store, true, use)
		storetest.WantUsed(t, other, true, use)
		storetest.Want(t, other, false, use)
	}
}
