package main

import (
	"runtime"
	"runtime/debug"
)

// The runtime collects garbage when the heap has grown by a percentage, but not before it
// has 4 MB for each 100 percent.
const (
	firstPercent = 2000 // the first collection is at 80 MB, after most commands have ended
	nextPercent  = 150
)

// collectLater makes the garbage collector begin later than usual, and then run as usual.
func collectLater() {
	debug.SetGCPercent(firstPercent)
	first := new([64]byte) // garbage, which the first collection finds
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, nextPercent)
}
