// Package watch tells when files of Go modules change.
//
// The truth is what is on disk: a tree has the stamps of all files that count, and looking
// at a folder again gives those that differ. Events of the operating system only say where
// to look, so that a lost event costs time, but no change is missed. All folders are looked
// at again from time to time, which also finds what has no events: the targets of links,
// files above the modules, network file systems, and folders for which the system has no
// watch left.
package watch

import (
	"context"
	"maps"
	"slices"
	"time"
)

// A Config says what to watch.
type Config struct {
	// Dir is a folder in a module or in a workspace, absolute. If there is none yet, it is
	// waited for.
	Dir string

	// Names are the names of files that count, apart from Go files and those of the go
	// command, such as go.mod.
	Names []string

	open  func() (listener, error) // listen, except in tests
	pause time.Duration            // between two looks at everything, at least; a second, except in tests
}

// A Change has the files that have changed since the last one.
type Change struct {
	Paths []string  // absolute, sorted
	Since time.Time // when the first of them was noticed
	Watched
}

// Watched says what is watched.
type Watched struct {
	Roots   []string // folders of the modules, which are watched with their subfolders
	Folders int      // all of these
	Deaf    int      // those for which there are no events
	Limit   error    // the limit of the system that is the reason, if it is one
}

// Changes watches until ctx is done, and then closes the channel. The first change is sent
// as soon as everything is watched, and has no paths. Later ones are sent when the files
// have been quiet for a moment. What changes while nobody receives is collected.
func Changes(ctx context.Context, config Config) <-chan Change {
	if config.open == nil {
		config.open, config.pause = listen, time.Second
	}
	w := &watcher{config: config, changes: make(chan Change)}
	go w.run(ctx)
	return w.changes
}

// A watcher runs in one goroutine.
type watcher struct {
	config  Config
	changes chan Change
	tree    *tree
	pending settling
	looked  time.Time     // when all folders were looked at
	took    time.Duration // how long this took
	deaf    bool          // whether folders without events were found
}

func (w *watcher) run(ctx context.Context) {
	defer close(w.changes)
	start := time.Now()
	w.tree = newTree(w.config)
	defer w.tree.close()
	w.lookAtAll()
	first := Change{Since: start, Watched: w.tree.watched()}
	select {
	case <-ctx.Done():
		return
	case w.changes <- first:
	}
	w.pending = settling{} // the receiver has not looked at any file before
	for w.step(ctx) {
	}
}

// step waits for one thing that happens. It reports false if ctx is done.
func (w *watcher) step(ctx context.Context) bool {
	var out chan<- Change
	var change Change
	var settled <-chan time.Time
	switch wait := w.wait(); {
	case w.pending.empty():
	case wait > 0:
		settled = time.After(wait)
	default:
		w.readModules()
		out, change = w.changes, Change{w.pending.sorted(), w.pending.first, w.tree.watched()}
	}
	select {
	case <-ctx.Done():
		return false
	case b := <-w.tree.events():
		w.hear(b)
	case <-settled:
	case <-time.After(w.rest()):
		w.lookAtAll()
	case out <- change:
		w.pending = settling{}
	}
	return true
}

// gitPause is how long the end of a git command is waited for at a time.
const gitPause = 10 * time.Millisecond

// wait returns for how long changes must still be collected.
func (w *watcher) wait() time.Duration {
	wait := time.Until(w.pending.due())
	if wait <= 0 && !w.pending.empty() && gitWrites(w.config.Dir) {
		wait = gitPause
	}
	return wait
}

// rest returns how long to wait before all folders are looked at again. It keeps the
// share of the time that looking takes low.
func (w *watcher) rest() time.Duration {
	parts := 200
	if w.deaf {
		parts = 20
	}
	return time.Until(w.looked.Add(max(w.config.pause, time.Duration(parts)*w.took)))
}

// hear looks where something has happened.
func (w *watcher) hear(b batch) {
	w.add(w.tree.hear(b.touched))
	if w.tree.stale = w.tree.stale || b.lost; w.tree.stale {
		w.lookAtAll()
	}
}

// readModules reads go.mod and go.work again if one of them has changed. Then other folders
// may have to be watched.
func (w *watcher) readModules() {
	if slices.ContainsFunc(slices.Collect(maps.Keys(w.pending.paths)), decides) {
		w.lookAtAll()
	}
}

func (w *watcher) lookAtAll() {
	start := time.Now()
	for again := true; again && time.Since(start) < bound; again = w.tree.stale {
		w.add(w.tree.lookAtAll(findPlace(w.config.Dir)))
	}
	w.looked = time.Now()
	w.took = w.looked.Sub(start)
	w.deaf = w.tree.watched().Deaf > 0
}

func (w *watcher) add(paths []string) { w.pending.add(time.Now(), paths) }
