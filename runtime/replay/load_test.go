//go:build !race

// The tests of this file measure time and memory, which the race detector falsifies.

package replay

import (
	"runtime"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const million = 1_000_000

// fill redeems a million tokens that were issued in the half hour after a second.
func fill(t *testing.T, m *Memory, issued int64, change func(*typeseal.Use)) {
	t.Helper()
	for n := range uint64(million) {
		u := use(n, issued+int64(n%1800))
		if change != nil {
			change(&u)
		}
		if r, err := m.Consume(background, u); !r.First || err != nil {
			t.Fatal(r, err)
		}
	}
}

// TestBytesPerMillion measures the figures in the doc comment of MaxIDs.
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

// TestPurgeStalls checks that no call takes 100 ms while a million records are removed
// and as many added. On a busy machine some calls always take long, so a call is too long
// only if it also takes twice as long as the longest call that removes nothing. The store
// would cause a stall in every run, but the machine does not, so one good run of five is
// enough.
func TestPurgeStalls(t *testing.T) {
	for range 5 {
		without := longestCall(t, 0, 2*million)
		longest := longestCall(t, 3*time.Hour, million)
		t.Logf("longest call: %v, without purge %v", longest, without)
		if longest <= max(100*time.Millisecond, 2*without) {
			return
		}
	}
	t.Error("in every run a call took too long")
}

// longestCall redeems a million tokens and, after a given time, a million others. It
// returns the longest call of the second million, and checks how many ids are left.
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
	wantLen(t, m, left)
	return longest
}

// BenchmarkConsume compares the store, with 16 clients, with a map and a lock.
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
