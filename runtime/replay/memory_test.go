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

func (h *hand) now() time.Time { return time.Unix(h.second, 0) }

var background = context.Background()

const noon = 1_788_000_000

func newTestMemory(opts ...MemoryOption) (*Memory, *hand) {
	h := &hand{noon}
	return NewMemory(append([]MemoryOption{Clock(h.now)}, opts...)...), h
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

// TestFullBySalt: a type whose tokens fill their share leaves the others theirs,
// and what has ended gives its place back, whoever redeems.
func TestFullBySalt(t *testing.T) {
	m, clock := newTestMemory(MaxIDs(3))
	of := func(salt string, n uint64) typeseal.Use {
		u := use(n, clock.second)
		u.Salt = salt
		return u
	}
	for n := range uint64(3) {
		wantFirst(t, m, of("busy", n), true)
	}
	for n := range uint64(3) {
		wantError(t, m, of("busy", 10+n), ErrFull)
		wantFirst(t, m, of("quiet", n), true)
		wantFirst(t, m, of("busy", n), false)
	}
	wantError(t, m, of("quiet", 3), ErrFull)
	clock.second += 3 * 3600
	wantFirst(t, m, of("quiet", 4), true)
	wantFirst(t, m, of("busy", 4), true)
	wantFirst(t, m, of("third", 4), true)
	if m.Len() != 3 {
		t.Errorf("%d ids, want those of the last three calls", m.Len())
	}
}

// TestQuietTypesAreForgotten: a type that nobody redeems any more gives its
// memory back while others are redeemed.
func TestQuietTypesAreForgotten(t *testing.T) {
	m, clock := newTestMemory()
	for n := range uint64(1000) {
		u := use(n, noon)
		u.Salt = []string{"one", "two", "three"}[n%3]
		wantFirst(t, m, u, true)
	}
	clock.second += 3 * 3600
	for n := range uint64(2000) {
		wantFirst(t, m, use(n, clock.second), true)
	}
	if m.Len() != 2000 {
		t.Errorf("%d ids, want the 2000 of the busy type", m.Len())
	}
}

// TestBeforeStart is R09: of a token issued before the store the answer is an
// error with a reason of its own, never that somebody used it. The store's own
// second is no reason to refuse.
func TestBeforeStart(t *testing.T) {
	m, clock := newTestMemory()
	wantError(t, m, use(1, noon-1), ErrBeforeStart)
	wantFirst(t, m, use(2, noon), true)
	wantFirst(t, m, use(2, noon), false)
	wantFirst(t, m, use(3, noon+1), true)
	clock.second += 60
	wantError(t, m, use(1, noon-1), ErrBeforeStart)
	wantFirst(t, m, use(4, noon), true)
	m, _ = newTestMemory(AcceptEarlier())
	wantFirst(t, m, use(1, noon-1), true)
	wantFirst(t, m, use(1, noon-1), false)
}

// TestClockOption: without one, and with none in it, the time is time.Now.
func TestClockOption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(10 * time.Hour)
		now := time.Now().Unix()
		for _, m := range []*Memory{NewMemory(), NewMemory(Clock(nil))} {
			wantError(t, m, use(1, now-1), ErrBeforeStart)
			wantFirst(t, m, use(1, now), true)
		}
	})
}

// TestNoMemory: one that nobody created knows nothing.
func TestNoMemory(t *testing.T) {
	for _, m := range []*Memory{nil, {}} {
		wantError(t, m, use(1, noon), typeseal.ErrConfig)
		if n := m.Len(); n != 0 {
			t.Errorf("it holds %d ids", n)
		}
	}
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

// TestQueueOrder puts ids in by no order and takes them out by the time their
// tokens end.
func TestQueueOrder(t *testing.T) {
	var q queue
	const ids = 5000
	for i := range int64(ids) {
		expires := i * 7919 % ids * 10
		q.add(expires, use(uint64(expires), 0).ID)
	}
	last := int64(0)
	for range ids {
		id, ok := q.next(ids * 11)
		ended := int64(binary.BigEndian.Uint64(id[:]))
		if !ok || ended>>bucketBits < last>>bucketBits || ended > q.horizon {
			t.Fatalf("id of %d after %d, %v", ended, last, ok)
		}
		last = ended
	}
	if _, ok := q.next(ids * 11); ok || len(q.buckets) != 0 {
		t.Fatal("something is left")
	}
}
