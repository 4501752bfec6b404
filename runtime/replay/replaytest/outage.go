package replaytest

import (
	"context"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// The longest that a Consume may take when what the store depends on is gone:
// nothing waits for ever, whatever context the caller brings.
const (
	waitDeadline   = 300 * time.Millisecond // the caller's
	waitBeyond     = 5 * time.Second        // on top of the caller's
	waitBackground = 20 * time.Second       // where the caller set none
)

// down and hang are R04.
func down(s *Subject) error { return outage(s, s.Down) }
func hang(s *Subject) error { return outage(s, s.Hang) }

func outage(s *Subject, begin func() (end func() error, err error)) error {
	before, after := newUse(), newUse()
	if err := expect(s.Store, before, true, "before the outage"); err != nil {
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
	if err := eventually(s.Store, after); err != nil {
		return err
	}
	return expect(s.Store, before, false, "redeemed before the outage")
}

// failsInTime wants an error, soon, for a used token and for new ones.
func failsInTime(store typeseal.Store, used typeseal.Use) error {
	for _, use := range []typeseal.Use{used, newUse()} {
		ctx, cancel := context.WithTimeout(context.Background(), waitDeadline)
		err := fails(ctx, store, use, waitDeadline+waitBeyond)
		cancel()
		if err != nil {
			return fmt.Errorf("with a deadline: %w", err)
		}
	}
	if err := fails(context.Background(), store, newUse(), waitBackground); err != nil {
		return fmt.Errorf("without a deadline: %w", err)
	}
	return nil
}

func fails(ctx context.Context, store typeseal.Store, use typeseal.Use, within time.Duration) error {
	type answer struct {
		first bool
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		first, err := store.Consume(ctx, use)
		got <- answer{first, err}
	}()
	select {
	case a := <-got:
		if a.err == nil {
			return fmt.Errorf("answered %v during an outage", a.first)
		}
		return nil
	case <-time.After(within):
		return fmt.Errorf("no answer within %v of an outage", within)
	}
}
