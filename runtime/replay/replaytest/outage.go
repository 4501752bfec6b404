package replaytest

import (
	"context"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// How long a call may take while the store's server does not answer.
const (
	waitDeadline   = 300 * time.Millisecond // the deadline of a context that has one
	waitBeyond     = 5 * time.Second        // after that deadline
	waitBackground = 20 * time.Second       // if the context has no deadline
)

// outage checks that a store fails in time during an outage, for a used token and
// for new ones, and that it has lost nothing afterwards.
func outage(s *Subject, begin func() (end func() error, err error)) error {
	before := storetest.NewUse()
	if err := expect(s.Store, before, first, "before the outage"); err != nil {
		return err
	}
	end, err := begin()
	if err != nil {
		return err
	}
	failed := failsInTime(s.Store, before)
	if err := end(); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	if err := expectBack(s.Store); err != nil {
		return err
	}
	return expect(s.Store, before, used, "redeemed before the outage")
}

// failsInTime returns an error if the store answers or takes too long, for a token that
// was used before the outage and for new ones.
func failsInTime(store typeseal.Store, before typeseal.Use) error {
	for _, ask := range []ask{
		func(ctx context.Context, use typeseal.Use) (any, error) { return store.Consume(ctx, use) },
		func(ctx context.Context, use typeseal.Use) (any, error) {
			_, found, err := store.Look(ctx, use)
			return found, err
		},
	} {
		if err := ask.fails(before, waitDeadline); err != nil {
			return err
		}
		if err := ask.fails(storetest.NewUse(), waitDeadline); err != nil {
			return err
		}
		if err := ask.fails(storetest.NewUse(), 0); err != nil {
			return err
		}
	}
	return nil
}

// ask is a method of a store.
type ask func(ctx context.Context, use typeseal.Use) (answer any, err error)

// fails returns an error if the store answers or takes too long. A deadline of zero
// is none.
func (a ask) fails(use typeseal.Use, deadline time.Duration) error {
	ctx, within := context.Background(), waitBackground
	if deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, deadline)
		defer cancel()
		within = deadline + waitBeyond
	}
	answered := make(chan error, 1)
	go func() {
		got, err := a(ctx, use)
		if err == nil {
			answered <- fmt.Errorf("answered %+v during an outage", got)
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
