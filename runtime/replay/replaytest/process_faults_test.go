package replaytest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// restarted sets Restart to open another wrap on the server, after it changes the server.
func restarted(w wrap, change func(s *server)) func(s *server, subject *Subject) {
	return func(s *server, subject *Subject) {
		subject.Restart = func() (typeseal.Store, error) {
			if change != nil {
				s.change(func() { change(s) })
			}
			return w(s), nil
		}
	}
}

// buffered is a store that answers before it writes: the records of an instance are in its
// own memory until the next flush.
type buffered struct {
	memory, disk *server
}

func newBuffered(disk *server) *buffered { return &buffered{newServer(disk.now), disk} }

func (b *buffered) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if r, found, err := b.disk.Look(ctx, use); found || err != nil {
		return r, err
	}
	return b.memory.Consume(ctx, use)
}

func (b *buffered) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	if r, found, err := b.memory.Look(ctx, use); found || err != nil {
		return r, found, err
	}
	return b.disk.Look(ctx, use)
}

func (b *buffered) flush() {
	b.memory.change(func() {
		b.disk.change(func() {
			for k, e := range b.memory.used {
				b.disk.used[k] = e
			}
		})
	})
}

// refusesEarlier says that all tokens are used that were issued before the second in which
// the instance started: if they are redeemed, or if they are looked at.
func refusesEarlier(consumes bool) wrap {
	return func(s *server) typeseal.Store {
		start := time.Now().Unix()
		consume := consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if use.IssuedAt.Unix() < start {
				return typeseal.Record{}, nil
			}
			return s.Consume(ctx, use)
		})
		look := looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			if use.IssuedAt.Unix() < start {
				return typeseal.Record{}, true, nil
			}
			return s.Look(ctx, use)
		})
		if consumes {
			return consume(s)
		}
		return look(s)
	}
}

// Faults of processes.
var processFaults = []fault{
	{"a cache of used tokens in each process, and nothing else", "instances", "got",
		func(s *server) typeseal.Store { return newServer(s.now) }, nil},
	{"a process remembers that a token was not used", "instances", "got unused, want claims",
		func(s *server) typeseal.Store {
			var unknown sync.Map
			return looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				k := key{use.Salt, use.ID}
				if _, ok := unknown.Load(k); ok {
					return typeseal.Record{}, false, ctx.Err()
				}
				r, found, err := s.Look(ctx, use)
				if !found && err == nil {
					unknown.Store(k, true)
				}
				return r, found, err
			})(s)
		}, nil},
	{"opening it once more empties it", "instances", "before the other instance was opened: got first", nil,
		func(s *server, subject *Subject) {
			subject.Open = func() (typeseal.Store, error) { s.forget(func(entry) bool { return true }); return s, nil }
		}},
	{"opening it once more deletes claims", "instances", "before the other instance was opened: got used", nil,
		func(s *server, subject *Subject) {
			subject.Open = func() (typeseal.Store, error) {
				s.changeAll(func(e *entry) { e.use.Claim = [16]byte{} })
				return s, nil
			}
		}},
	{"each process has its own clock", "instances", "by the other instance", nil, func(s *server, subject *Subject) {
		subject.Open = func() (typeseal.Store, error) {
			return answering(func(_ typeseal.Use, r *typeseal.Record) { r.Now = r.Now.Add(10 * time.Second) })(s), nil
		}
	}},
	{"a process writes after it answers", "instances", "got", func(s *server) typeseal.Store {
		b := newBuffered(s)
		return &instance{s, func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := b.Consume(ctx, use)
			time.AfterFunc(time.Millisecond, b.flush)
			return r, err
		}, b.Look}
	}, nil},
	{"a restart forgets", "restart", "after the restart: ", nil,
		restarted(good, func(s *server) { clear(s.used) })},
	{"a restart forgets the last write", "restart", "after the restart: ", nil, func(s *server, subject *Subject) {
		var last key
		subject.Store = ofRecords(func(use typeseal.Use, _ typeseal.Record, _ *entry) {
			last = key{use.Salt, use.ID}
		})(s)
		restarted(good, func(s *server) { delete(s.used, last) })(s, subject)
	}},
	{"a restart forgets claims", "restart", "with a claim from before the restart: got used", nil,
		restarted(good, func(s *server) {
			for k, e := range s.used {
				s.used[k] = entry{unclaimed(e.use), e.at}
			}
		})},
	{"a restart forgets times", "restart", "with a claim from before the restart: got claims, made at", nil,
		restarted(good, func(s *server) {
			for k, e := range s.used {
				s.used[k] = entry{e.use, time.Unix(0, 0)}
			}
		})},
	{"looking forgets at a restart", "restart", "looking: got unused", nil,
		restarted(func(s *server) typeseal.Store { return &instance{server: s, look: newServer(s.now).Look} }, nil)},
	{"a restart forgets that a record has no claim", "restart", "a claim that comes after the restart", nil,
		func(s *server, subject *Subject) {
			later := ofRecords(func(use typeseal.Use, _ typeseal.Record, e *entry) {
				if e.use.Claim == [16]byte{} {
					e.use.Claim = use.Claim
				}
			})
			subject.Restart = func() (typeseal.Store, error) { return later(s), nil }
		}},
	{"calls all tokens used that were issued before the restart", "restart", "got used, want", nil,
		restarted(refusesEarlier(true), nil)},
	{"looking calls them used", "restart", "got used, want unused", nil,
		restarted(refusesEarlier(false), nil)},
	{"writes when it closes, and accepts more meanwhile", "restart in the middle", "redeemed beside the restart",
		nil, func(s *server, subject *Subject) {
			b := newBuffered(s)
			subject.Store = b
			subject.Restart = func() (typeseal.Store, error) {
				b.flush()
				time.Sleep(50 * time.Millisecond)
				return good(s), nil
			}
		}},
}

