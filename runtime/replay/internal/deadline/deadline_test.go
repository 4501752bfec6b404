package deadline

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var errClient = errors.New("the client's own error")

// TestDo checks when Do returns, and what, for clients that obey the context and for
// clients that do not.
func TestDo(t *testing.T) {
	answersAfter := func(d time.Duration, err error) func(context.Context) (int, error) {
		return func(context.Context) (int, error) {
			time.Sleep(d)
			return 7, err
		}
	}
	obeys := func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, errClient
	}
	const late = time.Second + slack/2
	for _, test := range []struct {
		name     string
		deadline time.Duration // 0: none
		f        func(context.Context) (int, error)
		took     time.Duration
		value    int
		err      error
	}{
		{"an answer", time.Second, answersAfter(time.Millisecond, nil), time.Millisecond, 7, nil},
		{"an error", time.Second, answersAfter(0, errClient), 0, 7, errClient},
		{"obeys", time.Second, obeys, time.Second, 0, errClient},
		{"hangs", time.Second, answersAfter(time.Hour, nil), time.Second + slack, 0, context.DeadlineExceeded},
		{"hangs without a deadline", 0, answersAfter(time.Hour, nil), Default + slack, 0, context.DeadlineExceeded},
		{"late", time.Second, answersAfter(late, nil), late, 0, context.DeadlineExceeded},
		{"late error", time.Second, answersAfter(late, errClient), late, 7, errClient},
		{"ended before", -time.Second, answersAfter(0, nil), 0, 0, context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, start := t.Context(), time.Now()
			if test.deadline != 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, test.deadline)
				defer cancel()
			}
			value, err := Do(ctx, test.f)
			if took := time.Since(start); took != test.took || value != test.value || !errors.Is(err, test.err) {
				t.Errorf("%s: %d, %v after %v; want %d, %v after %v",
					test.name, value, err, took, test.value, test.err, test.took)
			}
			time.Sleep(2 * time.Hour) // the bubble fails the test if a goroutine is left then
		})
	}
}

// TestDoCanceled checks that a call also returns if the caller cancels it.
func TestDoCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := Do(ctx, func(context.Context) (int, error) {
			time.Sleep(time.Minute)
			return 7, nil
		})
		if took := time.Since(start); took != time.Second+slack || !errors.Is(err, context.Canceled) {
			t.Errorf("%v after %v", err, took)
		}
		time.Sleep(time.Hour)
	})
}

// TestDoPanics checks that a panic is the caller's, and that a panic after the caller has
// left ends nothing.
func TestDoPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		func() {
			defer func() {
				if reason := recover(); reason != errClient {
					t.Errorf("panicked with %v", reason)
				}
			}()
			Do(t.Context(), func(context.Context) (int, error) { panic(errClient) })
			t.Error("returned")
		}()
		_, err := Do(t.Context(), func(context.Context) (int, error) {
			time.Sleep(time.Hour)
			panic(errClient)
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.Sleep(2 * time.Hour)
	})
}
