package replay

import (
	"context"
	"fmt"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// DefaultMaxIDs is how many ids of each salt a Memory holds unless MaxIDs says
// otherwise.
const DefaultMaxIDs = 1 << 20

// forgetStep is how many records whose time has come one Consume forgets: more
// than the one it adds, so that purging keeps up, and few, so that none waits.
const forgetStep = 4

// Memory is a store in this process's memory, which nobody shares and a restart
// empties. It is safe for concurrent use. It starts no goroutine.
type Memory struct {
	max     int
	earlier bool  // AcceptEarlier
	since   int64 // tokens issued before this second may have been redeemed in an earlier life
	now     func() time.Time

	mu      sync.Mutex
	shelves map[string]*shelf // by salt
	order   []*shelf          // the same ones
	turn    int               // index in order of the next shelf to tidy up
}

// A MemoryOption adjusts NewMemory.
type MemoryOption func(*Memory)

// MaxIDs bounds how many ids the store holds of each salt, those of the last
// Grace included; beyond it Consume fails with ErrFull. So one busy type cannot
// fill the store for the others. A million ids take about 54 MB, and 138 MB if
// every one has a claim. It panics if n is below 1: no token could be redeemed.
func MaxIDs(n int) MemoryOption {
	if n < 1 {
		panic(fmt.Sprintf("replay: MaxIDs(%d)", n))
	}
	return func(m *Memory) { m.max = n }
}

// AcceptEarlier lets tokens through that were issued before the store was
// created. It is for tests. In production, give it only if no earlier process can
// have redeemed any, for example because the keys are new too.
func AcceptEarlier() MemoryOption {
	return func(m *Memory) { m.earlier = true }
}

// Clock makes the store tell the time by now instead of time.Now. It is for
// tests: a store whose clock is wrong forgets tokens that are good. In a
// testing/synctest bubble a Memory needs none.
func Clock(now func() time.Time) MemoryOption {
	return func(m *Memory) {
		if now != nil {
			m.now = now
		}
	}
}

// NewMemory returns an empty store. It fails with ErrBeforeStart for tokens that
// were issued before the second in which it was created, since an earlier process
// may have redeemed them, unless AcceptEarlier is given.
func NewMemory(opts ...MemoryOption) *Memory {
	m := &Memory{max: DefaultMaxIDs, now: time.Now, shelves: make(map[string]*shelf)}
	for _, o := range opts {
		o(m)
	}
	m.since = m.now().Unix()
	return m
}

// Consume implements typeseal.Store. It fails with ErrBeforeStart, ErrFull,
// ErrLate or the context's error.
func (m *Memory) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if m == nil || m.now == nil {
		return false, errNoMemory
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.shelf(use.Salt)
	m.forget(s, m.now().Unix()-int64(Grace/time.Second))
	if claim, used := s.find(use.ID); used {
		return use.Claim != [16]byte{} && use.Claim == claim, nil
	}
	switch expires := use.ExpiresAt.Unix(); {
	case use.IssuedAt.Unix() < m.since && !m.earlier:
		return false, ErrBeforeStart
	case expires <= s.queue.horizon:
		return false, ErrLate
	case len(s.used) >= m.max:
		return false, ErrFull
	default:
		s.add(use.ID, use.Claim, expires)
		return true, nil
	}
}

// Len is how many ids the store holds, of all salts together.
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

var errNoMemory = reason.Wrap("replay: a Memory that NewMemory did not return", typeseal.ErrConfig)

// shelf returns the shelf of a salt. Salts come from types, so there are few.
func (m *Memory) shelf(salt string) *shelf {
	s, ok := m.shelves[salt]
	if !ok {
		s = newShelf()
		m.shelves[salt] = s
		m.order = append(m.order, s)
	}
	return s
}

// forget drops a few records of tokens that ended before the second limit: the
// shelf's own, and if those are fewer, some of the next shelf in turn, which may
// be of a type that nobody redeems any more.
func (m *Memory) forget(own *shelf, limit int64) {
	left := forgetStep - own.forget(forgetStep, limit)
	m.turn = (m.turn + 1) % len(m.order)
	m.order[m.turn].forget(left, limit)
}
