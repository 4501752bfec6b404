package sqltest

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// Log has what slog's default logger has written.
type Log struct {
	lock sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(b []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.Write(b)
}

// CaptureLog replaces slog's default logger until the test ends.
func CaptureLog(t *testing.T) *Log {
	l, old := new(Log), slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(l, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return l
}

// WantWarning fails the test unless exactly one warning was logged, which contains text.
// An empty text means that there must be none.
func WantWarning(t *testing.T, l *Log, text string) {
	t.Helper()
	l.lock.Lock()
	defer l.lock.Unlock()
	log, want := l.text.String(), 1
	if text == "" {
		want = 0
	}
	if strings.Count(log, "level=WARN") != want || !strings.Contains(log, text) {
		t.Errorf("the log says %q, want %d warning with %q", log, want, text)
	}
}
