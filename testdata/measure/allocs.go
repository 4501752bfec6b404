package measure

import (
	"runtime"
	"runtime/debug"
)

// Allocs returns how many allocations and bytes one operation takes. It takes the least
// of several passes, because the Go runtime allocates too.
func Allocs(op func() error) (count, bytes int, err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties the pools
	const passes, runs = 5, 100
	for pass := range passes {
		c, b, err := allocs(op, runs)
		if err != nil {
			return 0, 0, err
		}
		if pass == 0 || c < count {
			count = c
		}
		if pass == 0 || b < bytes {
			bytes = b
		}
	}
	return count, bytes, nil
}

func allocs(op func() error, runs uint64) (count, bytes int, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		if err := op(); err != nil {
			return 0, 0, err
		}
	}
	runtime.ReadMemStats(&after)
	return int((after.Mallocs - before.Mallocs) / runs), int((after.TotalAlloc - before.TotalAlloc) / runs), nil
}
