package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

func TestMain(m *testing.M) { crew.Main(m, openTarget, nil) }

func openTarget(path string) (*crew.Target, error) {
	store, err := Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	bare := func(id [16]byte) error {
		_, err := patiently(context.Background(), func(ctx context.Context) (sql.Result, error) {
			return store.db.ExecContext(ctx, "INSERT INTO bare (id) VALUES (?)", id[:])
		})
		return err
	}
	return &crew.Target{Store: store, Bare: bare, Close: store.Close}, nil
}

func open(t testing.TB, path string, opts ...sqlstore.Option) *Store {
	t.Helper()
	store, err := Open(context.Background(), path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "used.db") }

// files is the kind of database that this package opens.
var files = sqltest.Database{
	New: newFile,
	Open: func(t testing.TB, path string, opts ...sqlstore.Option) (sqltest.Store, *sql.DB) {
		store := open(t, path, opts...)
		return store, store.db
	},
	RandomID: "randomblob(16)",
	Bytes:    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
}

func TestTransaction(t *testing.T) { files.Transaction(t) }
func TestPurge(t *testing.T)       { files.Purge(t) }
func TestPurgeEvery(t *testing.T)  { files.PurgeEvery(t) }
func TestLate(t *testing.T)        { files.Late(t) }
func TestColumn(t *testing.T)      { files.Column(t) }
func TestSynctest(t *testing.T)    { files.Synctest(t) }

// lock takes SQLite's write lock, like a process that hangs while it writes.
func lock(path string) (unlock func() error, err error) {
	other, err := Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	tx, err := other.db.Begin()
	return func() error { return errors.Join(tx.Rollback(), other.Close()) }, err
}

// TestStore runs replaytest. A file has no server that can be down, but its lock
// can be taken.
func TestStore(t *testing.T) {
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		path := newFile(t)
		s := files.Subject(t, path)
		s.Restart = func() (typeseal.Store, error) { return open(t, path), nil }
		s.Hang = func() (func() error, error) { return lock(path) }
		s.ReadOnly = s.Hang
		return s
	})
}

func TestFourProcesses(t *testing.T) { crew.Race{Address: newFile(t), Rounds: 3}.Run(t) }

// TestKilledProcess checks that the records of a process that was killed are in the
// file, and that the next process can use the file.
func TestKilledProcess(t *testing.T) {
	path := newFile(t)
	for range 8 {
		redeemed := crew.Killed(t, path, 300*time.Millisecond)
		if len(redeemed) == 0 {
			t.Error("the process was killed before it redeemed a token")
		}
		store := open(t, path)
		storetest.Want(t, store, false, redeemed...)
		t.Logf("%d redeemed, none twice", len(redeemed))
		store.Close()
	}
}

// TestDeadlineWhileLocked checks that Consume obeys the deadline while another process
// has the lock, and that the token is not used.
func TestDeadlineWhileLocked(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	unlock, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	use := storetest.NewUse()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if r, err := store.Consume(ctx, use); r.First || err == nil {
		t.Fatalf("got %+v, %v while the file was locked", r, err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	storetest.Want(t, store, true, use)
}

// TestPaths opens files whose names have a meaning in a URI.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a b.db", "a?mode=memory", "a#b", "a%20b", "ä.db", ":memory:", "a&b=c"} {
		open(t, filepath.Join(dir, name)).Close()
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "missing", "a.db")); err == nil {
		t.Error("opened a file in a directory that does not exist")
	}
}

// TestDurable checks the settings without which records are lost.
func TestDurable(t *testing.T) {
	store := open(t, newFile(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "50"} {
		var got string
		if err := store.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

// TestNotOpened uses a Store that Open did not return.
func TestNotOpened(t *testing.T) {
	ctx := t.Context()
	for _, s := range []*Store{nil, new(Store)} {
		storetest.WantError(t, s, storetest.NewUse(), typeseal.ErrConfig)
		_, purged := s.Purge(ctx, 1)
		_, begun := s.Begin(ctx)
		every := s.PurgeEvery(ctx, time.Hour)
		for i, err := range []error{purged, begun, every, s.Close()} {
			if !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("call %d of %v: %v; want ErrConfig", i, s, err)
			}
		}
		if s.DB() != nil {
			t.Errorf("%v has a database", s)
		}
	}
}

// TestPurgeBatch checks that a batch of no rows is refused.
func TestPurgeBatch(t *testing.T) {
	if _, err := open(t, newFile(t)).Purge(t.Context(), 0); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("got %v, want ErrConfig", err)
	}
}
