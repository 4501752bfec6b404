package replaytest

import (
	"context"
	"maps"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// clocked returns a Clock whose stores have a wrap and a purge.
func clocked(w wrap, purge func(s *server) func(context.Context) error) func(now func() time.Time) (Subject, error) {
	return func(now func() time.Time) (Subject, error) {
		s := newServer(now)
		return Subject{Store: w(s), Purge: purge(s)}, nil
	}
}

// lateBy judges by another clock what is late.
func lateBy(judge func(s *server) time.Time) wrap {
	return func(s *server) typeseal.Store {
		s.judge = func() time.Time { return judge(s) }
		return s
	}
}

// changeAll changes all records.
func (s *server) changeAll(change func(*entry)) {
	s.change(func() {
		for k, e := range s.used {
			change(&e)
			s.used[k] = e
		}
	})
}

// purgeChanges returns a set of Purge that changes all records.
func purgeChanges(change func(*entry)) func(s *server, subject *Subject) {
	return func(s *server, subject *Subject) {
		subject.Purge = func(context.Context) error { s.changeAll(change); return nil }
	}
}

func (e entry) ended() bool { return e.use.ExpiresAt.Before(time.Now()) }

// Faults of times and clocks.
var timeFaults = []fault{
	{"records without times", "times", "the times of a new record", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.At, r.Now = time.Time{}, time.Time{} }), nil},
	{"records without the present time", "times", "the times of a new record", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.Now = time.Time{} }), nil},
	{"each use counts as the first", "times", "At was", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.At = r.Now }), nil},
	{"each look counts as the first use", "times", "looking: At was", answeringLook(
		func(_ typeseal.Use, r *typeseal.Record) { r.At = r.Now }), nil},
	{"the time of the last use", "times", "At was", ofRecords(
		func(_ typeseal.Use, r typeseal.Record, e *entry) { e.at = r.Now }), nil},
	{"the time of the first use in place of the present", "times", "the record seems to be 0s old", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.Now = r.At }), nil},
	{"looking does not know the present time", "times", "looking", answeringLook(
		func(_ typeseal.Use, r *typeseal.Record) { r.Now = r.At }), nil},
	{"the end of the token in place of the first use", "times", "the record seems to be", answering(
		func(u typeseal.Use, r *typeseal.Record) { r.At = u.ExpiresAt }), nil},
	{"the first use by a clock that is ten seconds behind", "times", "the record seems to be", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.At = r.At.Add(-10 * time.Second) }), nil},
	{"milliseconds for seconds", "times", "the record seems to be", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.Now = r.At.Add(r.Now.Sub(r.At) * 1000) }), nil},

	{"the grace of the first call is kept with the record", "grace", "accepted is false, want true",
		func(s *server) typeseal.Store {
			hide := func(use typeseal.Use, r *typeseal.Record) {
				if e := s.used[key{use.Salt, use.ID}]; !r.First && r.Now.Sub(r.At) > e.use.Grace {
					r.At = time.Unix(0, 0) // so that it is not accepted
				}
			}
			return answering(hide)(s)
		}, nil},
	{"grace counts from the last use", "grace", "accepted is true, want false", ofRecords(
		func(_ typeseal.Use, r typeseal.Record, e *entry) { e.at = r.Now }), nil},
	{"grace counts from the end of the token", "grace", "accepted is true, want false", answering(
		func(u typeseal.Use, r *typeseal.Record) {
			if r.At = u.ExpiresAt; r.Now.Before(r.At) {
				r.At = r.Now
			}
		}), nil},
	{"times are rounded to a minute", "grace", "accepted is true, want false", answering(
		func(_ typeseal.Use, r *typeseal.Record) {
			r.At, r.Now = r.At.Truncate(time.Minute), r.Now.Truncate(time.Minute)
		}), nil},

	{"the issue of the token in place of the first use", "clock", "by the store's clock", answering(
		func(u typeseal.Use, r *typeseal.Record) { r.At = u.IssuedAt }), nil},
	{"the caller's clock for the present time", "clock", "by the store's clock", answering(
		func(_ typeseal.Use, r *typeseal.Record) { r.Now = time.Now() }), nil},
	{"the caller's clock for both times", "clock", "by the store's clock", func(s *server) typeseal.Store {
		offset := time.Since(s.now())
		return answering(func(_ typeseal.Use, r *typeseal.Record) {
			r.At, r.Now = r.At.Add(offset), r.Now.Add(offset)
		})(s)
	}, nil},
	{"the caller's clock says what is late", "clock", "in its first second",
		lateBy(func(*server) time.Time { return time.Now() }), nil},
	{"late as soon as the token has ended", "clock", "a second before it is late",
		lateBy(func(s *server) time.Time { return s.now().Add(replay.MaxLate) }), nil},
	{"nothing is too late", "clock", "after its end",
		lateBy(func(*server) time.Time { return time.Time{} }), nil},

	{"purges everything", "purge", "got unused", nil,
		purging(func(*server, entry) bool { return true })},
	{"purges everything, and looks elsewhere", "purge", "redeeming after a purge",
		looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, _, err := s.Look(ctx, use)
			return r, true, err
		}),
		purging(func(*server, entry) bool { return true })},
	{"copies what it keeps, and forgets what is written meanwhile", "purge beside calls", "got first, want used", nil,
		func(s *server, subject *Subject) {
			subject.Purge = func(context.Context) error {
				var copied map[key]entry
				s.change(func() { copied = maps.Clone(s.used) })
				time.Sleep(time.Millisecond)
				s.change(func() { s.used = copied })
				return nil
			}
		}},
	{"a token that is too late counts as used", "expiry", "ended days ago: got used", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := s.Consume(ctx, use)
			if err == replay.ErrLate {
				err = nil
			}
			return r, err
		}), nil},
	{"purges when the token ends", "clock back", "looking: got unused", nil,
		purging(func(s *server, e entry) bool { return s.now().After(e.use.ExpiresAt) })},
	{"purges when the token is late", "clock back", "looking: got unused", nil,
		purging(func(s *server, e entry) bool { return s.late(e.use) })},
	{"purges by the time of the first use", "clock back", "looking: got unused", nil,
		purging(func(s *server, e entry) bool { return s.now().Sub(e.at) > replay.Grace })},
	{"purges by the caller's clock", "clock back", "looking: got unused", nil,
		purging(func(s *server, e entry) bool { return time.Until(e.use.ExpiresAt) < 48*365*24*time.Hour })},

	{"purges when the grace has passed", "long life", "2 days later than before: looking: got unused", nil,
		purging(func(s *server, e entry) bool {
			return e.use.Grace > 0 && s.now().After(e.at.Add(e.use.Grace)) ||
				s.now().After(e.use.ExpiresAt.Add(replay.Grace))
		})},
	{"purges records of types with grace", "purge", "a claim after a purge: got", nil,
		purging(func(s *server, e entry) bool { return e.use.Grace > 0 })},
	{"a purge deletes claims", "purge", "a claim after a purge: got used", nil, purgeChanges(
		func(e *entry) { e.use.Claim = [16]byte{} })},
	{"a purge counts as the first use", "purge", "a claim after a purge: got claims", nil, purgeChanges(
		func(e *entry) { e.at = time.Now().Truncate(time.Second) })},
	{"keeps no record for more than a day", "long life", "2 days later than before: looking: got unused", nil,
		purging(func(s *server, e entry) bool {
			return s.now().Sub(e.at) > 24*time.Hour || s.now().After(e.use.ExpiresAt.Add(replay.Grace))
		})},
	{"the end of the token in 32 bits", "long life", "days later than before: looking: got unused", nil,
		purging(func(s *server, e entry) bool {
			return s.now().Unix() > int64(int32(e.use.ExpiresAt.Unix()))+int64(replay.Grace/time.Second)
		})},
	{"the days of a long life count from the first use, and are few", "long life", "30 days later", nil,
		purging(func(s *server, e entry) bool { return s.now().Sub(e.at) > 31*24*time.Hour })},
	{"a record of the future is a mistake, and is deleted", "before the record", "looking: got unused", nil,
		purging(func(s *server, e entry) bool {
			return e.at.After(s.now().Add(time.Minute)) || s.now().After(e.use.ExpiresAt.Add(replay.Grace))
		})},

	{"a cache that evicts", "many", "got unused", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			s.forget(func(entry) bool { return len(s.used) > 1000 })
			return s.Consume(ctx, use)
		}), nil},
	{"forgets when the token ends, as with a TTL of its life", "expiry", "ended days ago",
		func(s *server) typeseal.Store {
			s.judge = func() time.Time { return time.Time{} }
			return changed(func(*typeseal.Use) { s.forget(entry.ended) })(s)
		}, nil},
	{"forgets when the token ends, and refuses only what ended long ago", "expiry", "a second after its end: looking",
		func(s *server) typeseal.Store {
			return changed(func(*typeseal.Use) { s.forget(entry.ended) })(s)
		}, nil},
	{"looking hides the record when the token ends", "expiry", "looking: got unused",
		looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			return r, found && time.Now().Before(use.ExpiresAt), err
		}), nil},
	{"refuses what was issued in its first second", "first second", "got used", func(s *server) typeseal.Store {
		start := time.Now().Unix()
		return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if use.IssuedAt.Unix() <= start {
				return typeseal.Record{}, nil
			}
			return s.Consume(ctx, use)
		})(s)
	}, nil},
}
