package typeseal

import (
	"log/slog"
	"strings"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

// loaded puts keys in use, unless they are nil, which means that they have not changed.
func (w *watch) loaded(set *keySet) {
	w.live.load(set)
	if set == nil && w.failure == "" {
		return
	}
	w.failure = ""
	set = w.live.set.Load()
	slog.Info("typeseal: keys loaded", "source", sourceName(w.source), "keys", set.list())
	e := observe.Event{Op: observe.Load}
	if set.primary != nil {
		e.KeyID, e.Known, e.Primary = set.primary.id, true, true
	}
	w.report(e)
}

// failed reports that the keys in use could not be replaced, unless that was reported
// before.
func (w *watch) failed(err error) {
	reason := strings.TrimPrefix(err.Error(), ErrConfig.Error()+": ")
	if lasting(reason) == w.failure {
		return
	}
	w.failure = lasting(reason)
	age := time.Since(*w.live.loaded.Load()).Round(time.Second)
	slog.Error("typeseal: keys not loaded; the last ones stay in use", "source", sourceName(w.source),
		"reason", reason, "age", age)
	w.report(observe.Event{Op: observe.Load, Reason: ErrConfig})
}

// lasting returns a reason without the words that differ each time although the same thing
// fails: ids of requests, times, and addresses with ports. They are long and have digits.
func lasting(reason string) string {
	var kept []string
	for word := range strings.FieldsSeq(reason) {
		if len(word) < 8 || !strings.ContainsAny(word, "0123456789") {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

// report gives an event to the observers, and waits for them. An observer that hangs must
// not keep a revoked key in use: report waits for 10 seconds, and as long as the observers
// hang, they miss events.
func (w *watch) report(e observe.Event) {
	if w.reporting != nil && !closed(w.reporting, 0) {
		return
	}
	done := make(chan struct{})
	w.reporting = done
	go func() {
		defer close(done)
		w.live.report(e)
	}()
	closed(done, patience)
}

// closed reports whether a channel is closed within a time.
func closed(c <-chan struct{}, within time.Duration) bool {
	select {
	case <-c:
		return true
	default:
	}
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-c:
		return true
	case <-timer.C:
		return false
	}
}
