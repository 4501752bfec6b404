package replaytest

import (
	"context"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

func TestGoodStore(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) Subject { return new(good).subject() })
}

func TestSkipsWhatTheSubjectCannotDo(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) Subject { return Subject{Store: new(good).subject().Store} })
}

// TestWrongStores runs the checks on stores that have one fault each. The check for
// the fault must find it.
func TestWrongStores(t *testing.T) {
	t.Parallel()
	testFaults(t, []fault{
		{"gets, then sets", "one winner", "simultaneous claimants redeemed the token", func(g *good, s *Subject) {
			s.Store = getThenSet(g)
		}},
		{
			"gets, then sets", "one winner with claims", "simultaneous claimants redeemed the token",
			func(g *good, s *Subject) { s.Store = getThenSet(g) },
		},
		{"id as a C string", "ids", "got used", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				text, _, _ := strings.Cut(string(u.ID[:]), "\x00")
				u.ID = [16]byte{}
				copy(u.ID[:], text)
			})
		}},
		{"salts ignored", "salts", "got used", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) { u.Salt = "" })
		}},
		{"salts cut at 63", "salts", "got used", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) { u.Salt = u.Salt[:min(63, len(u.Salt))] })
		}},
		{"claims ignored", "claims", "redeeming the same claim again: got used", func(g *good, s *Subject) {
			s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				r, err := g.Consume(ctx, use)
				r.Claimed = r.Claimed && r.First
				return r, err
			})
		}},
		{"zero is a claim", "claims", "Claimed for a use without a claim", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				if u.Claim == [16]byte{} {
					u.Claim[0] = 1
				}
			})
		}},
		{"any claim will do", "claims", "another claim: got claims", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				if u.Claim != [16]byte{} {
					u.Claim = [16]byte{1}
				}
			})
		}},
		{"a cache that evicts", "many", "got unused", func(g *good, s *Subject) {
			s.Store = changed(g, func(*typeseal.Use) {
				g.mu.Lock()
				defer g.mu.Unlock()
				for k := range g.used {
					if len(g.used) < 1000 {
						return
					}
					delete(g.used, k)
				}
			})
		}},
		{"forgets when the token ends", "expiry", "ended days ago", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				g.mu.Lock()
				defer g.mu.Unlock()
				if old := g.used[key{u.Salt, u.ID}]; old.use.ExpiresAt.Before(time.Now()) {
					delete(g.used, key{u.Salt, u.ID})
				}
			})
		}},
		{"drops what is late, then forgets", "expiry", "accepted a second time", func(g *good, s *Subject) {
			s.Store = &faulty{
				g,
				func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
					if time.Since(use.ExpiresAt) > time.Minute {
						return typeseal.Record{}, errDown
					}
					return g.Consume(ctx, use)
				},
				func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
					r, found, err := g.Look(ctx, use)
					if !found {
						err = errDown
					}
					return r, found, err
				},
			}
			s.Purge = func(context.Context) error { clear(g.used); return nil }
		}},
		{"purges everything, and looks elsewhere", "purge", "redeeming after a purge", func(g *good, s *Subject) {
			s.Store = looking(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, _, err := g.Look(ctx, use)
				return r, true, err
			})
			s.Purge = func(context.Context) error { clear(g.used); return nil }
		}},
		{"purges everything", "purge", "got unused", func(g *good, s *Subject) {
			s.Purge = func(context.Context) error { clear(g.used); return nil }
		}},
		{"the context ignored", "canceled", "Consume answered first", func(g *good, s *Subject) {
			s.Store = consuming(g, func(_ context.Context, use typeseal.Use) (typeseal.Record, error) {
				return g.Consume(context.Background(), use)
			})
		}},
		{"a restart forgets", "restart", "accepted a second time", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) { return consuming(g, new(good).subject().Store.Consume), nil }
		}},
		{"refuses its first second", "first second", "got used", func(g *good, s *Subject) {
			start := time.Now().Unix()
			s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				if use.IssuedAt.Unix() <= start {
					return typeseal.Record{}, nil
				}
				return g.Consume(ctx, use)
			})
		}},
		{"calls earlier tokens used", "restart", "got used, though nobody redeemed it", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) {
				start := time.Now().Unix()
				return consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
					if use.IssuedAt.Unix() < start {
						return typeseal.Record{}, nil
					}
					return g.Consume(ctx, use)
				}), nil
			}
		}},
		{"another clock", "clock", "in its first second", func(g *good, s *Subject) {
			s.Clock = clocked(g, func(func() time.Time) time.Time { return time.Now() })
		}},
		{"too late at once", "clock", "in its last second", func(g *good, s *Subject) {
			s.Clock = clocked(g, func(now func() time.Time) time.Time {
				return now().Add(replay.MaxLate + time.Minute)
			})
		}},
		{"never too late", "clock", "accepted a second time", func(g *good, s *Subject) {
			s.Clock = clocked(g, func(func() time.Time) time.Time { return time.Time{} })
		}},
		{"an outage counts as used", "down", "during an outage", func(g *good, s *Subject) {
			s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				r, err := g.Consume(ctx, use)
				if err == errDown {
					err = nil
				}
				return r, err
			})
		}},
		{"waits forever", "hang", "no answer within", func(g *good, s *Subject) {
			s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				r, err := g.Consume(ctx, use)
				if err == errDown {
					select {}
				}
				return r, err
			})
		}},
	})
}

// fault is a mistake in a store, and the message of the check that finds it.
type fault struct {
	name    string
	check   string
	message string
	make    func(g *good, s *Subject)
}

func testFaults(t *testing.T, faults []fault) {
	for _, f := range faults {
		t.Run(f.check+"/"+f.name, func(t *testing.T) {
			t.Parallel()
			g := new(good)
			s := g.subject()
			f.make(g, &s)
			err := named(t, f.check).run(&s)
			if err == nil {
				t.Fatal("the check passed")
			}
			if !strings.Contains(err.Error(), f.message) {
				t.Fatalf("the check said %q, want %q", err, f.message)
			}
		})
	}
}

func named(t *testing.T, name string) check {
	for _, c := range checks {
		if c.name == name {
			return c
		}
	}
	t.Fatalf("no check %q", name)
	return check{}
}
