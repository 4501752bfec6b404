package sqlite

import (
	"context"
	"database/sql"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// tableKinds are tables that a user may have made: their rows have a place, or
// have none.
var tableKinds = map[string]string{
	"ours": sqlstore.SQLite.Schema()[0],
	"with row ids": `CREATE TABLE typeseal_used (salt TEXT NOT NULL, id BLOB NOT NULL, claim BLOB NOT NULL,
		expires_at INTEGER NOT NULL, PRIMARY KEY (id, salt))`,
	"strict": `CREATE TABLE typeseal_used (salt TEXT NOT NULL, id BLOB NOT NULL, claim BLOB NOT NULL,
		expires_at INTEGER NOT NULL, PRIMARY KEY (salt, id)) STRICT, WITHOUT ROWID`,
	"with a key of the user's own": `CREATE TABLE typeseal_used (rowid INTEGER PRIMARY KEY, salt TEXT NOT NULL,
		id BLOB NOT NULL, claim BLOB NOT NULL, expires_at INTEGER NOT NULL, UNIQUE (id, salt))`,
}

// TestPurgeLeavesLive deletes ended records beside live ones, some of which have
// the same id, and wants every live one left.
func TestPurgeLeavesLive(t *testing.T) {
	for name, create := range tableKinds {
		t.Run(name, func(t *testing.T) {
			store, db := openTable(t, create)
			var redeemed []typeseal.Use
			for range 100 {
				redeemed = append(redeemed, newUse())
			}
			wantAll(t, store, redeemed, true)
			insertAs(t, db, "test.live", 50, -time.Hour)
			insertAs(t, db, "test.old", 170, replay.Grace+time.Minute)
			insertAs(t, db, "test.recent", 10, replay.Grace-time.Minute)
			if _, err := db.Exec(`INSERT INTO typeseal_used (salt, id, claim, expires_at)
				SELECT 'test.same-id', id, x'', 9000000000 FROM typeseal_used WHERE salt = 'test.old'`); err != nil {
				t.Fatal(err)
			}
			for _, want := range []int64{100, 70, 0} {
				if n, err := store.Purge(context.Background(), 100); n != want || err != nil {
					t.Fatalf("deleted %d, %v; want %d", n, err, want)
				}
			}
			wantCounts(t, db, map[string]int{
				"test.sample": 100, "test.live": 50, "test.recent": 10, "test.old": 0, "test.same-id": 170,
			})
			wantAll(t, store, redeemed, false)
		})
	}
}

// openTable opens a database that has a table of this kind before the store does.
func openTable(t *testing.T, create string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	dsn, err := source(newFile(t))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec(create); err != nil {
		t.Fatal(err)
	}
	store := sqlstore.New(db, sqlstore.SQLite)
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	return store, db
}

func wantAll(t *testing.T, store typeseal.Store, uses []typeseal.Use, want bool) {
	t.Helper()
	for _, use := range uses {
		if first, err := store.Consume(context.Background(), use); first != want || err != nil {
			t.Fatalf("got %v, %v; want %v", first, err, want)
		}
	}
}

func wantCounts(t *testing.T, db *sql.DB, counts map[string]int) {
	t.Helper()
	for salt, want := range counts {
		var n int
		err := db.QueryRow("SELECT count(*) FROM typeseal_used WHERE salt = ?", salt).Scan(&n)
		if n != want || err != nil {
			t.Errorf("%d rows of %s are left, %v; want %d", n, salt, err, want)
		}
	}
}

// insertOld inserts rows of tokens that ended so long ago.
func insertOld(t testing.TB, store *Store, rows int, age time.Duration) {
	t.Helper()
	insertAs(t, store.db, "test.old", rows, age)
}

func insertAs(t testing.TB, db *sql.DB, salt string, rows int, age time.Duration) {
	t.Helper()
	_, err := db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?1)
		INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT ?3, randomblob(16), randomblob(16), ?2 FROM n`, rows, time.Now().Add(-age).Unix(), salt)
	if err != nil {
		t.Fatal(err)
	}
}
