package crew

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// Killed starts a process in which several clients redeem tokens, and kills it after a
// while. It returns the uses that the process had reported as first.
func Killed(t testing.TB, address string, after time.Duration) (redeemed []typeseal.Use) {
	t.Helper()
	w := start(t, 1, "stream", address)[0]
	time.AfterFunc(after, func() { w.cmd.Process.Kill() })
	for {
		var use typeseal.Use
		if err := w.reports.Decode(&use); err != nil {
			return redeemed // the process was killed, maybe in the middle of a report
		}
		redeemed = append(redeemed, use)
	}
}

// streamJob redeems new tokens until the worker is killed, and reports each.
func streamJob(target *Target, _ *json.Decoder, reports *json.Encoder) error {
	together(claimants, func(lock *sync.Mutex) {
		for {
			use := storetest.NewUse()
			if r, err := target.Store.Consume(context.Background(), use); err != nil || !r.First {
				return
			}
			lock.Lock()
			reports.Encode(use)
			lock.Unlock()
		}
	})
	return nil
}

// window is how long before a crash of its server a store may have redeemed the tokens
// that it forgets, according to its documentation.
const window = 2 * time.Second

// OutlastsWindow redeems tokens, waits for the window, and calls restart, which kills the
// server and returns the store as the next process finds it. The test fails if that store
// redeems one of the tokens again. Nothing is written during the wait, because a write
// would also flush the earlier writes to the disk.
func OutlastsWindow(t *testing.T, store typeseal.Store, restart func() typeseal.Store) {
	t.Helper()
	uses := storetest.NewUses(tokens)
	storetest.Want(t, store, true, uses...)
	time.Sleep(window)
	storetest.Want(t, restart(), false, uses...)
}
