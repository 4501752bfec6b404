package typeseal

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"weak"

	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/observe"
)

// view is what a Keyring, PublicKeyring or SigningKey refers to: the present keys of a
// ring, in one realm, with or without an observer.
type view struct {
	live     *live
	realm    string
	observed *observed // or nil

	// last is the realm of the last call. It is valid while its set is the present one.
	last atomic.Pointer[realm]
}

// present returns the present keys, in the realm of v. A call that mints or opens a token
// asks once, so that it sees one ring from its beginning to its end. v may be nil, and so is
// the result then.
func (v *view) present() *realm {
	if v == nil {
		return nil
	}
	set := v.live.set.Load()
	if r := v.last.Load(); r != nil && r.set == set {
		return r
	}
	r := set.realms.get(set, v.realm)
	v.last.Store(r)
	return r
}

// observer returns the observer of v, or nil.
func (v *view) observer() observe.Observer {
	if v.observed == nil {
		return nil
	}
	return v.observed.Observer
}

// observed is the observer of some views. It is in use for as long as one of them is.
type observed struct{ observe.Observer }

// A viewer is a Keyring, a PublicKeyring or a SigningKey.
type viewer interface {
	~struct{ view secret.Of[view] }
}

// handle returns a handle on the keys of l in a realm. It takes one allocation, because
// programs make one for each request of a tenant.
func handle[H viewer](l *live, realm string, o *observed) *H {
	made := &struct {
		handle H
		view   view
	}{view: view{live: l, realm: realm, observed: o}}
	made.handle = H{view: secret.HideAt(&made.view)}
	return &made.handle
}

// inRealm returns a handle on the same keys for another realm.
func inRealm[H viewer](v *view, realm string) *H {
	if v == nil {
		return new(H)
	}
	return handle[H](v.live, realm, v.observed)
}

// withObserver returns a handle on the same keys that reports to o.
func withObserver[H viewer](v *view, o observe.Observer) *H {
	switch {
	case v == nil:
		return new(H)
	case o == nil:
		return handle[H](v.live, v.realm, nil)
	}
	seen := &observed{o}
	v.live.add(seen)
	return handle[H](v.live, v.realm, seen)
}

// live holds the present keys of a ring. Only a watch replaces them.
type live struct {
	set    atomic.Pointer[keySet]
	loaded atomic.Pointer[time.Time] // when the text was last read without an error

	watched   bool
	mu        sync.Mutex
	observers []weak.Pointer[observed] // of the views, if the ring is watched
	sweepAt   int                      // how many observers there are when those of no view are dropped
}

// fixed returns keys that never change.
func fixed(set *keySet) *live {
	l := new(live)
	l.load(set)
	return l
}

// load makes set the present keys, unless it is nil, which means that they have not changed.
func (l *live) load(set *keySet) {
	now := time.Now()
	l.loaded.Store(&now)
	if set == nil {
		return
	}
	if old := l.set.Swap(set); old != nil {
		old.realms.clear() // a view that is not used must not keep the subkeys of all realms
	}
}

// add lets o learn about loads, for as long as a view refers to it. A program may add an
// observer for each request: add looks at all of them only after their number has doubled.
func (l *live) add(o *observed) {
	if !l.watched {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.observers) >= l.sweepAt {
		l.observers = slices.DeleteFunc(l.observers, func(p weak.Pointer[observed]) bool { return p.Value() == nil })
		l.sweepAt = 2*len(l.observers) + 16
	}
	l.observers = append(l.observers, weak.Make(o))
}

// report sends an event of the ring itself to the observers of its views. One that several
// views have gets it once.
func (l *live) report(e observe.Event) {
	l.mu.Lock()
	all := slices.Clone(l.observers)
	l.mu.Unlock()
	told := map[observe.Observer]bool{}
	for _, p := range all {
		o := p.Value()
		if o == nil {
			continue
		}
		if reflect.ValueOf(o.Observer).Comparable() {
			if told[o.Observer] {
				continue
			}
			told[o.Observer] = true
		}
		o.tell(e)
	}
}

// tell gives o an event that belongs to no call. If o panics, no caller could recover.
func (o *observed) tell(e observe.Event) {
	defer func() {
		if cause := recover(); cause != nil {
			slog.Error("typeseal: an observer of the keys panicked", "panic", fmt.Sprint(cause))
		}
	}()
	o.Observe(e)
}
