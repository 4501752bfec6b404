package replaytest

import (
	"context"
	"errors"
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

// entry is the record of a token.
type entry struct {
	use typeseal.Use
	at  time.Time
}

// server is the simplest store that keeps the contract. All instances share it, as they
// share a database.
type server struct {
	now   func() time.Time
	judge func() time.Time // says what is late

	mu    sync.Mutex
	used  map[key]entry
	down  bool // fails at once
	reads bool // fails to write
	hang  chan struct{}
	lose  bool // loses the next answer of Consume
}

var (
	errDown = errors.New("the server is down")
	errLost = errors.New("the answer was lost")
)

func newServer(now func() time.Time) *server {
	return &server{now: now, judge: now, used: make(map[key]entry)}
}

// locked calls f if the server works.
func (s *server) locked(ctx context.Context, f func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	hang := s.hang
	s.mu.Unlock()
	if hang != nil {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		select {
		case <-hang:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return errDown
	}
	return f()
}

// sure writes a record that is accepted again.
func (s *server) sure(use typeseal.Use, r typeseal.Record) (typeseal.Record, error) {
	if s.reads && use.Accepts(r) {
		return typeseal.Record{}, errDown
	}
	return r, nil
}

func (s *server) Consume(ctx context.Context, use typeseal.Use) (r typeseal.Record, err error) {
	err = s.locked(ctx, func() error {
		found := false
		if r, found = s.record(use); found {
			r, err = s.sure(use, r)
		} else if s.reads {
			err = errDown
		} else if s.late(use) {
			err = replay.ErrLate
		} else {
			r = s.make(use)
		}
		if err == nil && s.lose {
			s.lose = false
			r, err = typeseal.Record{}, errLost
		}
		return err
	})
	return r, err
}

func (s *server) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, found bool, err error) {
	err = s.locked(ctx, func() error {
		if r, found = s.record(use); found {
			r, err = s.sure(use, r)
		} else if s.late(use) {
			err = replay.ErrLate
		}
		return err
	})
	return r, found && err == nil, err
}

func (s *server) late(use typeseal.Use) bool {
	return s.judge().After(use.ExpiresAt.Add(replay.MaxLate))
}

// make makes the record of a token.
func (s *server) make(use typeseal.Use) typeseal.Record {
	s.used[key{use.Salt, use.ID}] = entry{use, s.now().Truncate(time.Second)}
	r, _ := s.record(use)
	r.First = true
	return r
}

func (s *server) record(use typeseal.Use) (r typeseal.Record, found bool) {
	e, found := s.used[key{use.Salt, use.ID}]
	if found {
		claimed := use.Claim == e.use.Claim && use.Claim != [16]byte{}
		r = typeseal.Record{Claimed: claimed, At: e.at, Now: s.now().Truncate(time.Second)}
	}
	return r, found
}

// change calls f with the server's lock.
func (s *server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// forget deletes the records for which ended returns true.
func (s *server) forget(ended func(e entry) bool) {
	s.change(func() {
		for k, e := range s.used {
			if ended(e) {
				delete(s.used, k)
			}
		}
	})
}

func (s *server) goDown() (up func() error, err error) {
	s.change(func() { s.down = true })
	return func() error { s.change(func() { s.down = false }); return nil }, nil
}

func (s *server) goReadOnly() (restore func() error, err error) {
	s.change(func() { s.reads = true })
	return func() error { s.change(func() { s.reads = false }); return nil }, nil
}

func (s *server) goHang() (resume func() error, err error) {
	hang := make(chan struct{})
	s.change(func() { s.hang = hang })
	return func() error { s.change(func() { s.hang = nil }); close(hang); return nil }, nil
}

// purge deletes what may be deleted.
func (s *server) purge(context.Context) error {
	s.forget(func(e entry) bool { return s.now().After(e.use.ExpiresAt.Add(replay.Grace)) })
	return nil
}

// wrap makes an instance of a store on a server.
type wrap func(s *server) typeseal.Store

// subject returns a subject with all functions, whose instances are made by wrap.
func (s *server) subject(instance wrap) Subject {
	again := func() (typeseal.Store, error) { return instance(s), nil }
	return Subject{
		Store:    instance(s),
		Open:     again,
		Restart:  again,
		Down:     s.goDown,
		Hang:     s.goHang,
		ReadOnly: s.goReadOnly,
		Lose:     func() error { s.change(func() { s.lose = true }); return nil },
		Purge:    s.purge,
		Clock: func(now func() time.Time) (Subject, error) {
			other := newServer(now)
			return Subject{Store: instance(other), Purge: other.purge}, nil
		},
	}
}

// good makes an instance without a fault.
func good(s *server) typeseal.Store { return s }

// instance is a good store with one or both methods replaced.
type instance struct {
	*server
	consume func(ctx context.Context, use typeseal.Use) (typeseal.Record, error)
	look    func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error)
}

func (i *instance) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if i.consume == nil {
		return i.server.Consume(ctx, use)
	}
	return i.consume(ctx, use)
}

func (i *instance) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	if i.look == nil {
		return i.server.Look(ctx, use)
	}
	return i.look(ctx, use)
}
