//go:build unix

package measure

import (
	"syscall"
	"time"
)

// processTime returns the CPU time that this process has used, in user mode and
// in the kernel.
func processTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // only for arguments that do not exist
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
