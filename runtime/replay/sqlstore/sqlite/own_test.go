package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// openOwn opens a database as a user does, with options of the data source name.
func openOwn(t testing.TB, path, options string, opts ...sqlstore.Option) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?"+options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	store, err := sqlstore.New(db, sqlstore.SQLite, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return store, db
}

// good are the options that Check requires.
const good = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)"

// TestCheck checks that the error for a database of the user's own names everything
// that must be set, and that no table is created then.
func TestCheck(t *testing.T) {
	for _, test := range []struct {
		options string
		faults  []string
	}{
		{"", []string{"busy_timeout is 0", "set it to 5000", "journal_mode is delete", "WAL"}},
		{"_pragma=busy_timeout(5000)", []string{"journal_mode is delete"}},
		{"_pragma=journal_mode(WAL)", []string{"busy_timeout is 0"}},
		{good + "&_pragma=synchronous(OFF)", []string{"synchronous is 0", "FULL"}},
		{good + "&mode=memory", []string{"journal_mode is memory"}},
		{good, nil},
		{good + "&_pragma=synchronous(NORMAL)&_txlock=immediate", nil},
	} {
		store, db := openOwn(t, newFile(t), test.options)
		err := store.CreateSchema(context.Background())
		if test.faults == nil && err != nil || test.faults != nil && !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%q: %v", test.options, err)
		}
		for _, want := range test.faults {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %q", test.options, err, want)
			}
		}
		var tables int
		err = db.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = 'typeseal_used'").Scan(&tables)
		if want := test.faults == nil; err != nil || (tables == 1) != want {
			t.Errorf("%q: %d tables, %v", test.options, tables, err)
		}
	}
}

// TestCheckSeesEveryConnection executes a pragma, which is then in force on one
// connection of the pool only.
func TestCheckSeesEveryConnection(t *testing.T) {
	for _, most := range []int{0, 1, 2} {
		store, db := openOwn(t, newFile(t), "_pragma=journal_mode(WAL)")
		db.SetMaxOpenConns(most)
		sqltest.Exec(t, db, "PRAGMA busy_timeout = 5000")
		err := store.CreateSchema(context.Background())
		if want := most != 1; errors.Is(err, typeseal.ErrConfig) != want {
			t.Errorf("with at most %d connections: %v", most, err)
		}
	}
}

func TestOwnDatabaseAtOnce(t *testing.T) { own.AtOnce(t) }

// TestPurgeOwnTable purges tables that a user may have created, whose rows have row ids or
// have none.
func TestPurgeOwnTable(t *testing.T) {
	const columns = "salt TEXT NOT NULL, id BLOB NOT NULL, claim BLOB NOT NULL, expires_at INTEGER NOT NULL, " +
		"used_at INTEGER NOT NULL"
	for name, create := range map[string]string{
		"with row ids":     "(" + columns + ", PRIMARY KEY (id, salt))",
		"strict":           "(" + columns + ", PRIMARY KEY (salt, id)) STRICT, WITHOUT ROWID",
		"with another key": "(rowid INTEGER PRIMARY KEY, " + columns + ", UNIQUE (id, salt))",
	} {
		t.Run(name, func(t *testing.T) {
			store, db := openOwn(t, newFile(t), good)
			sqltest.Exec(t, db, "CREATE TABLE typeseal_used "+create)
			if err := store.CreateSchema(context.Background()); err != nil {
				t.Fatal(err)
			}
			files.CheckPurge(t, store, db, "typeseal_used")
		})
	}
}

// own is the kind of database that a user opens.
var own = sqltest.Database{
	New: newFile,
	Open: func(t testing.TB, path string, opts ...sqlstore.Option) (sqltest.Store, *sql.DB) {
		store, db := openOwn(t, path, good, opts...)
		if err := store.CreateSchema(context.Background()); err != nil {
			t.Fatal(err)
		}
		return store, db
	},
}

// TestLocked checks the deadlines of calls while another process has the lock, for which
// the driver of a user's own database waits five seconds.
func TestLocked(t *testing.T) {
	for name, d := range map[string]sqltest.Database{"file": files, "own": own} {
		t.Run(name, func(t *testing.T) {
			d.Locked(t, func(t *testing.T, path string) func() error {
				unlock, err := lock(path)
				if err != nil {
					t.Fatal(err)
				}
				return unlock
			})
		})
	}
}
