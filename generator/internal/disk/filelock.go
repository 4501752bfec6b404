package disk

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"
)

// If two generators run for packages of one module, both add to its typeseal.lock, and
// one could overwrite the lines of the other. So Commit holds a file lock of each module
// while it compares and writes. The operating system releases the lock when the process
// ends, even if it is killed, and no file remains.

// patience is how long Commit waits for another generator. A commit takes milliseconds,
// so a process that holds the file lock longer is suspended or hangs.
const patience = time.Minute

// errBusy means that another process holds the file lock.
var errBusy = errors.New("busy")

// hold takes the file locks of all modules of the tree. Every process takes them in the
// same order, so that two processes never wait for each other.
func (t *Tree) hold(patience time.Duration) (release func(), err error) {
	modules := slices.Collect(maps.Values(t.Folders))
	for _, f := range t.Files {
		modules = append(modules, f.Root)
	}
	slices.Sort(modules)
	var releases []func()
	release = func() {
		for _, r := range slices.Backward(releases) {
			r()
		}
	}
	for _, root := range slices.Compact(modules) {
		r, err := t.wait(root, patience)
		if err != nil {
			release()
			return nil, err
		}
		releases = append(releases, r)
	}
	return release, nil
}

// wait takes the file lock of the module in root as soon as it is free.
func (t *Tree) wait(root string, patience time.Duration) (release func(), err error) {
	deadline := time.Now().Add(patience)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		release, err := tryHold(root)
		switch {
		case err == nil:
			return release, nil
		case !errors.Is(err, errBusy):
			return nil, err
		case time.Now().After(deadline):
			return nil, fmt.Errorf("another typeseal has been writing in %s for %v; end it, then run typeseal again",
				filepath.ToSlash(root), patience)
		}
		select {
		case <-time.After(pause):
		case <-t.Stop:
			return nil, errStopped
		}
	}
}
