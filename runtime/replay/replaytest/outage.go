package replaytest

import (
	"context"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// How long a Consume may take while the store's server does not answer.
const (
	waitDeadline   = 300 * time.Millisecond // the deadline of a context that has one
	waitBeyond     = 5 * time.Second        // after that deadline
	waitBackground = 20 * time.Second       // if the context has no deadline
)

// outage checks that a store fails in time during an outage, for a used token and
// for new ones, and that it has lost nothing afterwards.
func outage(s *Subject, begin func() (end func() error, err error)) error {
	used := storetest.NewUse()
	if err := expect(s.Store, used, true, "before the outage"); err != nil {
		return err
	}
	end, err := begin()
	if err != nil {
		return err
	}
	failed := fails(s.Store, used, waitDeadline)
	if failed == nil {
		failed = fails(s.Store, storetest.NewUse(), waitDeadline)
	}
	if failed == nil {
		failed = fails(s.Store, storetest.NewUse(), 0)
	}
	if err := end(); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	if err := expectBack(s.Store); err != nil {
		return err
	}
	return expect(s.Store, used, false, "redeemed before the outage")
}

// fails returns an error if the store answers or takes too long. A deadline of zero
// is none.
func fails(store typeseal.Store, use typeseal.Use, deadline time.Duration) error {
	ctx, within := context.Background(), waitBackground
	if deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, deadline)
		defer cancel()
		within = deadline + waitBeyond
	}
	answered := make(chan error, 1)
	go func() {
		first, err := store.Consume(ctx, use)
		if err == nil {
			answered <- fmt.Errorf("answered %v during an outage", first)
		}
		close(answered)
	}()
	select {
	case err := <-answered:
		return err
	case <-time.After(within):
		return fmt.Errorf("no answer within %v of an outage; the context's deadline was %v", within, deadline)
	}
}
