// Package measure times things beside each other. On a machine that others use
// too, two times taken minutes apart say nothing; so every cell gets a slice of
// every round, in a new random order each time, and what is compared is compared
// within its round.
package measure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// A Cell is one thing that is timed.
type Cell struct {
	Name string
	// Time takes n operations and says how long they took together.
	Time func(n int) (time.Duration, error)

	n       int       // operations a slice
	samples []float64 // nanoseconds an operation, one for each round
}

// Loop is the Time of an operation that is called again and again.
func Loop(op func() error) func(n int) (time.Duration, error) {
	return func(n int) (time.Duration, error) {
		start := time.Now()
		for range n {
			if err := op(); err != nil {
				return 0, err
			}
		}
		return time.Since(start), nil
	}
}

// Together is the Time of k goroutines that each take n operations, with an
// operation of its own made by op for each.
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
			wg.Go(func() { _, errs[i] = Loop(ops[i])(n) })
		}
		wg.Wait()
		took := time.Since(start)
		for _, err := range errs {
			if err != nil {
				return 0, err
			}
		}
		return took, nil
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

// Fixed gives every cell n operations in each round, no more and no fewer.
func Fixed(cells []*Cell, rounds, n int) error {
	for _, c := range cells {
		c.n = n
	}
	return sampleAll(cells, rounds)
}

// sampleAll takes the rounds, once the sizes of the slices are known.
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

// calibrate finds how many operations fill a slice, and warms up.
func (c *Cell) calibrate(slice time.Duration) error {
	for c.n = 1; ; c.n *= 2 {
		took, err := c.best()
		if err != nil {
			return err
		}
		if took >= slice/2 {
			c.n = max(1, int(float64(c.n)*float64(slice)/float64(took)))
			return nil
		}
	}
}

// best is the shortest of a few times: one that another program interrupts says
// nothing about the operation.
func (c *Cell) best() (time.Duration, error) {
	best, err := c.Time(c.n)
	for range 4 {
		took, next := c.Time(c.n)
		best, err = min(best, took), errors.Join(err, next)
	}
	return best, err
}

func (c *Cell) sample() error {
	took, err := c.Time(c.n)
	if err != nil {
		return err
	}
	c.samples = append(c.samples, float64(took.Nanoseconds())/float64(c.n))
	return nil
}

// Nanoseconds is what one operation took.
func (c *Cell) Nanoseconds() Spread { return spread(c.samples) }

// Best is what one operation took in the fastest round, which no other program
// disturbed.
func (c *Cell) Best() float64 { return slices.Min(c.samples) }

// Ratio is how many times as long a took as b, round by round.
func Ratio(a, b *Cell) Spread {
	ratios := make([]float64, min(len(a.samples), len(b.samples)))
	for i := range ratios {
		ratios[i] = a.samples[i] / b.samples[i]
	}
	return spread(ratios)
}
