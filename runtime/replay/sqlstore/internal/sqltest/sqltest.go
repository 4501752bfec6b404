// Package sqltest has the tests that sqlstore passes on every database: the methods of
// Database.
package sqltest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// Store has the methods that *sqlstore.Store and *sqlite.Store share.
type Store interface {
	typeseal.Store
	In(tx *sql.Tx) typeseal.Store
	Check(ctx context.Context) error
	CreateSchema(ctx context.Context) error
	Purge(ctx context.Context, batch int) (deleted int64, err error)
	PurgeEvery(ctx context.Context, interval time.Duration) error
}

// Database is a kind of database. Its methods test a store in a new database of that
// kind.
type Database struct {
	// New returns the address of a new database with an empty table typeseal_used.
	New func(t testing.TB) (address string)
	// Open opens the database at an address. It is closed when the test ends.
	Open func(t testing.TB, address string, opts ...sqlstore.Option) (Store, *sql.DB)
	// RandomID is a SQL expression for 16 random bytes.
	RandomID string
	// Bytes is a query for the bytes that the table takes, indexes included.
	Bytes string
}

func (d *Database) openNew(t testing.TB) (Store, *sql.DB) {
	t.Helper()
	return d.Open(t, d.New(t))
}

// Insert inserts rows with random ids into a table, for tokens that ended a time
// ago.
func (d *Database) Insert(t testing.TB, db *sql.DB, table, salt string, rows int, age time.Duration) {
	t.Helper()
	Exec(t, db, fmt.Sprintf(`INSERT INTO %s (salt, id, claim, expires_at, used_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
		SELECT '%s', %s, %[4]s, %d, %[5]d FROM n`,
		table, rows, salt, d.RandomID, time.Now().Add(-age).Unix()))
}

// CheckBytes checks how many bytes of the database a used token takes.
func (d *Database) CheckBytes(t *testing.T, most int) {
	_, db := d.openNew(t)
	const ids = 100_000
	d.Insert(t, db, "typeseal_used", "account.password-reset", ids, time.Hour)
	var bytes int
	if err := db.QueryRow(d.Bytes).Scan(&bytes); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MB for a million", bytes/ids)
	if bytes > most*ids {
		t.Errorf("%d bytes for %d ids, want at most %d each", bytes, ids, most)
	}
}

// Subject opens a database for replaytest.
func (d *Database) Subject(t *testing.T, address string, opts ...sqlstore.Option) replaytest.Subject {
	t.Helper()
	store, _ := d.Open(t, address, opts...)
	return replaytest.Subject{
		Store: store,
		Open: func() (typeseal.Store, error) {
			again, _ := d.Open(t, address, opts...)
			return again, nil
		},
		Purge: func(ctx context.Context) error { return PurgeAll(ctx, store) },
		Clock: func(now func() time.Time) (replaytest.Subject, error) {
			return d.Subject(t, d.New(t), sqlstore.Clock(now)), nil
		},
	}
}

// Exec executes a statement.
func Exec(t testing.TB, db interface {
	Exec(string, ...any) (sql.Result, error)
}, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Begin begins a transaction, which is rolled back when the test ends.
func Begin(t *testing.T, db *sql.DB, isolation sql.IsolationLevel) *sql.Tx {
	t.Helper()
	tx, err := db.BeginTx(context.Background(), &sql.TxOptions{Isolation: isolation})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tx.Rollback() })
	return tx
}

// Deadlock redeems the same two tokens in two transactions, in opposite order. One of them
// must fail, with the error that is returned, and the other redeems both tokens.
func Deadlock(t *testing.T, store Store, db *sql.DB) error {
	t.Helper()
	one, two := storetest.NewUse(), storetest.NewUse()
	first, second := Begin(t, db, sql.LevelDefault), Begin(t, db, sql.LevelDefault)
	storetest.Want(t, store.In(first), true, one)
	storetest.Want(t, store.In(second), true, two)
	ends := make(chan error, 2)
	cross := func(tx *sql.Tx, use typeseal.Use) {
		r, err := store.In(tx).Consume(context.Background(), use)
		switch {
		case err != nil:
			tx.Rollback()
		case !r.First:
			err = errors.New("refused, though the other transaction was rolled back")
		default:
			if failed := tx.Commit(); failed != nil {
				t.Error(failed)
			}
		}
		ends <- err
	}
	go cross(first, two)
	go cross(second, one)
	err := errors.Join(<-ends, <-ends)
	storetest.Want(t, store, false, one, two)
	return err
}

// WantConfig fails the test unless err matches ErrConfig and its text contains want.
func WantConfig(t *testing.T, what string, err error, want string) {
	t.Helper()
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want ErrConfig and %q", what, err, want)
	}
}

// WantPurged purges once in a batch, and checks how many rows are deleted.
func WantPurged(t *testing.T, store Store, batch int, want int64) {
	t.Helper()
	if n, err := store.Purge(context.Background(), batch); n != want || err != nil {
		t.Fatalf("purged %d, %v; want %d", n, err, want)
	}
}

// PurgeAll purges in batches until nothing is left to purge.
func PurgeAll(ctx context.Context, store Store) error {
	for {
		if n, err := store.Purge(ctx, 1000); err != nil || n < 1000 {
			return err
		}
	}
}

// count returns how many rows of a salt there are.
func count(t *testing.T, db *sql.DB, salt string) (rows int) {
	t.Helper()
	query := fmt.Sprintf("SELECT count(*) FROM typeseal_used WHERE salt = '%s'", salt)
	if err := db.QueryRow(query).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}
