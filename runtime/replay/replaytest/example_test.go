package replaytest_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
)

// fileStore stands for a store that you wrote.
type fileStore struct{ *replay.Memory }

func open(path string, now func() time.Time) *fileStore {
	return &fileStore{replay.NewMemory(replay.Clock(now))}
}

func (s *fileStore) Purge(context.Context) error { return nil }

// The test of a store in a file. For a store on a server, also set Down, Hang, ReadOnly
// and Lose.
func ExampleRun() {
	_ = func(t *testing.T) { // func TestStore(t *testing.T) {
		replaytest.Run(t, func(t *testing.T) replaytest.Subject {
			path := filepath.Join(t.TempDir(), "used")
			store := open(path, time.Now)
			return replaytest.Subject{
				Store:   store,
				Purge:   store.Purge,
				Open:    func() (typeseal.Store, error) { return open(path, time.Now), nil },
				Restart: func() (typeseal.Store, error) { return open(path, time.Now), nil },
				Clock: func(now func() time.Time) (replaytest.Subject, error) {
					store := open(filepath.Join(t.TempDir(), "used"), now)
					return replaytest.Subject{Store: store, Purge: store.Purge}, nil
				},
			}
		})
	}
}
