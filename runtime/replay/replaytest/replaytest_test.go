package replaytest

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// key is what tells tokens apart.
type key struct {
	salt string
	id   [16]byte
}

// good is the simplest store that keeps the contract.
type good struct {
	mu   sync.Mutex
	used map[key]typeseal.Use
	down bool
}

var errDown = errors.New("down")

func (g *good) Consume(ctx context.Context, use typeseal.Use) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.down {
		return false, errDown
	}
	k := key{use.Salt, use.ID}
	old, used := g.used[k]
	if used {
		return use.Claim == old.Claim && use.Claim != [16]byte{}, nil
	}
	g.used[k] = use
	return true, nil
}

func (g *good) setDown(down bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down = down
}

func (g *good) outage() (func() error, error) {
	g.setDown(true)
	return func() error { g.setDown(false); return nil }, nil
}

func (g *good) subject() Subject {
	g.used = make(map[key]typeseal.Use)
	return Subject{
		Store:   g,
		Restart: func() (typeseal.Store, error) { return g, nil },
		Down:    g.outage,
		Hang:    g.outage,
		Purge:   func(context.Context) error { return nil },
		Clock:   func(func() time.Time) (Subject, error) { return new(good).subject(), nil },
	}
}

func TestGoodStore(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) Subject { return new(good).subject() })
}

func TestSkipsWhatTheSubjectCannotDo(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) Subject { return Subject{Store: new(good).subject().Store} })
}

// consumeFunc is a store that consists of its Consume.
type consumeFunc func(ctx context.Context, use typeseal.Use) (bool, error)

func (f consumeFunc) Consume(ctx context.Context, use typeseal.Use) (bool, error) { return f(ctx, use) }

// getThenSet returns a store with the most common mistake: it looks for a record and
// writes one in two steps, each of which is safe by itself.
func getThenSet(g *good) consumeFunc {
	return func(ctx context.Context, use typeseal.Use) (bool, error) {
		g.mu.Lock()
		old, used := g.used[key{use.Salt, use.ID}]
		g.mu.Unlock()
		if used {
			return use.Claim == old.Claim && use.Claim != [16]byte{}, ctx.Err()
		}
		runtime.Gosched() // lets another request run
		g.mu.Lock()
		defer g.mu.Unlock()
		g.used[key{use.Salt, use.ID}] = use
		return true, ctx.Err()
	}
}

// changed returns a good store that gets a changed use.
func changed(g *good, change func(*typeseal.Use)) consumeFunc {
	return func(ctx context.Context, use typeseal.Use) (bool, error) {
		change(&use)
		return g.Consume(ctx, use)
	}
}

// clocked opens a store that purges by the clock it is given, and decides by the
// time that judge returns whether a token is too late.
func clocked(g *good, judge func(now func() time.Time) time.Time) func(now func() time.Time) (Subject, error) {
	return func(now func() time.Time) (Subject, error) {
		s := g.subject()
		s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
			if judge(now).After(use.ExpiresAt.Add(replay.MaxLate)) {
				return false, replay.ErrLate
			}
			return g.Consume(ctx, use)
		})
		s.Purge = func(context.Context) error {
			g.mu.Lock()
			defer g.mu.Unlock()
			maps.DeleteFunc(g.used, func(_ key, use typeseal.Use) bool {
				return now().After(use.ExpiresAt.Add(replay.Grace))
			})
			return nil
		}
		return s, nil
	}
}

// TestWrongStores runs the checks on stores that have one fault each. The check for
// the fault must find it.
func TestWrongStores(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault   string
		check   string
		message string
		wrong   func(g *good, s *Subject)
	}{
		{"gets, then sets", "one winner", "simultaneous claimants redeemed the token", func(g *good, s *Subject) {
			s.Store = getThenSet(g)
		}},
		{
			"gets, then sets", "one winner with claims", "simultaneous claimants redeemed the token",
			func(g *good, s *Subject) { s.Store = getThenSet(g) },
		},
		{"id as a C string", "ids", "got false", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				text, _, _ := strings.Cut(string(u.ID[:]), "\x00")
				u.ID = [16]byte{}
				copy(u.ID[:], text)
			})
		}},
		{"salts ignored", "salts", "got false", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) { u.Salt = "" })
		}},
		{"salts cut at 63", "salts", "got false", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) { u.Salt = u.Salt[:min(63, len(u.Salt))] })
		}},
		{"claims ignored", "claims", "the same claim again", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) { u.Claim = [16]byte{} })
		}},
		{"zero is a claim", "claims", "zero never repeats", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				if u.Claim == [16]byte{} {
					u.Claim[0] = 1
				}
			})
		}},
		{"any claim will do", "claims", "another claim: got true", func(g *good, s *Subject) {
			s.Store = changed(g, func(u *typeseal.Use) {
				if u.Claim != [16]byte{} {
					u.Claim = [16]byte{1}
				}
			})
		}},
		{"a cache that evicts", "many", "got true", func(g *good, s *Subject) {
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
				if old := g.used[key{u.Salt, u.ID}]; old.ExpiresAt.Before(time.Now()) {
					delete(g.used, key{u.Salt, u.ID})
				}
			})
		}},
		{"drops what is late, then forgets", "expiry", "accepted a second time", func(g *good, s *Subject) {
			s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
				if time.Since(use.ExpiresAt) > time.Minute {
					return false, errDown
				}
				return g.Consume(ctx, use)
			})
			s.Purge = func(context.Context) error { clear(g.used); return nil }
		}},
		{"purges everything", "purge", "got true", func(g *good, s *Subject) {
			s.Purge = func(context.Context) error { clear(g.used); return nil }
		}},
		{"the context ignored", "canceled", "answered true", func(g *good, s *Subject) {
			s.Store = consumeFunc(func(_ context.Context, use typeseal.Use) (bool, error) {
				return g.Consume(context.Background(), use)
			})
		}},
		{"a restart forgets", "restart", "accepted a second time", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) { return new(good).subject().Store, nil }
		}},
		{"refuses its first second", "first second", "got false", func(g *good, s *Subject) {
			start := time.Now().Unix()
			s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
				if use.IssuedAt.Unix() <= start {
					return false, nil
				}
				return g.Consume(ctx, use)
			})
		}},
		{"calls earlier tokens used", "restart", "answered used", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) {
				start := time.Now().Unix()
				return consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
					if use.IssuedAt.Unix() < start {
						return false, nil
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
		{"an outage counts as used", "down", "answered false during an outage", func(g *good, s *Subject) {
			s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
				first, err := g.Consume(ctx, use)
				if err == errDown {
					err = nil
				}
				return first, err
			})
		}},
		{"waits forever", "hang", "no answer within", func(g *good, s *Subject) {
			s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
				first, err := g.Consume(ctx, use)
				if err == errDown {
					select {}
				}
				return first, err
			})
		}},
	} {
		t.Run(test.check+"/"+test.fault, func(t *testing.T) {
			t.Parallel()
			g := new(good)
			s := g.subject()
			test.wrong(g, &s)
			err := named(t, test.check).run(&s)
			if err == nil {
				t.Fatal("the check passed")
			}
			if !strings.Contains(err.Error(), test.message) {
				t.Fatalf("the check said %q, want %q", err, test.message)
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
