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

// outage checks that a store fails in time during an outage, and that it has lost
// nothing afterwards.
func outage(s *Subject, begin func() (end func() error, err error)) error {
	used := storetest.NewUse()
	if err := expect(s.Store, used, true, "before the outage"); err != nil {
		return err
	}
	end, err := begin()
	if err != nil {
		return err
	}
	failed := failsInTime(s.Store, used)
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

// failsInTime redeems a used token and new ones, and expects errors.
func failsInTime(store typeseal.Store, used typeseal.Use) error {
	for _, use := range []typeseal.Use{used, storetest.NewUse()} {
		ctx, cancel := context.WithTimeout(context.Background(), waitDeadline)
		err := fails(ctx, store, use, waitDeadline+waitBeyond)
		cancel()
		if err != nil {
			return fmt.Errorf("with a deadline: %w", err)
		}
	}
	if err := fails(context.Background(), store, storetest.NewUse(), waitBackground); err != nil {
		return fmt.Errorf("without a deadline: %w", err)
	}
	return nil
}

// fails returns an error if the store answers, or takes longer than within.
func fails(ctx context.Context, store typeseal.Store, use typeseal.Use, within time.Duration) error {
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
		return fmt.Errorf("no answer within %v of an outage", within)
	}
}
