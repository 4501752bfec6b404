package process

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// follow reads the peak of a process's memory until the returned function is called, which
// returns it in bytes. The system adds the peaks of children to what it tells after the end
// (ru_maxrss), so the process has to be asked while it runs. What it allocates in its last
// half millisecond is missed.
func follow(pid int) (peak func() int) {
	stop, result := make(chan struct{}), make(chan int)
	go func() {
		most := 0
		ticks := time.NewTicker(500 * time.Microsecond)
		defer ticks.Stop()
		for {
			select {
			case <-stop:
				result <- most
				return
			case <-ticks.C:
				most = max(most, highWater(pid))
			}
		}
	}()
	return func() int {
		close(stop)
		return <-result
	}
}

// highWater returns the most memory that a process has had so far. It is 0 after its end.
func highWater(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	number, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte(" kB\n"))
	kilobytes, _ := strconv.Atoi(string(number))
	return kilobytes << 10
}
