package boltstore

import (
	"path/filepath"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
	"go.etcd.io/bbolt"
)

func open(t *testing.T) *bbolt.DB {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "used.db"))
}

func reopen(t *testing.T, path string) *bbolt.DB {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// lock takes the lock that all writes need, so that the file can only be read.
func lock(db *bbolt.DB) (unlock func() error, err error) {
	tx, err := db.Begin(true)
	if err != nil {
		return nil, err
	}
	return tx.Rollback, nil
}

// TestStore runs replaytest. A bbolt file has no server that could be down or lose an
// answer, and one process, whose parts can each have a Store.
func TestStore(t *testing.T) {
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		db := open(t)
		s, err := New(db, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		return replaytest.Subject{
			Store: s,
			Purge: s.Purge,
			Open:  func() (typeseal.Store, error) { return New(db, time.Now) },
			Restart: func() (typeseal.Store, error) {
				path := db.Path()
				if err := db.Close(); err != nil {
					return nil, err
				}
				return New(reopen(t, path), time.Now)
			},
			Hang:     func() (func() error, error) { return lock(db) },
			ReadOnly: func() (func() error, error) { return lock(db) },
			Clock: func(now func() time.Time) (replaytest.Subject, error) {
				s, err := New(open(t), now)
				return replaytest.Subject{Store: s, Purge: s.Purge}, err
			},
		}
	})
}

// TestClosed checks that a store says nothing about tokens if its file is closed.
func TestClosed(t *testing.T) {
	db := open(t)
	s, err := New(db, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	use := typeseal.Use{Salt: "test", IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	if r, err := s.Consume(t.Context(), use); err == nil {
		t.Errorf("Consume answered %+v", r)
	}
	if r, used, err := s.Look(t.Context(), use); err == nil {
		t.Errorf("Look answered %+v, %v", r, used)
	}
}
