package postgres

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// wantCode fails the test unless the store returns a PostgreSQL error with the given
// code.
func wantCode(t *testing.T, store typeseal.Store, use typeseal.Use, code string) {
	t.Helper()
	r, err := store.Consume(context.Background(), use)
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if r.First || !ok || pg.Code != code {
		t.Fatalf("got %+v, %v; want code %s", r, err, code)
	}
}

// TestOthersWaitForTransaction: others that redeem a token wait for the transaction that
// has redeemed it, until the transaction or their own context ends.
func TestOthersWaitForTransaction(t *testing.T) {
	store, db := newStore(t)
	for _, commit := range []bool{false, true} {
		use := storetest.NewUse()
		tx := sqltest.Begin(t, db, sql.LevelDefault)
		storetest.Want(t, store.In(tx), true, use)

		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		if r, err := store.Consume(ctx, use); r.First || err == nil {
			t.Fatalf("got %+v, %v before the end of the transaction", r, err)
		}
		cancel()
		// Until the server has canceled the call, it may still redeem the token.
		await(t, db, "SELECT count(*) = 0 FROM pg_locks WHERE NOT granted")

		waiting := make(chan bool)
		go func() {
			r, err := store.Consume(context.Background(), use)
			waiting <- r.First && err == nil
		}()
		time.Sleep(50 * time.Millisecond)
		end := tx.Rollback
		if commit {
			end = tx.Commit
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if first := <-waiting; first == commit {
			t.Fatalf("committed %v, and the other redeemed %v", commit, first)
		}
	}
}

// TestSerialization checks that a transaction fails with 40001 if its isolation
// level hides the row from it.
func TestSerialization(t *testing.T) {
	store, db := newStore(t)
	for _, level := range []sql.IsolationLevel{sql.LevelRepeatableRead, sql.LevelSerializable} {
		use := storetest.NewUse()
		tx := sqltest.Begin(t, db, level)
		sqltest.Exec(t, tx, "SELECT 1") // takes the snapshot
		storetest.Want(t, store, true, use)
		wantCode(t, store.In(tx), use, "40001")
		tx.Rollback()
		storetest.Want(t, store, false, use)
	}
}

// TestDeadlock redeems the same two tokens in two transactions, in opposite order.
// One of them fails with 40P01 and the other redeems both tokens.
func TestDeadlock(t *testing.T) {
	store, db := newStore(t)
	err := sqltest.Deadlock(t, store, db)
	if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != "40P01" {
		t.Fatalf("got %v, want one 40P01", err)
	}
}

// TestReadOnly checks that redeeming fails, even for a used token, if the server
// does not accept writes, as a standby does not.
func TestReadOnly(t *testing.T) {
	dsn := newSchema(t)
	use := storetest.NewUse()
	writable, _ := open(t, dsn)
	storetest.Want(t, writable, true, use)
	store, _ := open(t, dsn+" default_transaction_read_only=on")
	wantCode(t, store, use, "25006")
	wantCode(t, store, storetest.NewUse(), "25006")
}

// TestFailedTransaction checks that redeeming fails in a transaction in which a
// statement has failed, and in one that was rolled back.
func TestFailedTransaction(t *testing.T) {
	store, db := newStore(t)
	use := storetest.NewUse()
	tx := sqltest.Begin(t, db, sql.LevelDefault)
	tx.Exec("SELECT 1/0")
	wantCode(t, store.In(tx), use, "25P02")
	tx.Rollback()
	storetest.WantError(t, store.In(tx), use, nil)
	storetest.Want(t, store, true, use)
}

// startProxy returns a store that talks to the server through a proxy.
func startProxy(t *testing.T) (*peer.Proxy, *sqlstore.Store) {
	p, dsn := proxied(t, newSchema(t))
	store, db := open(t, dsn)
	db.SetMaxOpenConns(1)
	storetest.Want(t, store, true, storetest.NewUse()) // prepares the statement
	return p, store
}

// proxied returns a proxy, and the address of a schema through it.
func proxied(t *testing.T, dsn string) (p *peer.Proxy, through string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "proxy") // its path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	const socket = ".s.PGSQL.5432"
	return peer.StartProxy(t, filepath.Join(dir, socket), filepath.Join(server.Dir, socket)), dsn + " host=" + dir
}

// isInserted reports whether a reply is the reply to an insert of one row.
func isInserted(reply string) bool { return strings.Contains(reply, "INSERT 0 1\x00") }

func TestLostAnswer(t *testing.T) {
	p, store := startProxy(t)
	p.CheckLostAnswer(t, store, isInserted)
}

func TestOtherAnswer(t *testing.T) {
	p, store := startProxy(t)
	p.CheckOtherAnswer(t, store, isInserted)
}
