// Package deadline bounds how long a store waits for its server.
package deadline

import (
	"context"
	"fmt"
	"time"
)

// Default is how long a call may take if its context has no deadline.
const Default = 5 * time.Second

// slack is how long Do waits after the end of the context, so that a client that obeys
// the context can return its own error.
const slack = 50 * time.Millisecond

// With returns ctx, with the default deadline if it has none.
func With(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, Default)
}

// result is how a call ended: with a value, an error or a panic.
type result[T any] struct {
	value    T
	err      error
	panicked bool
	reason   any // of the panic
}

// Do returns the result of f, whose context has the default deadline if ctx has none. It
// returns 50 ms after the end of the context at the latest, whatever f does. f runs in a
// goroutine, which ends when f does. If f panics, Do does too.
//
// Do does not believe an answer that comes after the end of the context, since the end
// may have caused it: PostgreSQL confirms a commit whose wait for a standby is canceled.
func Do[T any](ctx context.Context, f func(context.Context) (T, error)) (none T, err error) {
	ctx, cancel := With(ctx)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return none, err
	}
	results := make(chan result[T], 1) // so that the goroutine ends if nobody receives
	go func() { results <- run(ctx, f) }()
	r, ended := await(ctx, results)
	switch {
	case r.panicked:
		panic(r.reason)
	case r.err != nil || !ended:
		return r.value, r.err
	}
	return none, ctx.Err()
}

// await waits for a result and, if ctx ends, for the slack. ended reports whether ctx
// ended before there was a result.
func await[T any](ctx context.Context, results <-chan result[T]) (r result[T], ended bool) {
	select {
	case r = <-results:
		return r, ctx.Err() != nil
	case <-ctx.Done():
	}
	timer := time.NewTimer(slack)
	defer timer.Stop()
	select {
	case r = <-results:
	case <-timer.C:
		r.err = fmt.Errorf("no answer: %w", ctx.Err())
	}
	return r, true
}

// run calls f and catches its panic.
func run[T any](ctx context.Context, f func(context.Context) (T, error)) (r result[T]) {
	returned := false
	defer func() {
		if !returned {
			r = result[T]{panicked: true, reason: recover()}
		}
	}()
	r.value, r.err = f(ctx)
	returned = true
	return r
}
