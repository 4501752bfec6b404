package measure

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestSpread(t *testing.T) {
	got := spread([]float64{5, 1, 4, 2, 3})
	if want := (Spread{Best: 1.4, Q1: 2, Median: 3, Q3: 4}); got != want {
		t.Errorf("%v, not %v", got, want)
	}
	if got := spread([]float64{1, 2}); got.Median != 1.5 {
		t.Errorf("median of 1 and 2: %v", got.Median)
	}
}

func TestRunMeasuresEveryRound(t *testing.T) {
	steady := func(d time.Duration) func(int) (time.Duration, error) {
		return func(n int) (time.Duration, error) { return time.Duration(n) * d, nil }
	}
	one, three := &Cell{Time: steady(100)}, &Cell{Time: steady(300)}
	if err := Run([]*Cell{one, three}, 7, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if len(one.samples) != 7 || one.n != 10000 {
		t.Errorf("%d rounds of %d operations", len(one.samples), one.n)
	}
	if got := Ratio(three, one); got != (Spread{3, 3, 3, 3}) {
		t.Errorf("ratio %v, not 3", got)
	}
}

// TestOnce: an operation that takes long runs once a round, and nothing warms it up.
func TestOnce(t *testing.T) {
	runs := 0
	cell := &Cell{Time: func(n int) (time.Duration, error) { runs += n; return time.Second, nil }}
	if err := Once([]*Cell{cell}, 3); err != nil {
		t.Fatal(err)
	}
	if runs != 3 || len(cell.samples) != 3 {
		t.Errorf("%d runs and %d samples in 3 rounds", runs, len(cell.samples))
	}
}

// TestLoopTakesCPUTime: an operation that waits takes no time, and an operation that
// computes does.
func TestLoopTakesCPUTime(t *testing.T) {
	wait := Loop(func() error { time.Sleep(time.Millisecond); return nil })
	if took, err := wait(20); err != nil || took > 15*time.Millisecond {
		t.Errorf("20 ms of sleep take %v, %v", took, err)
	}
	work := Loop(func() error { sink = bytes.Repeat([]byte("work"), 10_000); return nil })
	for n := 1; ; n *= 2 {
		took, err := work(n)
		if err != nil {
			t.Fatal(err)
		}
		if took > time.Millisecond {
			break
		}
	}
}

func TestRunStopsAtAnError(t *testing.T) {
	fails := errors.New("fails")
	err := Run([]*Cell{{Time: Loop(func() error { return fails })}}, 1, time.Millisecond)
	if !errors.Is(err, fails) {
		t.Errorf("%v", err)
	}
	both := Together(2, func() func() error { return func() error { return fails } })
	err = Run([]*Cell{{Time: both}}, 1, time.Millisecond)
	if !errors.Is(err, fails) {
		t.Errorf("together: %v", err)
	}
}

var sink []byte

func TestAllocs(t *testing.T) {
	count, bytes, err := Allocs(func() error { sink = make([]byte, 64); return nil })
	if err != nil || count != 1 || bytes != 64 {
		t.Errorf("%d allocations of %d bytes, %v", count, bytes, err)
	}
	seen := slices.Repeat([]int{1}, 3)
	if count, _, _ := Allocs(func() error { seen[0]++; return nil }); count != 0 {
		t.Errorf("%d allocations of an operation that does not allocate", count)
	}
}

func TestNumber(t *testing.T) {
	for f, want := range map[float64]string{1: "1", 1.404: "1.40", 12.34: "12.3", 123.4: "123", 0.5: "0.50"} {
		if got := Number(f); got != want {
			t.Errorf("%v: %s, not %s", f, got, want)
		}
	}
}
