//go:build !unix

package measure

import "time"

var started = time.Now()

// processTime returns the time since the process started: the standard library
// does not tell CPU time here.
func processTime() time.Duration { return time.Since(started) }
