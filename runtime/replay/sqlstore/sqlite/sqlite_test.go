package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
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

func open(t testing.TB, path string) *Store {
	t.Helper()
	store, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "used.db") }

// lock takes SQLite's write lock, as a process would that hangs in the middle of
// a write.
func lock(path string) (unlock func() error, err error) {
	other, err := Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	tx, err := other.db.Begin()
	return func() error { return errors.Join(tx.Rollback(), other.Close()) }, err
}

// TestStore runs the conformance suite. A file has no server to take away, but
// a lock that nobody lets go.
func TestStore(t *testing.T) {
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		path := newFile(t)
		store := open(t, path)
		return replaytest.Subject{
			Store:   store,
			Restart: func() (typeseal.Store, error) { return open(t, path), nil },
			Down:    func() (func() error, error) { return lock(path) },
			Purge:   purgeOf(store),
			Clock: func(now func() time.Time) (replaytest.Subject, error) {
				store, err := Open(context.Background(), newFile(t), Clock(now))
				if err != nil {
					return replaytest.Subject{}, err
				}
				t.Cleanup(func() { store.Close() })
				return replaytest.Subject{Store: store, Purge: purgeOf(store)}, nil
			},
		}
	})
}

func purgeOf(store *Store) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := store.Purge(ctx, 1000)
		return err
	}
}

// TestFourProcesses is R02 on one file.
func TestFourProcesses(t *testing.T) {
	race := crew.Race{Address: newFile(t), Processes: 4, Claimants: 4, IDs: 300, Rounds: 3}
	if os.Getenv("CI") == "true" {
		race.Rounds = 30
	}
	result := race.Run(t)
	t.Logf("%d errors", result.Errors)
	if len(result.Twice()) > 0 || result.Lost() > 0 {
		t.Errorf("of %d ids %d twice, %d lost", result.Raced, len(result.Twice()), result.Lost())
	}
}

// TestKilledProcess: what was answered is in the file when the process is killed,
// and the next one finds a file that works.
func TestKilledProcess(t *testing.T) {
	path := newFile(t)
	for range 8 {
		redeemed := crew.Killed(t, path, 300*time.Millisecond)
		if len(redeemed) == 0 {
			t.Error("killed before its first token")
		}
		store := open(t, path)
		for _, use := range redeemed {
			if first, err := store.Consume(context.Background(), use); first || err != nil {
				t.Fatalf("after the kill: %v, %v", first, err)
			}
		}
		t.Logf("%d redeemed, none twice", len(redeemed))
		store.Close()
	}
}

// TestDeadlineWhileLocked: a context is heeded while another process holds the
// lock, and the token is good afterwards.
func TestDeadlineWhileLocked(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	unlock, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	use := newUse()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if first, err := store.Consume(ctx, use); first || err == nil {
		t.Fatalf("got %v, %v while locked", first, err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if first, err := store.Consume(context.Background(), use); !first || err != nil {
		t.Fatalf("got %v, %v after the lock", first, err)
	}
}

func newUse() (use typeseal.Use) {
	rand.Read(use.ID[:])
	use.Salt, use.IssuedAt = "test.sample", time.Now()
	use.ExpiresAt = use.IssuedAt.Add(time.Hour)
	return use
}

// TestPaths tries names that mean something in a URI.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a b.db", "a?mode=memory", "a#b", "a%20b", "ä.db", ":memory:", "a&b=c"} {
		open(t, filepath.Join(dir, name)).Close()
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "missing", "a.db")); err == nil {
		t.Error("opened in a folder that is not there")
	}
}

// TestDurable is that the settings which the promise rests on are in force.
func TestDurable(t *testing.T) {
	store := open(t, newFile(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "50"} {
		var got string
		if err := store.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

// TestPurgeAndLateness is R20, and what comes after a token's end.
func TestPurgeAndLateness(t *testing.T) {
	store := open(t, newFile(t))
	live := newUse()
	if first, err := store.Consume(context.Background(), live); !first || err != nil {
		t.Fatal(first, err)
	}
	insertOld(t, store, 25, replay.Grace+time.Minute)
	insertOld(t, store, 5, replay.Grace-time.Minute)
	for _, want := range []int64{10, 10, 5, 0} {
		if n, err := store.Purge(context.Background(), 10); n != want || err != nil {
			t.Fatalf("deleted %d, %v; want %d", n, err, want)
		}
	}
	if first, err := store.Consume(context.Background(), live); first || err != nil {
		t.Fatalf("a live token after the purge: %v, %v", first, err)
	}
	if _, err := store.Purge(context.Background(), 0); !errors.Is(err, typeseal.ErrConfig) {
		t.Fatalf("a batch of none: %v, want ErrConfig", err)
	}
	late := newUse()
	late.ExpiresAt = time.Now().Add(-replay.MaxLate - 5*time.Second)
	if _, err := store.Consume(context.Background(), late); !errors.Is(err, replay.ErrLate) {
		t.Fatalf("got %v, want ErrLate", err)
	}
}

// TestNoStore: one that Open did not return says so, and does not panic.
func TestNoStore(t *testing.T) {
	ctx := t.Context()
	for _, s := range []*Store{nil, new(Store)} {
		first, consumed := s.Consume(ctx, newUse())
		_, purged := s.Purge(ctx, 1)
		_, begun := s.Begin(ctx)
		for what, err := range map[string]error{
			"Consume": consumed, "Purge": purged, "Begin": begun, "PurgeEvery": s.PurgeEvery(ctx, time.Hour), "Close": s.Close(),
		} {
			if first || !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%s of %v: %v, %v", what, s, first, err)
			}
		}
	}
}
