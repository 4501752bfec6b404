package replaytest

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// hand is a clock that a check sets.
type hand struct{ seconds atomic.Int64 }

func (h *hand) now() time.Time          { return time.Unix(h.seconds.Load(), 0) }
func (h *hand) advance(d time.Duration) { h.seconds.Add(int64(d / time.Second)) }

// livesByClock checks that a store with a clock of its own redeems tokens and keeps
// records by that clock. In a testing/synctest bubble it is the year 2000.
func livesByClock(s *Subject) error {
	for _, year := range []int{2000, 2100} {
		h := new(hand)
		h.seconds.Store(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
		subject, err := s.Clock(h.now)
		if err != nil {
			return err
		}
		if err := live(&subject, h); err != nil {
			return fmt.Errorf("clock set to %d: %w", year, err)
		}
	}
	return nil
}

// live redeems two tokens, in the first and the last second of their lives, and
// checks that the store refuses them from then on.
func live(s *Subject, h *hand) error {
	early, late := storetest.NewUseAt(h.now()), storetest.NewUseAt(h.now())
	if err := expect(s.Store, early, true, "in its first second"); err != nil {
		return err
	}
	h.advance(storetest.Life)
	if err := expect(s.Store, late, true, "in its last second"); err != nil {
		return err
	}
	for _, later := range []time.Duration{0, replay.MaxLate / 2, replay.Grace, 24 * time.Hour} {
		h.advance(later)
		for range 3 { // some stores purge when others redeem
			if err := expect(s.Store, storetest.NewUseAt(h.now()), true, "a new token"); err != nil {
				return err
			}
		}
		if s.Purge != nil {
			if err := s.Purge(context.Background()); err != nil {
				return err
			}
		}
		for _, use := range []typeseal.Use{early, late} {
			if err := expectRefused(s.Store, use, "after its end"); err != nil {
				return err
			}
		}
	}
	return nil
}
