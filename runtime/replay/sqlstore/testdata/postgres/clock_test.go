package postgres

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// TestSynctest redeems in a bubble, in which it is the year 2000: a store with
// the bubble's clock judges by it and purges by it, and one without refuses.
func TestSynctest(t *testing.T) {
	dsn := newSchema(t)
	synctest.Test(t, func(t *testing.T) {
		db := openDB(t, dsn) // pgx's connections have timers, which may not leave the bubble
		plain := sqlstore.New(db, sqlstore.Postgres)
		store := sqlstore.New(db, sqlstore.Postgres, sqlstore.Clock(time.Now))
		use := newUse()
		use.ExpiresAt = use.IssuedAt.Add(7 * 24 * time.Hour)
		time.Sleep(6 * 24 * time.Hour)
		if _, err := plain.Consume(t.Context(), use); !errors.Is(err, replay.ErrLate) {
			t.Errorf("without a clock: %v, want ErrLate", err)
		}
		wantFirst(t, store, use, true)
		for _, want := range []int64{0, 1} {
			if n, err := store.Purge(context.Background(), 10); n != want || err != nil {
				t.Errorf("purged %d, %v; want %d", n, err, want)
			}
			if first, err := store.Consume(context.Background(), use); first || (want == 1) != errors.Is(err, replay.ErrLate) {
				t.Errorf("after a purge: %v, %v", first, err)
			}
			time.Sleep(24*time.Hour + replay.Grace + time.Second)
		}
	})
}

// TestSynctestTransaction is the same within a transaction.
func TestSynctestTransaction(t *testing.T) {
	dsn := newSchema(t)
	synctest.Test(t, func(t *testing.T) {
		db := openDB(t, dsn)
		store := sqlstore.New(db, sqlstore.Postgres, sqlstore.Clock(time.Now))
		use := newUse()
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantFirst(t, store.In(tx), use, true)
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		wantFirst(t, store, use, false)
	})
}
