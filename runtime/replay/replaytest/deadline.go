package replaytest

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

const (
	hungCalls    = 64
	hungDeadline = 50 * time.Millisecond
	hungMany     = hungCalls / 4 // so many goroutines may be left
)

// leaveTime is how long the goroutines of calls whose deadline has passed may go on. It
// is longer than the time-outs that drivers have by default.
var leaveTime = 30 * time.Second

// leavesNothing makes calls, while the store's server hangs if begin is not nil, and counts
// the goroutines that they leave. A driver may keep a few for the connections of its pool.
// If there are many, they must not become more with the next calls.
func leavesNothing(s *Subject, begin func() (end func() error, err error)) error {
	if begin == nil {
		begin = func() (func() error, error) { return func() error { return nil }, nil }
	}
	label := fmt.Sprintf("%x", storetest.Random())
	used, left := storetest.NewUse(), 0
	if err := expect(s.Store, used, first, "before the calls"); err != nil {
		return err
	}
	for range 2 {
		end, err := begin()
		if err != nil {
			return err
		}
		more := leaves(s.Store, used, label, left+hungMany)
		if err := end(); err != nil {
			return err
		}
		if err := expectBack(s.Store); err != nil {
			return err
		}
		if more <= left+hungMany {
			return nil
		}
		left = more
	}
	return fmt.Errorf("%v after %d calls with a deadline of %v ended, there are %d goroutines of them",
		leaveTime, 2*hungCalls, hungDeadline, left)
}

// leaves makes calls at the same time, half of them for a used token, and waits until at most
// few of their goroutines are left. It returns how many are left. It does not wait for the
// calls, since their goroutines count too.
func leaves(store typeseal.Store, used typeseal.Use, label string, few int) (left int) {
	ctx, cancel := context.WithTimeout(context.Background(), hungDeadline)
	defer cancel()
	pprof.Do(ctx, pprof.Labels("replaytest", label), func(ctx context.Context) {
		for range hungCalls / 4 {
			for _, use := range []typeseal.Use{used, storetest.NewUse()} {
				go store.Consume(ctx, use)
				go store.Look(ctx, use)
			}
		}
	})
	<-ctx.Done()
	for end := time.Now().Add(leaveTime); ; time.Sleep(20 * time.Millisecond) {
		if left = goroutines(label); left <= few || time.Now().After(end) {
			return left
		}
	}
}

// goroutines returns how many goroutines have the label. A goroutine has the labels of
// the one that started it. In the profile, a group of equal goroutines begins with a line
// such as "3 @ 0x47f2e1", and its labels are in a line of their own.
func goroutines(label string) (n int) {
	var profile bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&profile, 1)
	count := 0
	for line := range strings.Lines(profile.String()) {
		number, _, begins := strings.Cut(line, " @ ")
		if begins {
			count, _ = strconv.Atoi(number)
		} else if strings.HasPrefix(line, "# labels:") && strings.Contains(line, label) {
			n += count
		}
	}
	return n
}
