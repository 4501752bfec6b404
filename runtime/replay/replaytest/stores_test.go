package replaytest

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// key identifies a token.
type key struct {
	salt string
	id   [16]byte
}

// good is the simplest store that keeps the contract.
type good struct {
	mu   sync.Mutex
	used map[key]kept
	now  func() time.Time
	down bool
}

// kept is the record of a token.
type kept struct {
	use typeseal.Use
	at  time.Time
}

var errDown = errors.New("down")

// check returns the error of a call that begins now.
func (g *good) check(ctx context.Context) error {
	if g.down {
		return errDown
	}
	return ctx.Err()
}

func (g *good) Consume(ctx context.Context, use typeseal.Use) (r typeseal.Record, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.check(ctx); err != nil {
		return r, err
	}
	r, found := g.record(use)
	if !found {
		g.used[key{use.Salt, use.ID}] = kept{use, g.now().Truncate(time.Second)}
		r, _ = g.record(use)
		r.First = true
	}
	return r, nil
}

func (g *good) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, found bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.check(ctx); err != nil {
		return r, false, err
	}
	r, found = g.record(use)
	if !found && g.now().After(use.ExpiresAt.Add(replay.MaxLate)) {
		return r, false, replay.ErrLate
	}
	return r, found, nil
}

func (g *good) record(use typeseal.Use) (r typeseal.Record, found bool) {
	k, found := g.used[key{use.Salt, use.ID}]
	if found {
		claimed := use.Claim == k.use.Claim && use.Claim != [16]byte{}
		r = typeseal.Record{Claimed: claimed, At: k.at, Now: g.now().Truncate(time.Second)}
	}
	return r, found
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
	g.used = make(map[key]kept)
	if g.now == nil {
		g.now = time.Now
	}
	return Subject{
		Store:   g,
		Restart: func() (typeseal.Store, error) { return g, nil },
		Down:    g.outage,
		Hang:    g.outage,
		Purge:   func(context.Context) error { return nil },
		Clock:   func(now func() time.Time) (Subject, error) { return (&good{now: now}).subject(), nil },
	}
}

// faulty is a good store with one or both methods replaced.
type faulty struct {
	*good
	consume func(ctx context.Context, use typeseal.Use) (typeseal.Record, error)
	look    func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error)
}

func (f *faulty) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if f.consume == nil {
		return f.good.Consume(ctx, use)
	}
	return f.consume(ctx, use)
}

func (f *faulty) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	if f.look == nil {
		return f.good.Look(ctx, use)
	}
	return f.look(ctx, use)
}

// getThenSet returns a store with the most common mistake: it looks for a record and
// writes one in two steps, each of which is safe by itself.
func getThenSet(g *good) typeseal.Store {
	return &faulty{good: g, consume: func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		r, found, err := g.Look(ctx, use)
		if found || err != nil {
			return r, err
		}
		runtime.Gosched() // lets another request run
		g.mu.Lock()
		defer g.mu.Unlock()
		g.used[key{use.Salt, use.ID}] = kept{use, g.now()}
		r, _ = g.record(use)
		r.First = true
		return r, nil
	}}
}

// changed returns a good store that gets a changed use.
func changed(g *good, change func(*typeseal.Use)) typeseal.Store {
	return &faulty{
		g,
		func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			change(&use)
			return g.Consume(ctx, use)
		},
		changedLook(g, change).look,
	}
}

// changedLook is like changed, for Look only.
func changedLook(g *good, change func(*typeseal.Use)) *faulty {
	return &faulty{good: g, look: func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
		change(&use)
		return g.Look(ctx, use)
	}}
}

// answering returns a good store whose records are changed.
func answering(g *good, change func(use typeseal.Use, r *typeseal.Record)) *faulty {
	return &faulty{
		g,
		func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := g.Consume(ctx, use)
			change(use, &r)
			return r, err
		},
		answeringLook(g, change).look,
	}
}

// answeringLook is like answering, for Look only.
func answeringLook(g *good, change func(use typeseal.Use, r *typeseal.Record)) *faulty {
	return &faulty{good: g, look: func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
		r, found, err := g.Look(ctx, use)
		change(use, &r)
		return r, found, err
	}}
}

// consuming returns a good store with another Consume.
func consuming(g *good, consume func(ctx context.Context, use typeseal.Use) (typeseal.Record, error)) *faulty {
	return &faulty{good: g, consume: consume}
}

// looking returns a good store with another Look.
func looking(g *good, look func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error)) *faulty {
	return &faulty{good: g, look: look}
}

// clocked opens a store that purges by the clock it is given, and decides by the
// time that judge returns whether a token is too late.
func clocked(g *good, judge func(now func() time.Time) time.Time) func(now func() time.Time) (Subject, error) {
	return func(now func() time.Time) (Subject, error) {
		g.now = now
		s := g.subject()
		s.Store = consuming(g, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if judge(now).After(use.ExpiresAt.Add(replay.MaxLate)) {
				return typeseal.Record{}, replay.ErrLate
			}
			return g.Consume(ctx, use)
		})
		s.Purge = func(context.Context) error {
			g.mu.Lock()
			defer g.mu.Unlock()
			maps.DeleteFunc(g.used, func(_ key, k kept) bool {
				return now().After(k.use.ExpiresAt.Add(replay.Grace))
			})
			return nil
		}
		return s, nil
	}
}

// answersByClock opens a store with a clock, whose records are changed.
func answersByClock(change func(use typeseal.Use, r *typeseal.Record)) func(now func() time.Time) (Subject, error) {
	return func(now func() time.Time) (Subject, error) {
		g := &good{now: now}
		s := g.subject()
		s.Store = answering(g, change)
		return s, nil
	}
}
