package replaytest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// firstSecond: a token that was issued in the second in which the store was
// opened is as good as any other.
func firstSecond(s *Subject) error {
	use := newUse()
	return inOrder(s.Store,
		step{use, true, "issued in the store's first second"},
		step{use, false, "issued in the store's first second, again"},
	)
}

// hand is a clock that a check sets.
type hand struct{ seconds atomic.Int64 }

func (h *hand) now() time.Time          { return time.Unix(h.seconds.Load(), 0) }
func (h *hand) advance(d time.Duration) { h.seconds.Add(int64(d / time.Second)) }

// ownClock: a store with a test's clock redeems what is good by that clock, in
// the bubble of testing/synctest for one, whose time is the year 2000, and keeps
// by it what it must keep.
func ownClock(s *Subject) error {
	for _, year := range []int{2000, 2100} {
		h := new(hand)
		h.seconds.Store(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
		subject, err := s.Clock(h.now)
		if err != nil {
			return err
		}
		if err := livesBy(h, &subject); err != nil {
			return fmt.Errorf("clock set to %d: %w", year, err)
		}
	}
	return nil
}

// livesBy walks two tokens through their lives by a clock.
func livesBy(h *hand, s *Subject) error {
	early, late := newUseAt(h.now()), newUseAt(h.now())
	if err := expect(s.Store, early, true, "in its first second"); err != nil {
		return err
	}
	h.advance(life)
	if err := expect(s.Store, late, true, "in its last second"); err != nil {
		return err
	}
	for _, later := range []time.Duration{0, replay.MaxLate / 2, replay.Grace, 24 * time.Hour} {
		h.advance(later)
		if err := s.tidy(h.now()); err != nil {
			return err
		}
		for _, use := range []typeseal.Use{early, late} {
			if err := expectRefused(s.Store, use, "after its end"); err != nil {
				return err
			}
		}
	}
	return nil
}

// tidy lets the store forget what it may forget: by Purge, or by redeeming others.
func (s *Subject) tidy(now time.Time) error {
	for range 3 {
		if first, err := consume(s.Store, newUseAt(now)); err != nil || !first {
			return errors.Join(errors.New("a new token was refused"), err)
		}
	}
	if s.Purge == nil {
		return nil
	}
	return s.Purge(context.Background())
}
