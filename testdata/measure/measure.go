// Package measure compares how much CPU time operations take, on a machine that
// other programs use too. The benchmarks below testdata use it.
//
// Wall-clock time is useless for that, because it includes the time in which other
// programs run. CPU time does not, but it still varies, because other programs share the
// caches and change the clock rate. So every cell gets a slice of every round, in a new
// random order each time, and only times of the same run are compared. A slice starts
// after a garbage collection, so that the garbage of one cell does not count for another.
package measure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"
)

// A Cell is one operation that is timed.
type Cell struct {
	Name string
	// Time runs the operation n times and returns how long that took.
	Time func(n int) (time.Duration, error)

	n       int       // operations a slice
	cold    bool      // not run before a slice
	samples []float64 // nanoseconds an operation, one for each round
}

// Loop returns a Cell.Time that calls op in a loop and takes the CPU time of the
// whole process.
func Loop(op func() error) func(n int) (time.Duration, error) {
	return func(n int) (time.Duration, error) {
		return Process(func() error { return repeat(n, op) })
	}
}

// Process returns how much CPU time the process used while f ran.
func Process(f func() error) (time.Duration, error) {
	start := processTime()
	err := f()
	return processTime() - start, err
}

func repeat(n int, op func() error) error {
	for range n {
		if err := op(); err != nil {
			return err
		}
	}
	return nil
}

// Together returns a Cell.Time for k goroutines. op returns a separate operation for each
// goroutine, which calls it n times. Together measures wall-clock time, because CPU time
// would not show that one goroutine waits for another.
func Together(k int, op func() func() error) func(n int) (time.Duration, error) {
	ops := make([]func() error, k)
	for i := range ops {
		ops[i] = op()
	}
	return func(n int) (time.Duration, error) {
		errs := make([]error, k)
		var wg sync.WaitGroup
		start := time.Now()
		for i := range k {
			wg.Go(func() { errs[i] = repeat(n, ops[i]) })
		}
		wg.Wait()
		return time.Since(start), errors.Join(errs...)
	}
}

// Run gives every cell a slice of about this length in each of several rounds.
func Run(cells []*Cell, rounds int, slice time.Duration) error {
	for _, c := range cells {
		if err := c.calibrate(slice); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return sampleAll(cells, rounds)
}

// Fixed gives every cell n operations in each round.
func Fixed(cells []*Cell, rounds, n int) error {
	for _, c := range cells {
		c.n = n
	}
	return sampleAll(cells, rounds)
}

// Once gives every cell one operation in each round, without running it before. It is for
// operations that take long, such as processes.
func Once(cells []*Cell, rounds int) error {
	for _, c := range cells {
		c.n, c.cold = 1, true
	}
	return sampleAll(cells, rounds)
}

// sampleAll runs the rounds after the sizes of the slices are known.
func sampleAll(cells []*Cell, rounds int) error {
	for range rounds {
		for _, i := range rand.Perm(len(cells)) {
			if err := cells[i].sample(); err != nil {
				return fmt.Errorf("%s: %w", cells[i].Name, err)
			}
		}
	}
	return nil
}

// calibrate finds the number of operations that fill a slice.
func (c *Cell) calibrate(slice time.Duration) error {
	for c.n = 1; ; c.n *= 2 {
		took, err := c.shortest()
		if err != nil {
			return err
		}
		if took >= slice/2 {
			c.n = max(1, int(float64(c.n)*float64(slice)/float64(took)))
			return nil
		}
	}
}

// shortest returns the shortest of a few times.
func (c *Cell) shortest() (time.Duration, error) {
	shortest, err := c.Time(c.n)
	for range 4 {
		took, next := c.Time(c.n)
		shortest, err = min(shortest, took), errors.Join(err, next)
	}
	return shortest, err
}

// warm is the part of a slice that runs before it without being measured, because the
// garbage collection empties pools and other cells fill the caches.
const warm = 8

func (c *Cell) sample() error {
	runtime.GC()
	if !c.cold {
		if _, err := c.Time(c.n/warm + 1); err != nil {
			return err
		}
	}
	took, err := c.Time(c.n)
	if err != nil {
		return err
	}
	c.samples = append(c.samples, float64(took.Nanoseconds())/float64(c.n))
	return nil
}

// Nanoseconds returns the time of one operation.
func (c *Cell) Nanoseconds() Spread { return spread(c.samples) }

// best is the quantile that represents undisturbed rounds. The fastest round is not
// suitable, because a kernel charges some slices too little.
const best = 0.1

// Best returns the time of one operation in the best rounds.
func (c *Cell) Best() float64 { return c.Nanoseconds().Best }

// Ratio returns the time of a divided by the time of b: the quartiles over the rounds,
// and the ratio of the best rounds.
func Ratio(a, b *Cell) Spread {
	ratios := make([]float64, min(len(a.samples), len(b.samples)))
	for i := range ratios {
		ratios[i] = a.samples[i] / b.samples[i]
	}
	s := spread(ratios)
	s.Best = a.Best() / b.Best()
	return s
}
