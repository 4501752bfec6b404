//go:build cgo

package mattn

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // registers "sqlite3"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

func openDB(t testing.TB, path, options string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?"+options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func newStore(t testing.TB, db *sql.DB, dialect sqlstore.Dialect, opts ...sqlstore.Option) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.New(db, dialect, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// files is the kind of database that the tests use.
var files = sqltest.Database{
	New: func(t testing.TB) string { return filepath.Join(t.TempDir(), "used.db") },
	Open: func(t testing.TB, path string, opts ...sqlstore.Option) (sqltest.Store, *sql.DB) {
		db := openDB(t, path, "_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
		store := newStore(t, db, sqlstore.SQLite, opts...)
		if err := store.CreateSchema(context.Background()); err != nil {
			t.Fatal(err)
		}
		return store, db
	},
	RandomID: "randomblob(16)",
}

func TestAtOnce(t *testing.T)      { files.AtOnce(t) }
func TestTransaction(t *testing.T) { files.Transaction(t) }
func TestPurge(t *testing.T)       { files.Purge(t) }
func TestPurgeEvery(t *testing.T)  { files.PurgeEvery(t) }
func TestLate(t *testing.T)        { files.Late(t) }
func TestColumn(t *testing.T)      { files.Column(t) }

func TestLocked(t *testing.T) {
	files.Locked(t, func(t *testing.T, path string) func() error {
		tx := sqltest.Begin(t, openDB(t, path, "_txlock=immediate&_busy_timeout=5000"), sql.LevelDefault)
		return tx.Rollback
	})
}

// TestConfig checks that faults which last are told from others by this driver's errors
// too.
func TestConfig(t *testing.T) {
	const good = "_busy_timeout=5000&_journal_mode=WAL"
	path := files.New(t)
	_, db := files.Open(t, path)
	readOnly := newStore(t, openDB(t, path, good+"&mode=ro"), sqlstore.SQLite)
	storetest.WantConsumeError(t, readOnly, storetest.NewUse(), typeseal.ErrConfig)
	wrong := newStore(t, db, sqlstore.Postgres)
	storetest.WantError(t, wrong, storetest.NewUse(), typeseal.ErrConfig)
	plain := newStore(t, openDB(t, files.New(t), ""), sqlstore.SQLite)
	for i, err := range []error{
		readOnly.Check(t.Context()), wrong.Check(t.Context()), plain.Check(t.Context()),
		newStore(t, openDB(t, files.New(t), good), sqlstore.SQLite).Check(t.Context()),
	} {
		if !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("check %d: %v, want ErrConfig", i, err)
		}
	}
	sqltest.Exec(t, db, "DROP TABLE typeseal_used")
	storetest.WantError(t, newStore(t, db, sqlstore.SQLite), storetest.NewUse(), typeseal.ErrConfig)
}
