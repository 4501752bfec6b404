package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
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

func exec(t *testing.T, db interface {
	Exec(string, ...any) (sql.Result, error)
}, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// TestTransaction is R15 with a table of the user's own in the same file: use and
// effect commit together or not at all.
func TestTransaction(t *testing.T) {
	store := open(t, newFile(t))
	exec(t, store.DB(), "CREATE TABLE guests (name TEXT)")
	use := newUse()
	for _, test := range []struct {
		name  string
		first bool
		end   func(*sql.Tx) error
	}{
		{"rolled back", true, (*sql.Tx).Rollback},
		{"committed", true, (*sql.Tx).Commit},
		{"again", false, (*sql.Tx).Rollback},
	} {
		tx := begin(t, store)
		wantAll(t, store.In(tx), []typeseal.Use{use}, test.first)
		exec(t, tx, "INSERT INTO guests VALUES ('ana')")
		if err := test.end(tx); err != nil {
			t.Fatal(test.name, err)
		}
	}
	var guests int
	if err := store.DB().QueryRow("SELECT count(*) FROM guests").Scan(&guests); guests != 1 || err != nil {
		t.Fatalf("%d guests, %v; want one", guests, err)
	}
	wantAll(t, store, []typeseal.Use{use}, false)
}

// TestBeginWaits: transactions of two processes follow one another, each longer
// than SQLite waits for a lock.
func TestBeginWaits(t *testing.T) {
	path := newFile(t)
	stores := []*Store{open(t, path), open(t, path)}
	uses := []typeseal.Use{newUse(), newUse(), newUse(), newUse(), newUse(), newUse()}
	var all sync.WaitGroup
	for i, use := range uses {
		all.Go(func() {
			store := stores[i%2]
			tx, err := store.Begin(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			first, err := store.In(tx).Consume(context.Background(), use)
			time.Sleep(2 * lockWait)
			if err := errors.Join(err, tx.Commit()); err != nil || !first {
				t.Error(first, err)
			}
		})
	}
	all.Wait()
	wantAll(t, stores[0], uses, false)
}

// TestBeginGivesUp: Begin waits as long as its context allows, whoever has the
// lock, and a call beside a transaction does so too.
func TestBeginGivesUp(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	tx := begin(t, open(t, path))
	ctx, cancel := context.WithTimeout(context.Background(), 3*lockWait)
	defer cancel()
	if _, err := store.Begin(ctx); err == nil {
		t.Error("two have the lock")
	}
	tx.Rollback()
	begin(t, store)
	ctx, cancel = context.WithTimeout(context.Background(), 3*lockWait)
	defer cancel()
	if first, err := store.Consume(ctx, newUse()); first || err == nil {
		t.Errorf("got %v, %v beside a transaction", first, err)
	}
}

// TestTransactionEnds with its context, and where that has no deadline when its
// time is over: the token is then as good as before.
func TestTransactionEnds(t *testing.T) {
	store := open(t, newFile(t))
	short, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, ctx := range []context.Context{short, context.Background()} {
		tx, err := store.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		use := newUse()
		wantAll(t, store.In(tx), []typeseal.Use{use}, true)
		late, cancel := context.WithTimeout(context.Background(), 2*sqlstore.Timeout)
		defer cancel()
		if first, err := store.Consume(late, use); !first || err != nil {
			t.Errorf("got %v, %v after the transaction's end", first, err)
		}
		if err := tx.Commit(); err == nil {
			t.Error("the transaction committed")
		}
	}
}

// TestReadBeforeWrite is what In says of a transaction that is not immediate.
func TestReadBeforeWrite(t *testing.T) {
	db := openOwn(t, newFile(t), good)
	store := sqlstore.New(db, sqlstore.SQLite)
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, reads := range []bool{false, true} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if reads {
			exec(t, tx, "SELECT count(*) FROM typeseal_used")
		}
		wantAll(t, store, []typeseal.Use{newUse()}, true)
		first, err := store.In(tx).Consume(context.Background(), newUse())
		if failed := err != nil; failed != reads || first == failed {
			t.Errorf("reads first %v: got %v, %v", reads, first, err)
		}
		tx.Rollback()
	}
}

// TestSynctest redeems in a bubble, in which it is the year 2000, through a store
// that was opened outside it and one that was opened in it.
func TestSynctest(t *testing.T) {
	outside, err := Open(t.Context(), newFile(t), Clock(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer outside.Close()
	plain := open(t, newFile(t))
	synctest.Test(t, func(t *testing.T) {
		inside, err := Open(t.Context(), filepath.Join(t.TempDir(), "used.db"), Clock(time.Now))
		if err != nil {
			t.Fatal(err)
		}
		defer inside.Close()
		use := newUse()
		use.ExpiresAt = use.IssuedAt.Add(7 * 24 * time.Hour)
		time.Sleep(6 * 24 * time.Hour)
		if _, err := plain.Consume(t.Context(), use); !errors.Is(err, replay.ErrLate) {
			t.Errorf("without a clock: %v, want ErrLate", err)
		}
		for _, store := range []*Store{outside, inside} {
			wantAll(t, store, []typeseal.Use{use}, true)
			wantPurged(t, store, 0)
			wantAll(t, store, []typeseal.Use{use}, false)
		}
		time.Sleep(24*time.Hour + replay.Grace + time.Second)
		for _, store := range []*Store{outside, inside} {
			wantPurged(t, store, 1)
			if _, err := store.Consume(t.Context(), use); !errors.Is(err, replay.ErrLate) {
				t.Errorf("after its record is purged: %v, want ErrLate", err)
			}
		}
	})
}

func wantPurged(t *testing.T, store *Store, want int64) {
	t.Helper()
	if n, err := store.Purge(t.Context(), 10); n != want || err != nil {
		t.Errorf("purged %d, %v; want %d", n, err, want)
	}
}

// TestPurgeEvery purges what has ended until its context ends.
func TestPurgeEvery(t *testing.T) {
	store := open(t, newFile(t))
	insertOld(t, store, 2500, replay.Grace+time.Minute)
	live := newUse()
	wantAll(t, store, []typeseal.Use{live}, true)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- store.PurgeEvery(ctx, time.Hour) }()
	left := -1
	for end := time.Now().Add(20 * time.Second); left != 1 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if err := store.DB().QueryRow("SELECT count(*) FROM typeseal_used").Scan(&left); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if err := <-ended; left != 1 || err != context.Canceled {
		t.Errorf("%d left, ended with %v; want the live one", left, err)
	}
	wantAll(t, store, []typeseal.Use{live}, false)
}
