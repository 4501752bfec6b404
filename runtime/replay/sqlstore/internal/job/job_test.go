package job

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// TestEvery checks that a full batch is followed by another at once, and that a
// failure is logged and followed by a purge after the next interval.
func TestEvery(t *testing.T) {
	log := captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var calls []time.Duration
		answers := []int64{batch, batch, 3, -1, batch, 0, 0}
		purge := func(_ context.Context, n int) (int64, error) {
			calls = append(calls, time.Since(start))
			answer := answers[len(calls)-1]
			if n != batch || answer < 0 {
				return 0, errors.New("down")
			}
			return answer, nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), 35*time.Minute)
		defer cancel()
		if err := Every(ctx, 10*time.Minute, purge); err != context.DeadlineExceeded {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(start); took != 35*time.Minute {
			t.Errorf("ended after %v", took)
		}
		for i, want := range []time.Duration{0, 0, 0, 10, 20, 20, 30} {
			if calls[i] != want*time.Minute {
				t.Errorf("call %d after %v, want %d minutes", i, calls[i], want)
			}
		}
		if len(calls) != len(answers) {
			t.Errorf("%d calls", len(calls))
		}
	})
	if strings.Count(log.String(), "level=WARN") != 1 || !strings.Contains(log.String(), "error=down again_in=10m0s") {
		t.Errorf("the log says %q", log)
	}
}

// TestEnded checks that nothing is purged after the context has ended, and that the
// error of a purge during which it ends is not logged.
func TestEnded(t *testing.T) {
	log := captureLog(t)
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	purge := func(ctx context.Context, _ int) (int64, error) {
		calls++
		cancel()
		return 0, ctx.Err()
	}
	for range 2 {
		if err := Every(ctx, time.Minute, purge); err != context.Canceled {
			t.Errorf("ended with %v", err)
		}
	}
	if calls != 1 || log.Len() > 0 {
		t.Errorf("%d calls; the log says %q", calls, log)
	}
}

func TestInterval(t *testing.T) {
	for _, interval := range []time.Duration{0, -time.Second} {
		if err := Every(t.Context(), interval, nil); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("every %v: %v, want ErrConfig", interval, err)
		}
	}
}

func captureLog(t *testing.T) *bytes.Buffer {
	var b bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return &b
}
