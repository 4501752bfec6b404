package crew

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Killed starts a process that redeems a token after the other, with several
// clients at once, kills it after a while in the middle of that, and returns the
// uses that it was told succeeded.
func Killed(t testing.TB, address string, after time.Duration) (redeemed []typeseal.Use) {
	t.Helper()
	crew := start(t, 1, "stream", address)
	w := crew[0]
	time.AfterFunc(after, func() { w.cmd.Process.Kill() })
	for {
		var use typeseal.Use
		if err := w.reports.Decode(&use); err != nil {
			return redeemed // the end, maybe in the middle of a report
		}
		redeemed = append(redeemed, use)
	}
}

// streamJob redeems until it is killed, and reports each success at once.
func streamJob(target *Target, _ *json.Decoder, reports *json.Encoder) error {
	const clients = 4
	var lock sync.Mutex
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for {
				use := newUse("test.stream")
				if first, err := target.Store.Consume(context.Background(), use); err != nil || !first {
					return
				}
				lock.Lock()
				reports.Encode(use)
				lock.Unlock()
			}
		})
	}
	all.Wait()
	return nil
}
