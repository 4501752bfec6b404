package replaytest

import (
	"context"
	"runtime"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// getThenSet looks for a record and writes one in two steps, each of which is safe by
// itself.
func getThenSet(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	r, found, err := s.Look(ctx, use)
	if found || err != nil {
		return r, err
	}
	runtime.Gosched() // lets another request run
	s.change(func() { r = s.make(use) })
	return r, nil
}

// getThenSetLocked is getThenSet with a lock in each instance.
func getThenSetLocked(s *server) typeseal.Store {
	var mu sync.Mutex
	return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		mu.Lock()
		defer mu.Unlock()
		return getThenSet(s, ctx, use)
	})(s)
}

// flight is the call for a token that others wait for.
type flight struct {
	done chan struct{}
	r    typeseal.Record
	err  error
}

// shared makes simultaneous calls for a token wait for one of them, and gives each what
// join returns.
func shared(join func(s *server, f *flight, ctx context.Context, use typeseal.Use) (typeseal.Record, error)) wrap {
	return func(s *server) typeseal.Store {
		var mu sync.Mutex
		flights := make(map[key]*flight)
		return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			k := key{use.Salt, use.ID}
			mu.Lock()
			f, flying := flights[k]
			if !flying {
				f = &flight{done: make(chan struct{})}
				flights[k] = f
			}
			mu.Unlock()
			if flying {
				return join(s, f, ctx, use)
			}
			runtime.Gosched()
			f.r, f.err = s.Consume(ctx, use)
			mu.Lock()
			delete(flights, k)
			mu.Unlock()
			close(f.done)
			return f.r, f.err
		})(s)
	}
}

var raceFaults = []fault{
	{
		"gets, then sets", "one winner", "simultaneous claimants redeemed the token",
		consuming(getThenSet), nil,
	},
	{
		"simultaneous calls share one answer, as with singleflight", "one winner",
		"simultaneous claimants redeemed the token",
		shared(func(_ *server, f *flight, _ context.Context, _ typeseal.Use) (typeseal.Record, error) {
			<-f.done
			return f.r, f.err
		}), nil,
	},
	{
		"does not lock for types with grace, since they are accepted again", "one winner",
		"simultaneous claimants redeemed the token",
		consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if use.Grace > 0 {
				return getThenSet(s, ctx, use)
			}
			return s.Consume(ctx, use)
		}), nil,
	},
	{
		"gets, then sets, and compares claims only then", "one winner with claims",
		"simultaneous claimants redeemed the token", consuming(getThenSet), nil,
	},
	{
		"each call with the claim of the record is first", "same claim", "simultaneous claimants redeemed the token",
		answeringConsume(func(_ typeseal.Use, r *typeseal.Record) { r.First = r.First || r.Claimed }), nil,
	},
	{
		"a token that is being redeemed counts as used", "same claim", "got used, want first or claims",
		shared(func(s *server, _ *flight, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			return typeseal.Record{At: s.now(), Now: s.now()}, ctx.Err()
		}), nil,
	},
	{
		"gets, then sets, with a lock in each process", "one winner of instances",
		"simultaneous claimants redeemed the token", getThenSetLocked, nil,
	},
	{
		"looking takes the record away for a moment", "one winner", "claimants",
		looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			k := key{use.Salt, use.ID}
			var old entry
			s.change(func() { old, found = s.used[k]; delete(s.used, k) })
			runtime.Gosched()
			if found {
				s.change(func() { s.used[k] = old })
			}
			return r, found, err
		}), nil,
	},
}
