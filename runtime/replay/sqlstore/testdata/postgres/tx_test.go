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
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

func begin(t *testing.T, db *sql.DB, isolation sql.IsolationLevel) *sql.Tx {
	t.Helper()
	tx, err := db.BeginTx(context.Background(), &sql.TxOptions{Isolation: isolation})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tx.Rollback() })
	return tx
}

// wantCode wants an error of PostgreSQL's with a code.
func wantCode(t *testing.T, store typeseal.Store, use typeseal.Use, code string) {
	t.Helper()
	first, err := store.Consume(context.Background(), use)
	var pg *pgconn.PgError
	if first || !errors.As(err, &pg) || pg.Code != code {
		t.Fatalf("got %v, %v; want code %s", first, err, code)
	}
}

// TestTransaction is R15: use and effect commit together or not at all.
func TestTransaction(t *testing.T) {
	store, db := newStore(t)
	exec(t, db, "CREATE TABLE guests (name text)")
	use := newUse()

	tx := begin(t, db, sql.LevelDefault)
	wantFirst(t, store.In(tx), use, true)
	exec(t, tx, "INSERT INTO guests VALUES ('ana')")
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}

	tx = begin(t, db, sql.LevelDefault)
	wantFirst(t, store.In(tx), use, true)
	wantFirst(t, store.In(tx), use, false)
	exec(t, tx, "INSERT INTO guests VALUES ('ana')")
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	wantFirst(t, store, use, false)

	tx = begin(t, db, sql.LevelDefault)
	wantFirst(t, store.In(tx), use, false)
	exec(t, tx, "INSERT INTO guests VALUES ('bo')") // the transaction is still good
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	var guests int
	if err := db.QueryRow("SELECT count(*) FROM guests").Scan(&guests); guests != 2 || err != nil {
		t.Fatalf("%d guests, %v", guests, err)
	}
}

// TestOthersWaitForTransaction: until a transaction ends nobody can say whether
// its token is used, and nobody waits for ever.
func TestOthersWaitForTransaction(t *testing.T) {
	store, db := newStore(t)
	for _, commit := range []bool{false, true} {
		use := newUse()
		tx := begin(t, db, sql.LevelDefault)
		wantFirst(t, store.In(tx), use, true)

		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		if first, err := store.Consume(ctx, use); first || err == nil {
			t.Fatalf("got %v, %v before the end of the transaction", first, err)
		}
		cancel()

		waiting := make(chan bool)
		go func() {
			first, err := store.Consume(context.Background(), use)
			waiting <- first && err == nil
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

// TestSerialization is R16: 40001, for a transaction that cannot see the row.
func TestSerialization(t *testing.T) {
	store, db := newStore(t)
	for _, level := range []sql.IsolationLevel{sql.LevelRepeatableRead, sql.LevelSerializable} {
		use := newUse()
		tx := begin(t, db, level)
		exec(t, tx, "SELECT 1") // takes the snapshot
		wantFirst(t, store, use, true)
		wantCode(t, store.In(tx), use, "40001")
		tx.Rollback()
		wantFirst(t, store, use, false)
	}
}

// TestDeadlock is R16: two transactions that redeem the same two tokens in
// opposite order. One is told to try again, the other redeems both.
func TestDeadlock(t *testing.T) {
	store, db := newStore(t)
	one, two := newUse(), newUse()
	txs := []*sql.Tx{begin(t, db, sql.LevelDefault), begin(t, db, sql.LevelDefault)}
	wantFirst(t, store.In(txs[0]), one, true)
	wantFirst(t, store.In(txs[1]), two, true)
	ends := make(chan error, 2)
	cross := func(tx *sql.Tx, use typeseal.Use) {
		first, err := store.In(tx).Consume(context.Background(), use)
		switch {
		case err != nil:
			tx.Rollback()
		case !first:
			err = errors.New("refused, though the other was rolled back")
		default:
			if failed := tx.Commit(); failed != nil {
				t.Error(failed)
			}
		}
		ends <- err
	}
	go cross(txs[0], two)
	go cross(txs[1], one)
	err := errors.Join(<-ends, <-ends)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "40P01" {
		t.Fatalf("got %v, want one 40P01", err)
	}
	wantFirst(t, store, one, false)
	wantFirst(t, store, two, false)
}

// TestReadOnly is R16: on what may not write, a replica for one, even a used
// token gets an error.
func TestReadOnly(t *testing.T) {
	dsn := newSchema(t)
	use := newUse()
	wantFirst(t, sqlstore.New(openDB(t, dsn), sqlstore.Postgres), use, true)
	store := sqlstore.New(openDB(t, dsn+" default_transaction_read_only=on"), sqlstore.Postgres)
	wantCode(t, store, use, "25006")
	wantCode(t, store, newUse(), "25006")
}

// TestFailedTransaction: after an error of the caller's own there is no yes.
func TestFailedTransaction(t *testing.T) {
	store, db := newStore(t)
	use := newUse()
	tx := begin(t, db, sql.LevelDefault)
	tx.Exec("SELECT 1/0")
	wantCode(t, store.In(tx), use, "25P02")
	tx.Rollback()
	wantError(t, store.In(tx), use)
	wantFirst(t, store, use, true)
}

// startProxy returns a store that talks to the server through a proxy.
func startProxy(t *testing.T) (*peer.Proxy, *sqlstore.Store) {
	dsn := newSchema(t)
	dir, err := os.MkdirTemp("", "proxy")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	const socket = ".s.PGSQL.5432"
	p := peer.StartProxy(t, filepath.Join(dir, socket), filepath.Join(server.Dir, socket))
	db := openDB(t, dsn+" host="+dir)
	db.SetMaxOpenConns(1)
	store := sqlstore.New(db, sqlstore.Postgres)
	wantFirst(t, store, newUse(), true) // prepares the statement
	return p, store
}

// isInserted tells the reply to an insert that inserted.
func isInserted(reply string) bool { return strings.Contains(reply, "INSERT 0 1\x00") }

// TestLostAnswer is R05: the row is committed and the answer lost.
func TestLostAnswer(t *testing.T) {
	p, store := startProxy(t)
	use := newUse()
	use.Claim = [16]byte{1}
	p.Lose(isInserted)
	wantError(t, store, use)
	wantFirst(t, store, use, true)
	use.Claim = [16]byte{2}
	wantFirst(t, store, use, false)
	use.Claim = [16]byte{}
	wantFirst(t, store, use, false)
}

// TestOtherReply is R06: the answer to another request is no answer.
func TestOtherReply(t *testing.T) {
	p, store := startProxy(t)
	var first string
	p.Mangle(func(reply string) (string, bool) {
		switch {
		case !isInserted(reply):
		case first == "":
			first = reply
		default:
			return first, true
		}
		return reply, true
	})
	wantFirst(t, store, newUse(), true)
	wantError(t, store, newUse())
}
