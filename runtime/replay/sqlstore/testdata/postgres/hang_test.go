package postgres

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
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// standstill is a way in which no answers come. end ends it.
type standstill struct {
	name  string
	begin func(t *testing.T, l *peer.Link) (end func())
}

var standstills = []standstill{
	{"the server stands still", func(t *testing.T, l *peer.Link) func() {
		resume, err := server.Hang()
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := resume(); err != nil {
				t.Fatal(err)
			}
		}
	}},
	{"requests are lost", func(t *testing.T, l *peer.Link) func() { return silence(l, true, false) }},
	{"answers are lost", func(t *testing.T, l *peer.Link) func() { return silence(l, false, true) }},
	{"both are lost", func(t *testing.T, l *peer.Link) func() { return silence(l, true, true) }},
}

func silence(l *peer.Link, toServer, toClient bool) (end func()) {
	l.Silence(toServer, toClient)
	return func() {
		l.Silence(false, false)
		l.Cut()
	}
}

// The deadline of calls, and how much later they may return.
const (
	hangDeadline = 300 * time.Millisecond
	hangBeyond   = 100 * time.Millisecond
)

// calls are all calls of a store. txs are transactions that have begun.
func calls(store *sqlstore.Store, txs []*sql.Tx) map[string]func(context.Context) error {
	consume := func(s typeseal.Store) func(context.Context) error {
		return func(ctx context.Context) error { _, err := s.Consume(ctx, storetest.NewUse()); return err }
	}
	look := func(s typeseal.Store) func(context.Context) error {
		return func(ctx context.Context) error { _, _, err := s.Look(ctx, storetest.NewUse()); return err }
	}
	all := map[string]func(context.Context) error{
		"Consume": consume(store), "Look": look(store), "Check": store.Check, "CreateSchema": store.CreateSchema,
		"Purge":      func(ctx context.Context) error { _, err := store.Purge(ctx, 10); return err },
		"PurgeEvery": func(ctx context.Context) error { return store.PurgeEvery(ctx, time.Hour) },
	}
	if len(txs) == 2 {
		all["Consume in a transaction"] = consume(store.In(txs[0]))
		all["Look in a transaction"] = look(store.In(txs[1]))
	}
	return all
}

// overrun makes all calls at once, and returns how long after the deadline the slowest
// returned.
func overrun(t *testing.T, all map[string]func(context.Context) error) (longest time.Duration) {
	var lock sync.Mutex
	var done sync.WaitGroup
	for name, call := range all {
		done.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), hangDeadline)
			defer cancel()
			start := time.Now()
			err := call(ctx)
			took := time.Since(start) - hangDeadline
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

// TestStandstill checks that every call returns within its deadline, opening included,
// that nothing is left of the calls after the standstill, and that the store then works.
func TestStandstill(t *testing.T) {
	for _, driver := range drivers {
		for _, s := range standstills {
			t.Run(driver+"/"+s.name, func(t *testing.T) {
				l, dsn := link(t)
				store, db := openWith(t, driver, dsn)
				used := storetest.NewUse()
				storetest.Want(t, store, true, used)
				txs := []*sql.Tx{sqltest.Begin(t, db, 0), sqltest.Begin(t, db, 0)}
				end := s.begin(t, l)
				fresh, few := openWith(t, driver, dsn)
				few.SetMaxOpenConns(2)
				longest := max(overrun(t, calls(store, txs)), overrun(t, calls(fresh, nil)))
				for range 4 { // other programs may have slowed a call, but not each time
					if longest > hangBeyond {
						longest = overrun(t, calls(store, nil))
					}
				}
				end()
				t.Logf("%v after the deadline", longest.Round(time.Millisecond))
				if longest > hangBeyond {
					t.Errorf("a call returned %v after its deadline", longest)
				}
				wantNothingLeft(t)
				storetest.Want(t, store, false, used)
				storetest.Want(t, fresh, true, storetest.NewUse())
			})
		}
	}
}

// wantNothingLeft waits until no goroutine of a call is left.
func wantNothingLeft(t *testing.T) {
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