// slow answers some time after the deadline.
func slow(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	r, err := s.Consume(ctx, use)
	if err == context.DeadlineExceeded {
		time.Sleep(500 * time.Millisecond)
	}
	return r, err
}

// cached answers from a cache in the process, if it can.
func cached(s *server) typeseal.Store {
	var cache sync.Map
	return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		k := key{use.Salt, use.ID}
		if e, ok := cache.Load(k); ok && ctx.Err() == nil {
			r, _ := (&server{now: s.now, used: map[key]entry{k: e.(entry)}}).record(use)
			return r, nil
		}
		r, err := s.Consume(ctx, use)
		if r.First {
			cache.Store(k, entry{use, r.At})
		}
		return r, err
	})(s)
}

// unsure finds records without a write.
func unsure(s *server, use typeseal.Use) (r typeseal.Record, found bool) {
	s.change(func() { r, found = s.record(use) })
	return r, found
}

// Faults during outages.
var outageFaults = []fault{
	{"an outage counts as used", "down", "during an outage: got used", onError(errDown, typeseal.Record{}), nil},
	{"a yes on error", "down", "during an outage: got first", onError(errDown, typeseal.Record{First: true}), nil},
	{"looking calls a token unused in an outage", "down", "looking at", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			if err == errDown {
				err = nil
			}
			return r, found, err
		}), nil},
	{"a cache in the process repeats the yes", "down", "accepted the token again, without a write", cached, nil},
	{"waits forever", "hang", "no answer in time", consuming(
		func(s *server, _ context.Context, use typeseal.Use) (typeseal.Record, error) {
			for {
				if r, err := s.Consume(context.Background(), use); err == nil {
					return r, err
				}
			}
		}), nil},
	{"looking waits forever", "hang", "no answer in time", looking(
		func(s *server, _ context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			for {
				if r, found, err := s.Look(context.Background(), use); err == nil {
					return r, found, err
				}
			}
		}), nil},
	{"waits forever if the context has no deadline", "hang", "without a deadline during an outage: no answer in time",
		consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			for {
				r, err := s.Consume(ctx, use)
				if err == nil || ctx.Err() != nil {
					return r, err
				}
			}
		}), nil},
	{"calls wait for each other, whatever their deadlines", "hang", "no answer in time",
		func(s *server) typeseal.Store {
			var mu sync.Mutex
			return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
				mu.Lock()
				defer mu.Unlock()
				return s.Consume(ctx, use)
			})(s)
		}, nil},
	{"does not come back after an outage", "down", "the store did not come back", func(s *server) typeseal.Store {
		var broken atomic.Bool
		return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if broken.Load() {
				return typeseal.Record{}, errDown
			}
			r, err := s.Consume(ctx, use)
			broken.Store(err == errDown)
			return r, err
		})(s)
	}, nil},
	{"looking forgets in an outage what it knew", "down", "used token during an outage: got unused", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			if err == errDown && use.Grace == 0 && use.Claim == [16]byte{} {
				err = nil
			}
			return r, found, err
		}), nil},
	{"answers half a second after the deadline", "hang", "no answer in time", consuming(slow), nil},
	{"starts a goroutine in each call that never ends", "goroutines", "goroutines", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			go func() { select {} }()
			return s.Consume(ctx, use)
		}), nil},
	{"another claim is answered by grace from a record that was found", "read only", "another claim within", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if r, found := unsure(s, use); found && !r.Claimed && use.Claim != [16]byte{} {
				return r, ctx.Err()
			}
			return s.Consume(ctx, use)
		}), nil},
	{"starts a goroutine for each used token that never ends", "goroutines", "goroutines", answering(
		func(_ typeseal.Use, r *typeseal.Record) {
			if !r.First {
				go func() { select {} }()
			}
		}), nil},
	{"leaves a goroutine for each call that ends early", "deadline", "goroutines", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := s.Consume(ctx, use)
			if err == context.DeadlineExceeded {
				go func() { select {} }()
			}
			return r, err
		}), nil},
	{"a repeated claim is answered from a record that was found", "read only", "accepted the token again", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if r, found := unsure(s, use); r.Claimed {
				return r, ctx.Err()
			} else if found && ctx.Err() == nil {
				return s.Consume(ctx, use)
			}
			return s.Consume(ctx, use)
		}), nil},
	{"grace is answered from a record that was found", "read only", "accepted the token again", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if r, found := unsure(s, use); found && use.Claim == [16]byte{} {
				return r, ctx.Err()
			}
			return s.Consume(ctx, use)
		}), nil},
	{"looking says yes without a write", "read only", "looking at", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			if r, found := unsure(s, use); found {
				return r, true, ctx.Err()
			}
			return s.Look(ctx, use)
		}), nil},
	{"the error of the second write is ignored", "read only", "accepted the token again", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := s.Consume(ctx, use)
			if again, found := unsure(s, use); found && err == errDown {
				return again, nil
			}
			return r, err
		}), nil},
	{"a token is accepted while the server cannot write, and written later", "read only", "got first", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := s.Consume(ctx, use)
			if _, found := unsure(s, use); !found && err == errDown {
				s.change(func() { r = s.make(use) })
				return r, nil
			}
			return r, err
		}), nil},
}
