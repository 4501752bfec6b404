package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

const columns = `(salt text COLLATE "C" NOT NULL, id bytea NOT NULL, claim bytea NOT NULL, expires_at bigint NOT NULL,
	PRIMARY KEY (id, salt))`

// tableKinds are the ways in which one table's rows are in several places, so
// that two rows have the same ctid.
var tableKinds = []struct {
	name   string
	create []string
	rows   string // where insertRows puts rows: the %d is 0 or 1
}{
	{"by hash of the id", []string{
		"CREATE TABLE typeseal_used " + columns + " PARTITION BY HASH (id)",
		"CREATE TABLE part_0 PARTITION OF typeseal_used FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
		"CREATE TABLE part_1 PARTITION OF typeseal_used FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
	}, "typeseal_used"},
	{"by list of salts, and those by hash", []string{
		"CREATE TABLE typeseal_used " + columns + " PARTITION BY LIST (salt)",
		"CREATE TABLE part_0 PARTITION OF typeseal_used FOR VALUES IN ('test.old') PARTITION BY HASH (id)",
		"CREATE TABLE part_00 PARTITION OF part_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
		"CREATE TABLE part_01 PARTITION OF part_0 FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
		"CREATE TABLE part_1 PARTITION OF typeseal_used DEFAULT",
	}, "typeseal_used"},
	{"children that inherit", []string{
		"CREATE TABLE typeseal_used " + columns,
		"CREATE TABLE part_0 () INHERITS (typeseal_used)",
		"CREATE TABLE part_1 () INHERITS (part_0)",
	}, "part_%d"},
	{"one table", []string{"CREATE TABLE typeseal_used " + columns}, "typeseal_used"},
}

// TestPurgeLeavesLive deletes ended records that are in the same places as live
// ones, in partitions and children, or have the same id, and wants every live one
// left.
func TestPurgeLeavesLive(t *testing.T) {
	for _, kind := range tableKinds {
		t.Run(kind.name, func(t *testing.T) {
			store, db := newStore(t)
			exec(t, db, "DROP TABLE typeseal_used")
			for _, statement := range kind.create {
				exec(t, db, statement)
			}
			if err := store.CreateSchema(context.Background()); err != nil {
				t.Fatal(err)
			}
			redeemed := redeem(t, store, 300)
			for half := range 2 {
				table := kind.rows
				if table == "part_%d" {
					table = fmt.Sprintf(table, half)
				}
				insertInto(t, db, table, "test.live", 20, -time.Hour)
				insertInto(t, db, table, "test.old", 170, replay.Grace+time.Minute)
				insertInto(t, db, table, "test.recent", 10, replay.Grace-time.Minute)
			}
			exec(t, db, `INSERT INTO typeseal_used
				SELECT 'test.same-id', id, '', 9e9 FROM typeseal_used WHERE salt = 'test.old'`)
			purgeAll(t, store, 100, 340)
			left := map[string]int{
				"test.sample": 300, "test.live": 40, "test.recent": 20, "test.old": 0, "test.same-id": 340,
			}
			for salt, want := range left {
				if n := countOf(t, db, salt); n != want {
					t.Errorf("%d rows of %s are left, want %d", n, salt, want)
				}
			}
			for _, use := range redeemed {
				wantFirst(t, store, use, false)
			}
		})
	}
}

func redeem(t *testing.T, store typeseal.Store, n int) (uses []typeseal.Use) {
	t.Helper()
	for range n {
		use := newUse()
		wantFirst(t, store, use, true)
		uses = append(uses, use)
	}
	return uses
}

// purgeAll purges in batches until nothing is left, and wants each batch full
// but the last, and all of them to be want rows.
func purgeAll(t *testing.T, store *sqlstore.Store, batch, want int) {
	t.Helper()
	for left := int64(want); ; {
		n, err := store.Purge(context.Background(), batch)
		if err != nil || n != min(left, int64(batch)) {
			t.Fatalf("deleted %d, %v; want %d", n, err, min(left, int64(batch)))
		}
		if left -= n; n < int64(batch) {
			return
		}
	}
}

func insertInto(t *testing.T, db *sql.DB, table, salt string, rows int, age time.Duration) {
	t.Helper()
	_, err := db.Exec(`INSERT INTO `+table+` (salt, id, claim, expires_at)
		SELECT $1::text, uuid_send(gen_random_uuid()), '', $2::bigint FROM generate_series(1, $3::int)`,
		salt, time.Now().Add(-age).Unix(), rows)
	if err != nil {
		t.Fatal(err)
	}
}

func countOf(t *testing.T, db *sql.DB, salt string) (n int) {
	t.Helper()
	if err := db.QueryRow("SELECT count(*) FROM typeseal_used WHERE salt = $1", salt).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPurgeEvery purges what has ended until its context ends.
func TestPurgeEvery(t *testing.T) {
	store, db := newStore(t)
	insertOld(t, db, 2500, replay.Grace+time.Minute)
	live := newUse()
	wantFirst(t, store, live, true)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- store.PurgeEvery(ctx, time.Hour) }()
	left := countOf(t, db, "test.old")
	for end := time.Now().Add(20 * time.Second); left > 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		left = countOf(t, db, "test.old")
	}
	cancel()
	if err := <-ended; left != 0 || err != context.Canceled {
		t.Errorf("%d left, ended with %v", left, err)
	}
	wantFirst(t, store, live, false)
}
