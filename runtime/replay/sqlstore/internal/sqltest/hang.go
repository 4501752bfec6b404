package sqltest

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// HangDeadline is the deadline of calls while the database stands still, and hangBeyond
// is how much later they may return.
const (
	HangDeadline = 300 * time.Millisecond
	hangBeyond   = 100 * time.Millisecond
)

// Call is a call of a store.
type Call func(ctx context.Context) error

func consume(s typeseal.Store) Call {
	return func(ctx context.Context) error { _, err := s.Consume(ctx, storetest.NewUse()); return err }
}

func look(s typeseal.Store) Call {
	return func(ctx context.Context) error { _, _, err := s.Look(ctx, storetest.NewUse()); return err }
}

// Writes are the calls of a store that write. They fail while the database stands still.
func Writes(store Store) map[string]Call {
	return map[string]Call{
		"Consume": consume(store), "Check": store.Check, "CreateSchema": store.CreateSchema,
		"Purge":      func(ctx context.Context) error { _, err := store.Purge(ctx, 10); return err },
		"PurgeEvery": func(ctx context.Context) error { return store.PurgeEvery(ctx, time.Hour) },
	}
}

// Calls are all calls of a store, in two transactions that have begun too, if they are
// given.
func Calls(store Store, txs ...*sql.Tx) map[string]Call {
	all := Writes(store)
	all["Look"] = look(store)
	if len(txs) == 2 {
		all["Consume in a transaction"] = consume(store.In(txs[0]))
		all["Look in a transaction"] = look(store.In(txs[1]))
	}
	return all
}

// WantInTime makes calls that must fail, because the database stands still, and return
// within their deadline. Other programs may slow a call down, but not each time: if one
// is too late, the calls of again are made up to four times.
func WantInTime(t *testing.T, again map[string]Call, once ...map[string]Call) {
	t.Helper()
	longest := overrun(t, again)
	for _, calls := range once {
		longest = max(longest, overrun(t, calls))
	}
	for try := 0; try < 4 && longest > hangBeyond; try++ {
		longest = overrun(t, again)
	}
	t.Logf("at most %v after the deadline", longest.Round(time.Millisecond))
	if longest > hangBeyond {
		t.Errorf("a call returned %v after its deadline", longest)
	}
}

// overrun makes all calls at once, and returns how long after the deadline the slowest
// returned.
func overrun(t *testing.T, all map[string]Call) (longest time.Duration) {
	var lock sync.Mutex
	var done sync.WaitGroup
	for name, call := range all {
		done.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), HangDeadline)
			defer cancel()
			start := time.Now()
			err := call(ctx)
			took := time.Since(start) - HangDeadline
			lock.Lock()
			defer lock.Unlock()
			longest = max(longest, took)
			if err == nil || errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	done.Wait()
	return longest
}

// WantNothingLeft waits until no goroutine of a call is left.
func WantNothingLeft(t *testing.T) {
	t.Helper()
	var stacks string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		b := make([]byte, 4<<20)
		stacks = string(b[:runtime.Stack(b, true)])
		if !strings.Contains(stacks, "internal/deadline.run") && !strings.Contains(stacks, ").cancel(") {
			return
		}
	}
	t.Fatalf("goroutines are left:\n%s", stacks)
}

// Locked checks that all calls of a SQLite store return in time while another connection
// has the lock, that nothing is left of them afterwards, and that the store then works.
func (d *Database) Locked(t *testing.T, begin func(t *testing.T, address string) (unlock func() error)) {
	address := d.New(t)
	store, _ := d.Open(t, address)
	used := storetest.NewUse()
	storetest.Want(t, store, true, used)
	unlock := begin(t, address)
	WantInTime(t, Writes(store))
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	WantNothingLeft(t)
	storetest.Want(t, store, false, used)
	storetest.Want(t, store, true, storetest.NewUse())
}
