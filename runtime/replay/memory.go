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

// forgetStep is how many old records one Consume removes: more than the one that
// it adds, so that the store does not grow, and few, so that no call takes long.
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

// shelf holds the records of one salt. Its maps have no pointers, so that the
// garbage collector does not scan them: with millions of ids that takes long.
type shelf struct {
	used   map[[16]byte]struct{}
	claims map[[16]byte][16]byte // of the ids that were used with a claim
	queue  queue.Queue
}

// A MemoryOption configures a Memory.
type MemoryOption func(*Memory)

// MaxIDs sets how many ids of each salt the store holds at most. These are the ids
// of live tokens and of those that ended within the last Grace. If there are more,
// Consume fails with ErrFull; tokens with other salts are not affected. A million
// ids take about 54 MB, or 138 MB if all have claims. MaxIDs panics if n is less
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
		o(m)
	}
	m.since = m.now().Unix()
	return m
}

var errNoMemory = reason.Wrap("replay: no memory; create the store with replay.NewMemory", typeseal.ErrConfig)

// Consume implements typeseal.Store. It fails with ErrBeforeStart, ErrFull, ErrLate
// or the error of ctx.
func (m *Memory) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if m == nil || m.now == nil {
		return false, errNoMemory
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.shelves[use.Salt]
	if !ok {
		s = &shelf{used: make(map[[16]byte]struct{}), claims: make(map[[16]byte][16]byte)}
		m.shelves[use.Salt] = s
		m.order = append(m.order, s)
	}
	m.forget(s, m.now().Add(-Grace).Unix())
	if _, used := s.used[use.ID]; used {
		return use.Claim != [16]byte{} && use.Claim == s.claims[use.ID], nil
	}
	expires := use.ExpiresAt.Unix()
	switch {
	case use.IssuedAt.Unix() < m.since && !m.earlier:
		return false, ErrBeforeStart
	case expires <= s.queue.Horizon():
		return false, ErrLate
	case len(s.used) >= m.max:
		return false, ErrFull
	}
	s.queue.Add(expires, use.ID)
	s.used[use.ID] = struct{}{}
	if use.Claim != [16]byte{} {
		s.claims[use.ID] = use.Claim
	}
	return true, nil
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
// the shelves of types that nobody redeems any more.
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
