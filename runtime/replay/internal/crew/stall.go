package crew

import (
	"testing"
	"time"
)

// stall is what a purge may not make those who redeem wait (R20).
const stall = 100 * time.Millisecond

// PurgeBeside runs the load without a purge and beside one, and wants that no
// call waits for the purge. The longest call of a busy machine says nothing by
// itself: a call is too long where it is twice as long as the longest without a
// purge as well, and since a stall of the store's own is in every run, and one of
// the machine's is not, the best of five runs counts.
func (l Load) PurgeBeside(t testing.TB, prepare func(), purge func() error) {
	t.Helper()
	for range 5 {
		prepare()
		l.During = nil
		without := l.Run(t)
		l.During = purge
		beside := l.Run(t)
		t.Logf("without purge: %v", without)
		t.Logf("beside purge:  %v", beside)
		if beside.Longest <= max(stall, 2*without.Longest) {
			return
		}
	}
	t.Errorf("in every run a call waited for the purge, for more than %v", stall)
}
