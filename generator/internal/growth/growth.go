// Package growth checks that the time of a function grows no faster than its input. It is
// for tests.
package growth

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// 16 times the input takes 16 times the time if the time is linear, and 256 times if it
// grows with the square. Caches and the memory of a larger input may take some of the rest.
const (
	factor = 16
	most   = 60
	rounds = 40
)

// patience is when a test gives up that is far from linear.
const patience = 20 * time.Second

// Linear fails the test if work takes more than linear time. work prepares an input of a
// size and returns the function to measure, which can be called again and again. At the
// given size, the function should take a tenth of a millisecond or more.
//
// Another process may disturb a measurement, but it cannot make it faster. So the fastest
// of several calls counts, and the test passes as soon as the ratio is small enough.
func Linear(t testing.TB, size int, work func(size int) func()) {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // collecting garbage depends on the rest of the heap
	small, large := work(size), work(factor*size)
	fast, slow := time.Hour, time.Hour
	start := time.Now()
	for round := 0; round < rounds && time.Since(start) < patience; round++ {
		fast, slow = min(fast, timed(small)), min(slow, timed(large))
		if round >= 2 && slow < most*fast {
			return
		}
	}
	t.Errorf("%d times the input takes %.1f times the time: %v and %v", factor, float64(slow)/float64(fast), fast, slow)
}

func timed(work func()) time.Duration {
	runtime.GC()
	start := time.Now()
	work()
	return time.Since(start)
}
