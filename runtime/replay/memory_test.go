package replay

import (
	"context"
	"encoding/binary"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// hand is a clock that the tests set.
type hand struct{ second int64 }

func (h *hand) now() time.Time { return time.Unix(h.second, 0) }

var background = context.Background()

const noon = 1_788_000_000

// newTestMemory returns a store that was created at noon, and its clock.
func newTestMemory(opts ...MemoryOption) (*Memory, *hand) {
	h := &hand{noon}
	return NewMemory(append([]MemoryOption{Clock(h.now)}, opts...)...), h
}

// use returns the use of the token n, issued in a given second and valid for half an
// hour.
func use(n uint64, issued int64) (u typeseal.Use) {
	u.Salt = "test.sample"
	binary.BigEndian.PutUint64(u.ID[:], n)
	u.IssuedAt = time.Unix(issued, 0)
	u.ExpiresAt = u.IssuedAt.Add(30 * time.Minute)
	return u
}

// useOf is use for a token with the given salt.
func useOf(salt string, n uint64, issued int64) typeseal.Use {
	u := use(n, issued)
	u.Salt = salt
	return u
}

func wantFirst(t *testing.T, m *Memory, u typeseal.Use, want bool) {
	t.Helper()
	storetest.Want(t, m, want, u)
}

func wantError(t *testing.T, m *Memory, u typeseal.Use, want error) {
	t.Helper()
	storetest.WantError(t, m, u, want)
}

// wantFull checks that the store is full for a salt, but that Look still works.
func wantFull(t *testing.T, m *Memory, u typeseal.Use) {
	t.Helper()
	storetest.WantUsed(t, m, false, u)
	storetest.WantConsumeError(t, m, u, ErrFull)
}

func wantLen(t *testing.T, m *Memory, want int) {
	t.Helper()
	if n := m.Len(); n != want {
		t.Fatalf("the store holds %d ids, want %d", n, want)
	}
}

// TestMaxIDs checks that MaxIDs panics if the store could hold nothing.
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

// TestFull fills the store for one salt. It then fails for that salt only, does not
// drop a live id, and accepts new ids when the old ones have ended.
func TestFull(t *testing.T) {
	m, clock := newTestMemory(MaxIDs(3))
	for n := range uint64(3) {
		wantFirst(t, m, useOf("busy", n, noon), true)
	}
	for n := range uint64(3) {
		wantFull(t, m, useOf("busy", 10+n, noon))
		wantFirst(t, m, useOf("quiet", n, noon), true)
		wantFirst(t, m, useOf("busy", n, noon), false)
	}
	wantFull(t, m, useOf("quiet", 3, noon))
	clock.second += 3 * 3600
	for _, salt := range []string{"quiet", "busy", "third"} {
		wantFirst(t, m, useOf(salt, 4, clock.second), true)
	}
	wantLen(t, m, 3)
}

// TestQuietSaltsAreForgotten checks that ids are removed even if no token with their salt
// is redeemed, as long as other tokens are.
func TestQuietSaltsAreForgotten(t *testing.T) {
	m, clock := newTestMemory()
	for n := range uint64(1000) {
		wantFirst(t, m, useOf([]string{"one", "two", "three"}[n%3], n, noon), true)
	}
	clock.second += 3 * 3600
	for n := range uint64(2000) {
		wantFirst(t, m, use(n, clock.second), true)
	}
	wantLen(t, m, 2000)
}

// TestBeforeStart redeems tokens that were issued before the second in which the
// store was created, in it, and after it.
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

// TestDefaultClock checks that a store without a clock uses time.Now.
func TestDefaultClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(10 * time.Hour)
		now := time.Now().Unix()
		for _, m := range []*Memory{NewMemory(), NewMemory(Clock(nil)), NewMemory(nil)} {
			wantError(t, m, use(1, now-1), ErrBeforeStart)
			wantFirst(t, m, use(1, now), true)
		}
	})
}

// TestNotCreated uses a Memory that NewMemory did not return.
func TestNotCreated(t *testing.T) {
	for _, m := range []*Memory{nil, {}} {
		wantError(t, m, use(1, noon), typeseal.ErrConfig)
		wantLen(t, m, 0)
	}
}

// TestClockSetBack sets the clock back by half an hour at every minute of a
// record's life.
func TestClockSetBack(t *testing.T) {
	for minute := range int64(30 + 60) {
		m, clock := newTestMemory()
		wantFirst(t, m, use(1, noon+1), true)
		clock.second = noon + minute*60
		wantFirst(t, m, use(2, noon+1), true) // removes old records
		clock.second -= 30 * 60
		wantFirst(t, m, use(1, noon+1), false)
	}
}

// TestClockLeaps sets the clock three days ahead for a moment. The store then
// removes the records of live tokens, but does not accept these tokens again.
func TestClockLeaps(t *testing.T) {
	m, clock := newTestMemory()
	wantFirst(t, m, use(1, noon+1), true)
	clock.second = noon + 3*24*3600
	wantFirst(t, m, use(2, clock.second), true)
	wantLen(t, m, 1)
	clock.second = noon + 60
	wantError(t, m, use(1, noon+1), ErrLate)
	wantFirst(t, m, use(3, noon+3600), true)
}

// TestForgets checks that the store keeps a record for Grace and then removes it,
// and that no call removes more than a few records.
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
		wantLen(t, m, 5000)
		time.Sleep(5 * time.Minute)
		before, now := m.Len(), time.Now().Unix()
		for n := range uint64(5000) {
			wantFirst(t, m, use(10_000+n, now), true)
			if gone := before + 1 - m.Len(); gone > forgetStep {
				t.Fatalf("one call removed %d records", gone)
			}
			before = m.Len()
		}
		wantLen(t, m, 5000)
		wantError(t, m, use(1, start), ErrLate)
	})
}
