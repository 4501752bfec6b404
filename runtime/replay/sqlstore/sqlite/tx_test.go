package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

func begin(t *testing.T, store *Store) *sql.Tx {
	t.Helper()
	tx, err := store.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tx.Rollback() })
	return tx
}

// TestBeginWaits begins transactions of two processes at once, each of which takes
// longer than SQLite waits for a lock.
func TestBeginWaits(t *testing.T) {
	path := newFile(t)
	stores := []*Store{open(t, path), open(t, path)}
	uses := storetest.NewUses(6)
	var all sync.WaitGroup
	for i, use := range uses {
		all.Go(func() {
			store := stores[i%2]
			tx, err := store.Begin(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			r, err := store.In(tx).Consume(context.Background(), use)
			time.Sleep(2 * lockWait)
			if err := errors.Join(err, tx.Commit()); err != nil || !r.First {
				t.Error(r, err)
			}
		})
	}
	all.Wait()
	storetest.Want(t, stores[0], false, uses...)
}

// TestBeginGivesUp checks that Begin stops waiting for the lock when its context
// ends, and that Consume stops waiting for a transaction.
func TestBeginGivesUp(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	tx := begin(t, open(t, path))
	ctx, cancel := context.WithTimeout(context.Background(), 3*lockWait)
	defer cancel()
	if _, err := store.Begin(ctx); err == nil {
		t.Error("two transactions have the lock")
	}
	tx.Rollback()
	begin(t, store)
	ctx, cancel = context.WithTimeout(context.Background(), 3*lockWait)
	defer cancel()
	if r, err := store.Consume(ctx, storetest.NewUse()); r.First || err == nil {
		t.Errorf("got %+v, %v beside a transaction", r, err)
	}
}

// TestTransactionEnds checks that a transaction is rolled back when its context
// ends, or after a while if that has no deadline. Its token is then not used.
func TestTransactionEnds(t *testing.T) {
	store := open(t, newFile(t))
	short, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, ctx := range []context.Context{short, context.Background()} {
		tx, err := store.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		use := storetest.NewUse()
		storetest.Want(t, store.In(tx), true, use)
		late, cancel := context.WithTimeout(context.Background(), 2*sqlstore.Timeout)
		defer cancel()
		if r, err := store.Consume(late, use); !r.First || err != nil {
			t.Errorf("got %+v, %v after the transaction's end", r, err)
		}
		if err := tx.Commit(); err == nil {
			t.Error("the transaction committed")
		}
	}
}

// TestReadBeforeWrite checks the documentation of In about a transaction that is not
// immediate.
func TestReadBeforeWrite(t *testing.T) {
	store, db := openOwn(t, newFile(t), good)
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, reads := range []bool{false, true} {
		tx := sqltest.Begin(t, db, sql.LevelDefault)
		if reads {
			sqltest.Exec(t, tx, "SELECT count(*) FROM typeseal_used")
		}
		storetest.Want(t, store, true, storetest.NewUse())
		if reads {
			storetest.WantConsumeError(t, store.In(tx), storetest.NewUse(), nil)
		} else {
			storetest.Want(t, store.In(tx), true, storetest.NewUse())
		}
		tx.Rollback()
	}
}

// TestOpenedOutsideBubble uses a store in a testing/synctest bubble that was opened
// outside it.
func TestOpenedOutsideBubble(t *testing.T) {
	plain, store := open(t, newFile(t)), open(t, newFile(t), Clock(time.Now))
	synctest.Test(t, func(t *testing.T) { sqltest.InBubble(t, plain, store) })
}
