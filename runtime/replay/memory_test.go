package replay

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// hand is a clock that tests set.
type hand struct{ second int64 }

func (h *hand) now() int64 { return h.second }

var background = context.Background()

const noon = 1_788_000_000

func newTestMemory(opts ...MemoryOption) (*Memory, *hand) {
	h := &hand{noon}
	return newMemory(h.now, opts), h
}

// use returns the use of token n, issued at a second and good for half an hour.
func use(n uint64, issued int64) (u typeseal.Use) {
	u.Salt = "test.sample"
	binary.BigEndian.PutUint64(u.ID[:], n)
	u.IssuedAt = time.Unix(issued, 0)
	u.ExpiresAt = u.IssuedAt.Add(30 * time.Minute)
	return u
}

func wantFirst(t *testing.T, m *Memory, u typeseal.Use, want bool) {
	t.Helper()
	if got, err := m.Consume(background, u); got != want || err != nil {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

func wantError(t *testing.T, m *Memory, u typeseal.Use, want error) {
	t.Helper()
	if got, err := m.Consume(background, u); got || !errors.Is(err, want) {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

// TestFull is R08: a full store fails, and never makes room with a live id.
func TestFull(t *testing.T) {
	m, clock := newTestMemory(MaxIDs(3))
	for n := range uint64(3) {
		wantFirst(t, m, use(n, noon+1), true)
	}
	wantError(t, m, use(3, noon+1), ErrFull)
	for n := range uint64(3) {
		wantFirst(t, m, use(n, noon+1), false)
	}
	clock.second += 3 * 3600
	wantFirst(t, m, use(3, clock.second), true)
}

// TestMaxIDs: a store that could hold nothing is the program's error.
func TestMaxIDs(t *testing.T) {
	for _, n := range []int{0, -1} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("MaxIDs(%d) is accepted", n)
				}
			}()
			MaxIDs(n)
		}()
	}
}

// TestEarlierTokensAreUsed is R09.
func TestEarlierTokensAreUsed(t *testing.T) {
	m, _ := newTestMemory()
	wantFirst(t, m, use(1, noon-1), false)
	wantFirst(t, m, use(2, noon), false)
	wantFirst(t, m, use(3, noon+1), true)
	m, _ = newTestMemory(AcceptEarlier())
	wantFirst(t, m, use(1, noon-1), true)
	wantFirst(t, m, use(1, noon-1), false)
}

// TestClockSetBack is R13: half an hour back, just before the token ends and at
// every other minute of its record's life.
func TestClockSetBack(t *testing.T) {
	for minute := range int64(30 + 60) {
		m, clock := newTestMemory()
		wantFirst(t, m, use(1, noon+1), true)
		clock.second = noon + minute*60
		wantFirst(t, m, use(2, noon+1), true) // purges
		clock.second -= 30 * 60
		wantFirst(t, m, use(1, noon+1), false)
	}
}

// TestClockLeaps: a clock that was days ahead for a moment makes the store
// forget, but not accept again.
func TestClockLeaps(t *testing.T) {
	m, clock := newTestMemory()
	wantFirst(t, m, use(1, noon+1), true)
	clock.second = noon + 3*24*3600
	wantFirst(t, m, use(2, clock.second), true)
	if m.Len() != 1 {
		t.Fatalf("%d ids, want 1", m.Len())
	}
	clock.second = noon + 60
	wantError(t, m, use(1, noon+1), ErrLate)
	wantFirst(t, m, use(3, noon+3600), true)
}

// TestForgets is that the store keeps a record for Grace and gives its place
// back afterwards, a few at a time.
func TestForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory()
		time.Sleep(2 * time.Second)
		start := time.Now().Unix()
		for n := range uint64(5000) {
			wantFirst(t, m, use(n, start), true)
		}
		time.Sleep(30*time.Minute + Grace - time.Minute)
		wantFirst(t, m, use(4999, start), false)
		if m.Len() != 5000 {
			t.Fatalf("%d ids before their time, want 5000", m.Len())
		}
		time.Sleep(5 * time.Minute)
		before, now := m.Len(), time.Now().Unix()
		for n := range uint64(5000) {
			wantFirst(t, m, use(10_000+n, now), true)
			if gone := before + 1 - m.Len(); gone > forgetStep {
				t.Fatalf("forgot %d in one call", gone)
			}
			before = m.Len()
		}
		if m.Len() != 5000 {
			t.Fatalf("%d ids, want the 5000 new ones", m.Len())
		}
		wantError(t, m, use(1, start), ErrLate)
	})
}

// TestQueueOrder puts records in by no order and takes them out by the time
// their tokens end.
func TestQueueOrder(t *testing.T) {
	var q queue
	const records = 5000
	for i := range int64(records) {
		q.add(i*7919%records*10, record{salt: uint32(i * 7919 % records * 10)})
	}
	last := int64(0)
	for range records {
		r, ok := q.next(records * 11)
		if !ok || int64(r.salt)>>bucketBits < last>>bucketBits || int64(r.salt) > q.horizon {
			t.Fatalf("record of %d after %d, %v", r.salt, last, ok)
		}
		last = int64(r.salt)
	}
	if _, ok := q.next(records * 11); ok || len(q.buckets) != 0 {
		t.Fatal("something is left")
	}
}
