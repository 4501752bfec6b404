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

// livesByClock opens a store with a clock of its own, and redeems two tokens in the
// first and the last second of their lives by that clock. From then on the store
// must refuse them. In a testing/synctest bubble it is the year 2000.
func livesByClock(s *Subject) error {
	for _, year := range []int{2000, 2100} {
		h := new(hand)
		h.seconds.Store(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
		subject, err := s.Clock(h.now)
		if err != nil {
			return err
		}
		uses := []typeseal.Use{storetest.NewUseAt(h.now()), storetest.NewUseAt(h.now())}
		if err := expectAll(subject.Store, uses[:1], true, fmt.Sprint("in its first second, in ", year)); err != nil {
			return err
		}
		h.advance(storetest.Life)
		if err := expectAll(subject.Store, uses[1:], true, fmt.Sprint("in its last second, in ", year)); err != nil {
			return err
		}
		for _, later := range []time.Duration{0, replay.MaxLate / 2, replay.Grace, 24 * time.Hour} {
			h.advance(later)
			if err := tidy(&subject, h.now()); err != nil {
				return err
			}
			if err := expectRefused(subject.Store, uses, "after its end"); err != nil {
				return err
			}
		}
	}
	return nil
}

// tidy purges the store by its function and, since some stores have none, by
// redeeming new tokens.
func tidy(s *Subject, now time.Time) error {
	for range 3 {
		if err := expect(s.Store, storetest.NewUseAt(now), true, "a new token"); err != nil {
			return err
		}
	}
	if s.Purge == nil {
		return nil
	}
	return s.Purge(context.Background())
}
