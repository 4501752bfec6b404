package replay

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// DefaultMaxIDs is how many ids a Memory holds unless MaxIDs says otherwise,
// in about 80 MB.
const DefaultMaxIDs = 1 << 20

// forgetStep is how many records whose time has come one Consume forgets: more
// than the one it adds, so that purging keeps up, and few, so that none waits.
const forgetStep = 4

// Memory is a store in this process's memory, which nobody shares and a restart
// empties. It is safe for concurrent use. It starts no goroutine.
type Memory struct {
	max   int
	since int64 // tokens issued in this second or before may have been redeemed in an earlier life
	now   func() int64

	mu     sync.Mutex
	salts  map[string]uint32
	used   map[record]struct{}
	claims map[record][16]byte // of the records that have one
	queue  queue
}

// record is a redeemed token. It holds no pointer: a garbage collector that had
// to look at millions of them would be the stall that purging avoids.
type record struct {
	salt uint32
	id   [16]byte
}

// A MemoryOption adjusts NewMemory.
type MemoryOption func(*Memory)

// MaxIDs bounds how many ids the store holds, those of the last Grace included;
// beyond it Consume fails with ErrFull. A million take about 76 MB, and twice
// that where every one has a claim. It panics where n is below 1: no token could
// be redeemed.
func MaxIDs(n int) MemoryOption {
	if n < 1 {
		panic(fmt.Sprintf("replay: MaxIDs(%d)", n))
	}
	return func(m *Memory) { m.max = n }
}

// AcceptEarlier lets tokens through that were issued before the store was made.
// Use it only where no earlier process can have redeemed any.
func AcceptEarlier() MemoryOption {
	return func(m *Memory) { m.since = math.MinInt64 }
}

// NewMemory returns an empty store. It calls all tokens used that were issued
// before it was made or in the same second, since an earlier process may have
// redeemed them, unless AcceptEarlier is given.
func NewMemory(opts ...MemoryOption) *Memory {
	return newMemory(func() int64 { return time.Now().Unix() }, opts)
}

func newMemory(now func() int64, opts []MemoryOption) *Memory {
	m := &Memory{
		max:    DefaultMaxIDs,
		since:  now(),
		now:    now,
		salts:  make(map[string]uint32),
		used:   make(map[record]struct{}),
		claims: make(map[record][16]byte),
	}
	for _, o := range opts {
		o(m)
	}
	return m
}

// Consume implements typeseal.Store. It fails with ErrFull, ErrLate or the
// context's error.
func (m *Memory) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(m.now() - int64(Grace/time.Second))
	r := record{m.salt(use.Salt), use.ID}
	if _, used := m.used[r]; used {
		return use.Claim != [16]byte{} && use.Claim == m.claims[r], nil
	}
	switch expires := use.ExpiresAt.Unix(); {
	case use.IssuedAt.Unix() <= m.since:
		return false, nil
	case expires <= m.queue.horizon:
		return false, ErrLate
	case len(m.used) >= m.max:
		return false, ErrFull
	default:
		m.queue.add(expires, r)
	}
	m.used[r] = struct{}{}
	if use.Claim != [16]byte{} {
		m.claims[r] = use.Claim
	}
	return true, nil
}

// Len is how many ids the store holds: what MaxIDs bounds.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.used)
}

// forget drops a few records of tokens that ended before the second limit.
func (m *Memory) forget(limit int64) {
	for range forgetStep {
		r, ok := m.queue.next(limit)
		if !ok {
			return
		}
		delete(m.used, r)
		delete(m.claims, r)
	}
}

// salt returns the number that stands for a salt in records. Salts come from
// types, so there are few.
func (m *Memory) salt(s string) uint32 {
	n, ok := m.salts[s]
	if !ok {
		n = uint32(len(m.salts))
		m.salts[s] = n
	}
	return n
}
