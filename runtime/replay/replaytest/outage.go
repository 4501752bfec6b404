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

// failsInTime returns an error if Consume answers or takes too long, for a token that was
// used before the outage and for new ones. Look may return a correct answer, because some
// databases can be read while nobody can write.
func failsInTime(store typeseal.Store, before typeseal.Use) error {
	consume := func(ctx context.Context, use typeseal.Use) error {
		r, err := store.Consume(ctx, use)
		if err == nil {
			return fmt.Errorf("answered %s during an outage", answerOf(r))
		}
		return nil
	}
	look := func(ctx context.Context, use typeseal.Use) error {
		if _, found, err := store.Look(ctx, use); err == nil && found != (use == before) {
			return fmt.Errorf("looking answered %v during an outage, want %v", found, !found)
		}
		return nil
	}
	for _, ask := range []func(context.Context, typeseal.Use) error{consume, look} {
		if err := within(waitDeadline, ask, before); err != nil {
			return err
		}
		if err := within(waitDeadline, ask, storetest.NewUse()); err != nil {
			return err
		}
		if err := within(0, ask, storetest.NewUse()); err != nil {
			return err
		}
	}
	return nil
}

// within returns the result of ask, or an error if ask takes too long with a context that
// has a deadline. A deadline of zero means none.
func within(
	deadline time.Duration, ask func(context.Context, typeseal.Use) error, use typeseal.Use,
) error {
	ctx, most := context.Background(), waitBackground
	if deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, deadline)
		defer cancel()
		most = deadline + waitBeyond
	}
	answered := make(chan error, 1)
	go func() { answered <- ask(ctx, use) }()
	select {
	case err := <-answered:
		return err
	case <-time.After(most):
		return fmt.Errorf("no answer within %v of an outage; the context's deadline was %v", most, deadline)
	}
}
