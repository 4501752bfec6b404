//go:build !unix

package measure

import "time"

var started = time.Now()

// processTime returns the time since the process started, because the standard library
// does not provide CPU time on this system.
func processTime() time.Duration { return time.Since(started) }
