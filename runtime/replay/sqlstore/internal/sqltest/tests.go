package sqltest

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// Transaction checks that the use of a token and its effect commit together or not
// at all, and that a transaction in which a token is refused can still commit.
func (d *Database) Transaction(t *testing.T) {
	store, db := d.openNew(t)
	Exec(t, db, "CREATE TABLE guests (name text)")
	use := storetest.NewUse()
	for _, step := range []struct {
		first bool
		end   func(*sql.Tx) error
	}{
		{true, (*sql.Tx).Rollback},
		{true, (*sql.Tx).Commit},
		{false, (*sql.Tx).Commit},
	} {
		tx := Begin(t, db, sql.LevelDefault)
		storetest.WantUsed(t, store.In(tx), !step.first, use)
		storetest.Want(t, store.In(tx), step.first, use)
		storetest.Want(t, store.In(tx), false, use)
		storetest.WantUsed(t, store.In(tx), true, use)
		Exec(t, tx, "INSERT INTO guests VALUES ('ana')")
		if err := step.end(tx); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Want(t, store, false, use)
	storetest.WantUsed(t, store, true, use)
	var guests int
	if err := db.QueryRow("SELECT count(*) FROM guests").Scan(&guests); guests != 2 || err != nil {
		t.Fatalf("%d guests, %v; want 2", guests, err)
	}
}

// AtOnce redeems from 32 goroutines. No call may fail because the database is locked.
func (d *Database) AtOnce(t *testing.T) {
	store, _ := d.openNew(t)
	var all sync.WaitGroup
	start := make(chan struct{})
	for range 32 {
		all.Go(func() {
			<-start
			for range 4 {
				use := storetest.NewUse()
				for _, want := range []bool{true, false} {
					if r, err := store.Consume(context.Background(), use); r.First != want || err != nil {
						t.Errorf("got %+v, %v; want %v", r, err, want)
					}
				}
			}
		})
	}
	close(start)
	all.Wait()
}

// Purge checks purges of the table that CreateSchema creates.
func (d *Database) Purge(t *testing.T) {
	store, db := d.openNew(t)
	d.CheckPurge(t, store, db, "typeseal_used")
}

// CheckPurge checks that a purge deletes all rows of tokens that ended more than
// Grace ago, a batch at a time, and no other rows, some of which have the same ids.
// It inserts rows into each of the tables, which are parts of the store's table.
func (d *Database) CheckPurge(t *testing.T, store Store, db *sql.DB, tables ...string) {
	t.Helper()
	redeemed := storetest.NewUses(100)
	storetest.Want(t, store, true, redeemed...)
	for _, table := range tables {
		d.Insert(t, db, table, "test.live", 20, -time.Hour)
		d.Insert(t, db, table, "test.old", 170, replay.Grace+time.Minute)
		d.Insert(t, db, table, "test.recent", 10, replay.Grace-time.Minute)
	}
	Exec(t, db, `INSERT INTO typeseal_used (salt, id, claim, expires_at, used_at)
		SELECT 'test.same-id', id, claim, 9000000000, used_at FROM typeseal_used WHERE salt = 'test.old'`)
	old := 170 * len(tables)
	for left := int64(old); left >= 0; left -= 100 {
		WantPurged(t, store, 100, min(left, 100))
	}
	WantPurged(t, store, 100, 0)
	for salt, want := range map[string]int{
		"test.sample": 100, "test.live": 20 * len(tables), "test.recent": 10 * len(tables),
		"test.old": 0, "test.same-id": old,
	} {
		if n := count(t, db, salt); n != want {
			t.Errorf("%d rows of %s are left, want %d", n, salt, want)
		}
	}
	storetest.Want(t, store, false, redeemed...)
}

// PurgeEvery checks that PurgeEvery purges until its context ends.
func (d *Database) PurgeEvery(t *testing.T) {
	store, db := d.openNew(t)
	d.Insert(t, db, "typeseal_used", "test.old", 2500, replay.Grace+time.Minute)
	live := storetest.NewUse()
	storetest.Want(t, store, true, live)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- store.PurgeEvery(ctx, time.Hour) }()
	left := count(t, db, "test.old")
	for end := time.Now().Add(20 * time.Second); left > 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		left = count(t, db, "test.old")
	}
	cancel()
	if err := <-ended; left != 0 || err != context.Canceled {
		t.Errorf("%d left, ended with %v", left, err)
	}
	storetest.Want(t, store, false, live)
}

// Late redeems one token long after its end, which must fail, and another token shortly
// after its end.
func (d *Database) Late(t *testing.T) {
	store, _ := d.openNew(t)
	use := storetest.NewUse()
	use.ExpiresAt = time.Now().Add(-replay.MaxLate - 5*time.Second)
	storetest.WantError(t, store, use, replay.ErrLate)
	use.ExpiresAt = time.Now().Add(-replay.MaxLate + 30*time.Second)
	storetest.WantUsed(t, store, false, use)
	storetest.Want(t, store, true, use)
	storetest.Want(t, store, false, use)
}

// Synctest opens stores in a testing/synctest bubble.
func (d *Database) Synctest(t *testing.T) {
	address := d.New(t)
	synctest.Test(t, func(t *testing.T) {
		plain, _ := d.Open(t, address)
		store, db := d.Open(t, address, sqlstore.Clock(time.Now))
		InBubble(t, plain, store)
		use := storetest.NewUse()
		tx := Begin(t, db, sql.LevelDefault)
		storetest.Want(t, store.In(tx), true, use)
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		storetest.Want(t, store, false, use)
	})
}

// Column checks that Check and CreateSchema refuse a table without used_at, and accept it
// after the statement that the error names. The tokens in the table stay used.
func (d *Database) Column(t *testing.T) {
	store, db := d.openNew(t)
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	Exec(t, db, "ALTER TABLE typeseal_used DROP COLUMN used_at")
	err, created := store.Check(t.Context()), store.CreateSchema(t.Context())
	if !errors.Is(err, typeseal.ErrConfig) || !errors.Is(created, typeseal.ErrConfig) {
		t.Fatalf("got %v and %v, want ErrConfig", err, created)
	}
	_, statement, _ := strings.Cut(err.Error(), "add it with ")
	Exec(t, db, statement)
	if err := errors.Join(store.Check(t.Context()), store.CreateSchema(t.Context())); err != nil {
		t.Fatal(err)
	}
	storetest.Want(t, store, false, use)
	storetest.Want(t, store, true, storetest.NewUse())
}

// InBubble runs in a testing/synctest bubble, where it is the year 2000. It checks that
// the store with the bubble's clock redeems and purges by that clock. The plain store,
// which has the database's clock, must fail.
func InBubble(t *testing.T, plain, store Store) {
	t.Helper()
	use := storetest.NewUse()
	use.ExpiresAt = use.IssuedAt.Add(7 * 24 * time.Hour)
	time.Sleep(6 * 24 * time.Hour)
	storetest.WantError(t, plain, use, replay.ErrLate)
	storetest.Want(t, store, true, use)
	WantPurged(t, store, 10, 0)
	storetest.Want(t, store, false, use)
	time.Sleep(24*time.Hour + replay.Grace + time.Second)
	WantPurged(t, store, 10, 1)
	storetest.WantError(t, store, use, replay.ErrLate)
}
