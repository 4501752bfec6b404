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

// key is what a store should tell tokens apart by.
type key struct {
	salt string
	id   [16]byte
}

// good is the least store that keeps the contract, apart from its memory.
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

// consumeFunc is a store that is wrong in one way.
type consumeFunc func(ctx context.Context, use typeseal.Use) (bool, error)

func (f consumeFunc) Consume(ctx context.Context, use typeseal.Use) (bool, error) { return f(ctx, use) }

// getThenSet is the bug that single use is most often built with: it looks and
// writes in two steps, each of them safe on its own.
func getThenSet(g *good) consumeFunc {
	return func(ctx context.Context, use typeseal.Use) (bool, error) {
		g.mu.Lock()
		old, used := g.used[key{use.Salt, use.ID}]
		g.mu.Unlock()
		if used {
			return use.Claim == old.Claim && use.Claim != [16]byte{}, ctx.Err()
		}
		runtime.Gosched() // where another request gets its turn
		g.mu.Lock()
		defer g.mu.Unlock()
		g.used[key{use.Salt, use.ID}] = use
		return true, ctx.Err()
	}
}

// changed is a good store behind a change of what it is told.
func changed(g *good, change func(*typeseal.Use)) consumeFunc {
	return func(ctx context.Context, use typeseal.Use) (bool, error) {
		change(&use)
		return g.Consume(ctx, use)
	}
}

// clocked opens a store that judges what is late by a time of its choice, and
// purges by the clock that it is given.
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

// TestWrongStores runs every check on stores that are wrong in one way each, and
// wants the check that is there for it to say so.
func TestWrongStores(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault   string
		check   string
		message string
		wrong   func(g *good, s *Subject)
	}{
		{"get, then set", "one winner", "simultaneous claimants redeemed it", func(g *good, s *Subject) {
			s.Store = getThenSet(g)
		}},
		{"get, then set", "one winner with claims", "simultaneous claimants redeemed it", func(g *good, s *Subject) {
			s.Store = getThenSet(g)
		}},
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
		{"the context ignored", "cancelled", "answered true", func(g *good, s *Subject) {
			s.Store = consumeFunc(func(_ context.Context, use typeseal.Use) (bool, error) {
				return g.Consume(context.Background(), use)
			})
		}},
		{"a restart forgets", "restart", "accepted a second time", func(g *good, s *Subject) {
			s.Restart = func() (typeseal.Store, error) { return new(good).subject().Store, nil }
		}},
		{"its first second is before its time", "first second", "got false", func(g *good, s *Subject) {
			start := time.Now().Unix()
			s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
				if use.IssuedAt.Unix() <= start {
					return false, nil
				}
				return g.Consume(ctx, use)
			})
		}},
		{"used before it was there", "restart", "called used", func(g *good, s *Subject) {
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
		{"a clock of its own beside it", "clock", "in its first second", func(g *good, s *Subject) {
			s.Clock = clocked(g, func(func() time.Time) time.Time { return time.Now() })
		}},
		{"late at once", "clock", "in its last second", func(g *good, s *Subject) {
			s.Clock = clocked(g, func(now func() time.Time) time.Time { return now().Add(replay.MaxLate + time.Minute) })
		}},
		{"never late", "clock", "accepted a second time", func(g *good, s *Subject) {
			s.Clock = clocked(g, func(func() time.Time) time.Time { return time.Time{} })
		}},
		{"an outage is a no", "down", "answered false during an outage", func(g *good, s *Subject) {
			s.Store = consumeFunc(func(ctx context.Context, use typeseal.Use) (bool, error) {
				first, err := g.Consume(ctx, use)
				if err == errDown {
					err = nil
				}
				return first, err
			})
		}},
		{"waits for ever", "hang", "no answer within", func(g *good, s *Subject) {
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
