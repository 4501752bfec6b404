package replaytest

import (
	"context"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// TestWrongLooks is TestWrongStores for faults of Look.
func TestWrongLooks(t *testing.T) {
	t.Parallel()
	testFaults(t, []fault{
		{"looking redeems", "looks", "got", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, err := g.Consume(ctx, use)
				if r.First {
					return typeseal.Record{}, false, err
				}
				return r, true, err
			})
		}},
		{"the tenth look redeems", "looks", "got", func(g *good, s *Subject) {
			n := 0
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				if n++; n == 10 {
					g.Consume(ctx, use)
				}
				return r, found, err
			})
		}},
		{"no record is found", "looks", "got unused, want used", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				return typeseal.Record{}, false, ctx.Err()
			})
		}},
		{"looking forgets", "claims", "got first, want used", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				g.mu.Lock()
				defer g.mu.Unlock()
				delete(g.used, key{use.Salt, use.ID})
				return r, found, err
			})
		}},
		{"looking takes the record away for a moment", "one winner", "claimants", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				k := key{use.Salt, use.ID}
				g.mu.Lock()
				old, ok := g.used[k]
				delete(g.used, k)
				g.mu.Unlock()
				time.Sleep(time.Millisecond)
				g.mu.Lock()
				defer g.mu.Unlock()
				if ok {
					g.used[k] = old
				}
				return r, found, err
			})
		}},
		{"a record is found for every token", "looks", "got used, want unused", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, _, err := g.Look(ctx, use)
				return r, true, err
			})
		}},
		{"the id is ignored", "ids", "looking", func(g *good, s *Subject) {
			s.Store = changedLook(g, func(u *typeseal.Use) { u.ID = [16]byte{} })
		}},
		{"the salt is ignored", "salts", "looking", func(g *good, s *Subject) {
			s.Store = changedLook(g, func(u *typeseal.Use) { u.Salt = "" })
		}},
		{"the claim is ignored", "claims", "looking the same claim again", func(g *good, s *Subject) {
			s.Store = changedLook(g, func(u *typeseal.Use) { u.Claim = [16]byte{} })
		}},
		{"any claim will do", "claims", "looking a claim after none", func(g *good, s *Subject) {
			s.Store = answeringLook(g, func(u typeseal.Use, r *typeseal.Record) {
				r.Claimed = u.Claim != [16]byte{}
			})
		}},
		{"claimed without a claim", "claims", "Claimed for a use without a claim", func(g *good, s *Subject) {
			s.Store = answeringLook(g, func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = !r.At.IsZero() })
		}},
		{"looking is first", "many", "looking returned a record with First", func(g *good, s *Subject) {
			s.Store = answeringLook(g, func(_ typeseal.Use, r *typeseal.Record) { r.First = !r.At.IsZero() })
		}},
		{"the record is late", "many", "looking after the first time", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				return r, found && g.now().Sub(r.At) > 2*time.Second, err
			})
		}},
		{"a purge hides the record", "purge", "looking after a purge", func(g *good, s *Subject) {
			purged := false
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				return r, found && !purged, err
			})
			s.Purge = func(context.Context) error { purged = true; return nil }
		}},
		{"the record is hidden when the token ends", "expiry", "looking: got unused", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				return r, found && time.Now().Before(use.ExpiresAt), err
			})
		}},
		{"never too late", "expiry", "ended days ago", func(g *good, s *Subject) {
			s.Store = &faulty{
				g,
				func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
					if time.Since(use.ExpiresAt) > replay.MaxLate {
						return typeseal.Record{}, replay.ErrLate
					}
					return g.Consume(ctx, use)
				},
				func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
					r, found, err := g.Look(ctx, use)
					if err == replay.ErrLate {
						err = nil
					}
					return r, found, err
				},
			}
		}},
		{"the context ignored", "canceled", "Look answered false", func(g *good, s *Subject) {
			s.Store = looking(g, func(_ context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				return g.Look(context.Background(), use)
			})
		}},
		{"a restart forgets", "restart", "looking: got unused", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) { return looking(g, new(good).subject().Store.Look), nil }
		}},
		{"calls earlier tokens used", "restart", "looking: got used", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) {
				return looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
					r, _, err := g.Look(ctx, use)
					return r, true, err
				}), nil
			}
		}},
		{"an outage counts as unused", "down", "looking answered false during an outage", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				if err == errDown {
					err = nil
				}
				return r, found, err
			})
		}},
		{"waits forever", "hang", "no answer within", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := g.Look(ctx, use)
				if err == errDown {
					select {}
				}
				return r, found, err
			})
		}},
	})
}

// TestWrongRecords is TestWrongStores for faults in the content of a record.
func TestWrongRecords(t *testing.T) {
	t.Parallel()
	testFaults(t, []fault{
		{"first again with the same claim", "claims", "got first, want claims", func(g *good, s *Subject) {
			s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				r, err := g.Consume(ctx, use)
				r.First = r.First || r.Claimed
				return r, err
			})
		}},
		{"not claimed the first time", "claims", "not Claimed", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = r.Claimed && !r.First })
		}},
		{"claimed without a claim", "claims", "Claimed for a use without a claim", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = r.Claimed || r.First })
		}},
		{"no times", "times", "the times of a new record", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) { r.At, r.Now = time.Time{}, time.Time{} })
		}},
		{"no time now", "times", "the times of a new record", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) { r.Now = time.Time{} })
		}},
		{"each use counts as the first", "times", "At was", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) { r.At = r.Now })
		}},
		{"each look counts as the first use", "times", "Look: At was", func(g *good, s *Subject) {
			s.Store = answeringLook(g, func(_ typeseal.Use, r *typeseal.Record) { r.At = r.Now })
		}},
		{"a use moves the record", "times", "At was", func(g *good, s *Subject) {
			s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				r, err := g.Consume(ctx, use)
				g.mu.Lock()
				defer g.mu.Unlock()
				g.used[key{use.Salt, use.ID}] = kept{use, r.Now}
				return r, err
			})
		}},
		{"the time now is the first use", "times", "the record seems to be 0s old", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) { r.Now = r.At })
		}},
		{"looking does not know the time now", "times", "Look", func(g *good, s *Subject) {
			s.Store = answeringLook(g, func(_ typeseal.Use, r *typeseal.Record) { r.Now = r.At })
		}},
		{"the end of the token for the first use", "times", "the record seems to be", func(g *good, s *Subject) {
			s.Store = answering(g, func(u typeseal.Use, r *typeseal.Record) { r.At = u.ExpiresAt })
		}},
		{"milliseconds for seconds", "times", "the record seems to be", func(g *good, s *Subject) {
			s.Store = answering(g, func(_ typeseal.Use, r *typeseal.Record) {
				r.Now = r.At.Add(r.Now.Sub(r.At) * 1000)
			})
		}},
		{"the issue for the first use", "clock", "by the store's clock", func(_ *good, s *Subject) {
			s.Clock = answersByClock(func(u typeseal.Use, r *typeseal.Record) { r.At = u.IssuedAt })
		}},
		{"another clock for the time now", "clock", "by the store's clock", func(_ *good, s *Subject) {
			s.Clock = answersByClock(func(_ typeseal.Use, r *typeseal.Record) { r.Now = time.Now() })
		}},
		{"another clock for both times", "clock", "by the store's clock", func(_ *good, s *Subject) {
			start := time.Now()
			s.Clock = answersByClock(func(_ typeseal.Use, r *typeseal.Record) {
				r.At, r.Now = start, start.Add(r.Now.Sub(r.At))
			})
		}},
	})
}
