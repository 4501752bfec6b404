//go:build !race

// The tests of this file measure, and the race detector would be what they measure.

package replay

import (
	"runtime"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const million = 1_000_000

// fill redeems a million tokens issued at a second.
func fill(t *testing.T, m *Memory, issued int64, change func(*typeseal.Use)) {
	t.Helper()
	for n := range uint64(million) {
		u := use(n, issued+int64(n%1800))
		if change != nil {
			change(&u)
		}
		if first, err := m.Consume(background, u); !first || err != nil {
			t.Fatal(first, err)
		}
	}
}

// TestBytesPerMillion measures what doc comments say of memory.
func TestBytesPerMillion(t *testing.T) {
	for _, test := range []struct {
		name   string
		limit  uint64 // bytes
		change func(*typeseal.Use)
	}{
		{"without claims", 96 << 20, nil},
		{"all with claims", 192 << 20, func(u *typeseal.Use) { u.Claim = u.ID; u.Claim[15] = 1 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, _ := newTestMemory()
			before := heap()
			fill(t, m, noon+1, test.change)
			took := heap() - before
			runtime.KeepAlive(m)
			t.Logf("%.1f MB for a million live ids", float64(took)/1e6)
			if took > test.limit {
				t.Errorf("more than %d bytes", test.limit)
			}
		})
	}
}

func heap() uint64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// TestPurgeStalls is R20: while a million records go, and as many come, no call
// takes 100 ms, unless the machine is so busy that calls take half as long with
// nothing to purge. A stall of the store's own is in every run, one of a busy
// machine is not, so the best of several runs counts.
func TestPurgeStalls(t *testing.T) {
	for range 5 {
		without := longestCall(t, 0, 2*million)
		longest := longestCall(t, 3*time.Hour, million)
		t.Logf("longest call: %v, without purge %v", longest, without)
		if longest <= max(100*time.Millisecond, 2*without) {
			return
		}
	}
	t.Error("in every run a call waited for the purge")
}

// longestCall redeems a million tokens, so long after a million others, and
// wants so many ids to be left.
func longestCall(t *testing.T, later time.Duration, left int) (longest time.Duration) {
	m, clock := newTestMemory(MaxIDs(2 * million))
	fill(t, m, noon+1, nil)
	clock.second += int64(later / time.Second)
	for n := range uint64(million) {
		u := use(million+n, clock.second)
		start := time.Now()
		wantFirst(t, m, u, true)
		longest = max(longest, time.Since(start))
	}
	if m.Len() != left {
		t.Errorf("%d ids, want %d", m.Len(), left)
	}
	return longest
}

// BenchmarkConsume is the store's rate, 16 clients, against that of the map and
// the lock that it is made of.
func BenchmarkConsume(b *testing.B) {
	b.Run("memory", func(b *testing.B) {
		m, _ := newTestMemory(MaxIDs(b.N))
		clients(b, func(n int) { m.Consume(background, use(uint64(n), noon+1)) })
	})
	b.Run("bare", func(b *testing.B) {
		var lock sync.Mutex
		ids := make(map[[16]byte]struct{})
		clients(b, func(n int) {
			u := use(uint64(n), noon+1)
			lock.Lock()
			defer lock.Unlock()
			ids[u.ID] = struct{}{}
		})
	})
}

func clients(b *testing.B, insert func(n int)) {
	const clients = 16
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for n := c; n < b.N; n += clients {
				insert(n)
			}
		})
	}
	all.Wait()
}
