package replay

import (
	"context"
	"fmt"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/internal/queue"
)

// DefaultMaxIDs is how many ids of each salt a Memory holds without the option
// MaxIDs.
const DefaultMaxIDs = 1 << 20

// forgetStep is how many old records one Consume removes. It is more than the one record
// that Consume adds, so that the store does not grow. It is small, so that no call takes
// long.
const forgetStep = 4

// Memory is a store in the memory of this process. It is safe for concurrent use
// and starts no goroutine.
type Memory struct {
	max     int
	earlier bool
	since   int64 // the second in which the store was created
	now     func() time.Time

	mu      sync.Mutex
	shelves map[string]*shelf // by salt; few, since each type has one salt
	order   []*shelf          // the same shelves
	turn    int               // the index in order of the shelf that was tidied last
}

// shelf holds the records of one salt. Its maps have no pointers, so that the garbage
// collector does not scan them. With millions of ids, scanning would take long.
type shelf struct {
	used   map[[16]byte]int64    // Unix second of the use
	claims map[[16]byte][16]byte // of the ids that were used with a claim
	queue  queue.Queue
}

// A MemoryOption configures a Memory.
type MemoryOption func(*Memory)

// MaxIDs sets how many ids of each salt the store holds at most. These are the ids
// of live tokens and of those that ended within the last Grace. If there are more,
// Consume fails with ErrFull; tokens with other salts are not affected. A million
// ids take about 72 MB, or 156 MB if all have claims. MaxIDs panics if n is less
// than 1.
func MaxIDs(n int) MemoryOption {
	if n < 1 {
		panic(fmt.Sprintf("replay: MaxIDs(%d)", n))
	}
	return func(m *Memory) { m.max = n }
}

// AcceptEarlier makes the store accept tokens that were issued before it was
// created. It is for tests. In production, use it only if no earlier process can
// have redeemed such a token, for example because the keys are new too.
func AcceptEarlier() MemoryOption {
	return func(m *Memory) { m.earlier = true }
}

// Clock makes the store use now instead of time.Now. It is for tests: a store whose
// clock is wrong forgets tokens that can still be redeemed. In a testing/synctest
// bubble a Memory does not need it.
func Clock(now func() time.Time) MemoryOption {
	return func(m *Memory) {
		if now != nil {
			m.now = now
		}
	}
}

// NewMemory returns an empty store. Unless the option AcceptEarlier is given, it
// fails with ErrBeforeStart for tokens that were issued before the second in which
// it was created, since an earlier process may have redeemed them.
func NewMemory(opts ...MemoryOption) *Memory {
	m := &Memory{max: DefaultMaxIDs, now: time.Now, shelves: make(map[string]*shelf)}
	for _, o := range opts {
		if o != nil {
			o(m)
		}
	}
	m.since = m.now().Unix()
	return m
}

var errNoMemory = reason.Wrap("replay: no memory; create the store with replay.NewMemory", typeseal.ErrConfig)

// usable returns an error if ctx has ended or NewMemory did not return the store.
func (m *Memory) usable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if m == nil || m.now == nil {
		return errNoMemory
	}
	return nil
}

// Consume implements typeseal.Store. It fails with ErrBeforeStart, ErrFull, ErrLate
// or the error of ctx.
func (m *Memory) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if err := m.usable(ctx); err != nil {
		return typeseal.Record{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.shelves[use.Salt]
	if !ok {
		s = &shelf{used: make(map[[16]byte]int64), claims: make(map[[16]byte][16]byte)}
		m.shelves[use.Salt] = s
		m.order = append(m.order, s)
	}
	now := m.now()
	m.forget(s, now.Add(-Grace).Unix())
	if r, used := s.record(use, now); used {
		return r, nil
	}
	if err := m.doubt(s, use); err != nil {
		return typeseal.Record{}, err
	}
	if len(s.used) >= m.max {
		return typeseal.Record{}, ErrFull
	}
	s.add(use, now)
	r, _ := s.record(use, now)
	r.First = true
	return r, nil
}

// Look implements typeseal.Store. It fails with ErrBeforeStart, ErrLate or the error
// of ctx.
func (m *Memory) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if err := m.usable(ctx); err != nil {
		return r, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.shelves[use.Salt]
	if !ok {
		s = new(shelf)
	}
	if r, used = s.record(use, m.now()); used {
		return r, true, nil
	}
	return r, false, m.doubt(s, use)
}

// doubt returns an error if the store has no record of a token but may have had one.
func (m *Memory) doubt(s *shelf, use typeseal.Use) error {
	switch {
	case use.IssuedAt.Unix() < m.since && !m.earlier:
		return ErrBeforeStart
	case use.ExpiresAt.Unix() <= s.queue.Horizon():
		return ErrLate
	}
	return nil
}

// record returns the record of a token, if there is one.
func (s *shelf) record(use typeseal.Use, now time.Time) (r typeseal.Record, used bool) {
	at, used := s.used[use.ID]
	if !used {
		return r, false
	}
	return typeseal.Record{
		Claimed: use.Claim != [16]byte{} && use.Claim == s.claims[use.ID],
		At:      time.Unix(at, 0),
		Now:     now.Truncate(time.Second),
	}, true
}

func (s *shelf) add(use typeseal.Use, now time.Time) {
	s.queue.Add(use.ExpiresAt.Unix(), use.ID)
	s.used[use.ID] = now.Unix()
	if use.Claim != [16]byte{} {
		s.claims[use.ID] = use.Claim
	}
}

// Len returns how many ids the store holds, of all salts together.
func (m *Memory) Len() (n int) {
	if m == nil {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.order {
		n += len(s.used)
	}
	return n
}

// forget removes at most forgetStep records of tokens that ended before the second
// limit: first from the shelf own, then from the next shelf in turn. So it also empties
// the shelves of types whose tokens are no longer redeemed.
func (m *Memory) forget(own *shelf, limit int64) {
	m.turn = (m.turn + 1) % len(m.order)
	left := forgetStep
	for _, s := range []*shelf{own, m.order[m.turn]} {
		for id, ok := s.queue.Next(limit); ok; id, ok = s.queue.Next(limit) {
			delete(s.used, id)
			delete(s.claims, id)
			if left--; left == 0 {
				return
			}
		}
	}
}
