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

// newHand returns a clock that shows the start of a year.
func newHand(year int) *hand {
	h := new(hand)
	h.seconds.Store(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	return h
}

func (h *hand) now() time.Time          { return time.Unix(h.seconds.Load(), 0) }
func (h *hand) advance(d time.Duration) { h.seconds.Add(int64(d / time.Second)) }

// livesByClock opens a store with a separate clock, and redeems three tokens by that
// clock: in the first and the last second of their lives, and when they are nearly late.
// From then on the store must refuse them. In a testing/synctest bubble it is the year
// 2000.
func livesByClock(s *Subject) error {
	for _, year := range []int{2000, 2100} {
		h := newHand(year)
		subject, err := s.Clock(h.now)
		if err != nil {
			return err
		}
		uses := []typeseal.Use{storetest.NewUseAt(h.now()), storetest.NewUseAt(h.now()), storetest.NewUseAt(h.now())}
		if err := expectAll(subject.Store, uses[:1], first, fmt.Sprint("in its first second, in ", year)); err != nil {
			return err
		}
		if err := agesByClock(subject.Store, h); err != nil {
			return err
		}
		h.advance(storetest.Life - aging)
		if err := expectAll(subject.Store, uses[1:2], first, fmt.Sprint("in its last second, in ", year)); err != nil {
			return err
		}
		h.advance(replay.MaxLate - time.Second)
		if err := expectAll(subject.Store, uses[2:], first, "a second before it is late"); err != nil {
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

// livesLong redeems a token of a hundred days, and again on many of them.
func livesLong(s *Subject) error {
	h := newHand(2037) // its end is beyond 32 bits
	h.advance(320 * 24 * time.Hour)
	subject, err := s.Clock(h.now)
	if err != nil {
		return err
	}
	use := storetest.NewUseAt(h.now())
	use.ExpiresAt, use.Grace = use.IssuedAt.Add(100*24*time.Hour), time.Minute
	if err := expect(subject.Store, use, first, "a token of a hundred days"); err != nil {
		return err
	}
	for _, later := range []time.Duration{2, 8, 30, 59} {
		h.advance(later * 24 * time.Hour)
		if err := tidy(&subject, h.now()); err != nil {
			return err
		}
		what := fmt.Sprintf("a token of a hundred days, %d days later than before", later)
		if err := expectRefused(subject.Store, []typeseal.Use{use}, what); err != nil {
			return err
		}
	}
	return nil
}

// goesOnBeforeItsRecords sets the clock back to before a token was redeemed.
func goesOnBeforeItsRecords(s *Subject) error {
	h := newHand(2030)
	subject, err := s.Clock(h.now)
	if err != nil {
		return err
	}
	use := storetest.NewUseAt(h.now())
	h.advance(storetest.Life / 2)
	if err := expect(subject.Store, use, first, "a new token"); err != nil {
		return err
	}
	h.advance(-storetest.Life / 2)
	if err := tidy(&subject, h.now()); err != nil {
		return err
	}
	return expectRefused(subject.Store, []typeseal.Use{use}, "the clock set back to before its first use")
}

// survivesClockBack purges just before and just after the time until which a record must
// be kept, and sets the clock back each time: to the last second of the token, and then by
// as much as the documentation of package replay allows.
func survivesClockBack(s *Subject) error {
	h := newHand(2030)
	subject, err := s.Clock(h.now)
	if err != nil {
		return err
	}
	uses := []typeseal.Use{storetest.NewUseAt(h.now()), storetest.NewUseAt(h.now())}
	uses[1].Claim = storetest.Random()
	if err := expectAll(subject.Store, uses, first, "a new token"); err != nil {
		return err
	}
	uses[1].Claim = storetest.Random()
	h.advance(storetest.Life)
	for _, step := range []struct{ forward, back time.Duration }{
		{replay.MaxLate + time.Second, replay.MaxLate + time.Second},
		{replay.Grace - time.Second, replay.Grace - time.Second},
		{replay.Grace + time.Second, replay.Grace - replay.MaxLate},
	} {
		h.advance(step.forward)
		if err := tidy(&subject, h.now()); err != nil {
			return err
		}
		h.advance(-step.back)
		what := fmt.Sprintf("purged %v after its end, and the clock set back by %v", step.forward, step.back)
		if err := expectRefused(subject.Store, uses, what); err != nil {
			return err
		}
	}
	return nil
}

// aging is how long agesByClock advances the clock.
const aging = 10 * time.Second

// agesByClock redeems a token, and checks the times of its record in every second of the
// ten that follow.
func agesByClock(store typeseal.Store, h *hand) error {
	at := h.now()
	use := storetest.Claimed(storetest.NewUseAt(at.Add(time.Second)), storetest.Random())
	for range aging / time.Second {
		_, r, err := consume(store, use)
		if err := timesAre(r, err, at, h.now(), "redeeming"); err != nil {
			return err
		}
		_, r, err = look(store, storetest.Claimed(use, [16]byte{}))
		if err := timesAre(r, err, at, h.now(), "looking"); err != nil {
			return err
		}
		h.advance(time.Second)
	}
	return nil
}

func timesAre(r typeseal.Record, err error, at, now time.Time, what string) error {
	if err == nil && (!r.At.Equal(at) || !r.Now.Equal(now)) {
		err = fmt.Errorf("used at %v and asked at %v by the store's clock, want %v and %v",
			r.At.UTC(), r.Now.UTC(), at.UTC(), now.UTC())
	}
	if err != nil {
		return fmt.Errorf("%s by the clock: %w", what, err)
	}
	return nil
}

// ages checks the times of a record with the store's own clock: At stays, and Now goes
// on. The clock may have whole seconds.
func ages(s *Subject) error {
	use := storetest.NewUse()
	before := time.Now()
	_, r, err := consume(s.Store, use)
	if err != nil {
		return err
	}
	if r.At.IsZero() || r.Now.IsZero() {
		return fmt.Errorf("the times of a new record are %v and %v", r.At, r.Now)
	}
	after := time.Now()
	for range 2 {
		time.Sleep(time.Second)
		for what, ask := range asks {
			least := time.Since(after).Truncate(time.Second) - time.Second
			_, again, err := ask(s.Store, use)
			most := time.Since(before) + time.Second
			switch age := again.Now.Sub(again.At); {
			case err != nil:
				return err
			case !again.At.Equal(r.At):
				return fmt.Errorf("%s: At was %v and is now %v", what, r.At, again.At)
			case age < least, age > most:
				return fmt.Errorf("%s: the record seems to be %v old, want %v to %v", what, age, least, most)
			}
		}
	}
	return nil
}

// tidy purges the store by its function and, since some stores have none, by
// redeeming new tokens.
func tidy(s *Subject, now time.Time) error {
	for range 3 {
		if err := expect(s.Store, storetest.NewUseAt(now), first, "a new token"); err != nil {
			return err
		}
	}
	if s.Purge == nil {
		return nil
	}
	return s.Purge(context.Background())
}
