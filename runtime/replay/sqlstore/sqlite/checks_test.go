package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestTables checks that tables with which redeeming fails or tokens are forgotten are
// refused, by Open too.
func TestTables(t *testing.T) {
	const (
		key     = ", PRIMARY KEY (id, salt)"
		columns = "(salt TEXT, id BLOB, claim BLOB, expires_at INTEGER, used_at INTEGER"
	)
	for _, test := range []struct{ name, table, want string }{
		{"no key", columns + ")", "PRIMARY KEY"},
		{"another key", columns + ", PRIMARY KEY (id))", "PRIMARY KEY"},
		{"no claim", "(salt TEXT, id BLOB, expires_at INTEGER, used_at INTEGER" + key + ")", "columns and types"},
		{"no used_at", "(salt TEXT, id BLOB, claim BLOB, expires_at INTEGER" + key + ")", "no column used_at"},
		{"times as text", strings.ReplaceAll(columns, "INTEGER", "TEXT") + key + ")", "columns and types"},
		{"another column", columns + ", x NOT NULL" + key + ")", "columns and types"},
		{"unique salts", columns + key + ", UNIQUE (salt))", "unique index"},
		{"a newer row replaces an older one", columns + " UNIQUE ON CONFLICT REPLACE" + key + ")", "unique index"},
		{"a check", columns + " CHECK (used_at < 0)" + key + ")", "constraints"},
	} {
		path := newFile(t)
		store, db := openOwn(t, path, good)
		sqltest.Exec(t, db, "CREATE TABLE typeseal_used "+test.table)
		sqltest.WantConfig(t, test.name, store.CreateSchema(t.Context()), test.want)
		sqltest.WantConfig(t, test.name, store.Check(t.Context()), test.want)
		_, err := Open(t.Context(), path)
		sqltest.WantConfig(t, test.name, err, test.want)
	}
}

// TestWrongDialect uses the dialect of PostgreSQL.
func TestWrongDialect(t *testing.T) {
	_, db := openOwn(t, newFile(t), good)
	for _, opts := range [][]sqlstore.Option{nil, {sqlstore.Table("auth.used_tokens")}} {
		store, err := sqlstore.New(db, sqlstore.Postgres, opts...)
		if err != nil {
			t.Fatal(err)
		}
		sqltest.WantConfig(t, "Check", store.Check(t.Context()), "the database is not PostgreSQL")
		sqltest.WantConfig(t, "CreateSchema", store.CreateSchema(t.Context()), "the database is not PostgreSQL")
		storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
		_, err = store.Purge(t.Context(), 1)
		sqltest.WantConfig(t, "Purge", err, "call sqlstore.New with its dialect")
	}
}

// TestReadOnly opens files that cannot be written.
func TestReadOnly(t *testing.T) {
	path := newFile(t)
	store, use := open(t, path), storetest.NewUse()
	storetest.Want(t, store, true, use)
	own, _ := openOwn(t, path, good+"&mode=ro")
	sqltest.WantConfig(t, "mode=ro", own.Check(t.Context()), "cannot be opened or written")
	storetest.WantConsumeError(t, own, storetest.NewUse(), typeseal.ErrConfig)
	storetest.WantUsed(t, own, true, use)
	use.Grace = storetest.Life
	storetest.WantLookError(t, own, use, typeseal.ErrConfig) // a yes comes from a write
	own, _ = openOwn(t, path, good+"&_pragma=query_only(1)")
	sqltest.WantConfig(t, "query_only", own.Check(t.Context()), "cannot be opened or written")
}

// TestNotAFile opens what is not a SQLite file.
func TestNotAFile(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	must(t, os.WriteFile(text, []byte(strings.Repeat("not a database ", 1000)), 0o600))
	for _, path := range []string{text, filepath.Dir(text), filepath.Join(text, "below")} {
		_, err := Open(t.Context(), path)
		sqltest.WantConfig(t, path, err, "cannot be opened or written")
	}
}

// TestFaultsLater checks faults that come after the start.
func TestFaultsLater(t *testing.T) {
	for statement, want := range map[string]string{
		"DROP TABLE typeseal_used":                    "does not exist",
		"ALTER TABLE typeseal_used DROP COLUMN claim": "columns and types",
	} {
		store := open(t, newFile(t))
		sqltest.Exec(t, store.db, statement)
		_, err := store.Consume(t.Context(), storetest.NewUse())
		sqltest.WantConfig(t, statement, err, want)
		if shown := typeseal.Caused(typeseal.ErrStore, err).Error(); !strings.Contains(shown, want) {
			t.Errorf("shown as %q", shown)
		}
	}
}

// TestTemporaryTable checks that a temporary table of the same name, which one connection
// has, is never used.
func TestTemporaryTable(t *testing.T) {
	store := open(t, newFile(t))
	sqltest.Exec(t, store.db, "CREATE TEMPORARY TABLE typeseal_used (x)")
	must(t, store.Check(t.Context()), store.CreateSchema(t.Context()))
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	storetest.Want(t, store, false, use)
}

// TestNamedTable checks the option Table.
func TestNamedTable(t *testing.T) {
	path := newFile(t)
	store, plain := open(t, path, sqlstore.Table("used")), open(t, path)
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	storetest.Want(t, store, false, use)
	storetest.Want(t, plain, true, use)
	_, err := Open(t.Context(), path, sqlstore.Table("auth.used"))
	sqltest.WantConfig(t, "a schema", err, "leave it out")
}

// TestEndedTransactions redeems in transactions that have ended.
func TestEndedTransactions(t *testing.T) {
	store := open(t, newFile(t))
	tx := begin(t, store)
	must(t, tx.Commit())
	_, err := store.In(tx).Consume(t.Context(), storetest.NewUse())
	if shown := typeseal.Caused(typeseal.ErrStore, err).Error(); !strings.Contains(shown, "the transaction has ended") {
		t.Errorf("%v, shown as %q", err, shown)
	}
}

// TestNames checks names that are taken by something else, or that SQLite reserves.
func TestNames(t *testing.T) {
	for _, test := range []struct{ taken, table, want string }{
		{"VIEW typeseal_used AS SELECT 1", "typeseal_used", "a view"},
		{"TABLE typeseal_used_expires_at (x)", "typeseal_used", "name is reserved or taken"},
		{"TABLE x (x)", "sqlite_used", "name is reserved or taken"},
	} {
		_, db := openOwn(t, newFile(t), good)
		sqltest.Exec(t, db, "CREATE "+test.taken)
		store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Table(test.table))
		must(t, err)
		sqltest.WantConfig(t, test.taken, store.CreateSchema(t.Context()), test.want)
	}
}

// TestClosed checks calls of a store that is closed.
func TestClosed(t *testing.T) {
	store := open(t, newFile(t))
	must(t, store.Close())
	storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
	sqltest.WantConfig(t, "Check", store.Check(t.Context()), "the database is closed")
}
