package watch

import (
	"errors"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// A listener gives events in the folders that were added to it. It follows the folders, but
// gives their paths as they were added. So one whose folders have moved is of no use, and
// neither is adding a folder again that it has by another path.
type listener interface {
	Add(folder string) error
	Close() error
	batches() <-chan batch
}

// A batch has the events since the last one.
type batch struct {
	touched map[string]fsnotify.Op // by path
	lost    bool                   // there were more, or the listener has lost its way
}

// notifications is the listener of the operating system.
type notifications struct {
	*fsnotify.Watcher
	out chan batch
}

func listen() (listener, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	n := &notifications{w, make(chan batch)}
	go n.pump()
	return n, nil
}

func (n *notifications) batches() <-chan batch { return n.out }

// pump collects events. It never calls a method of the watcher, which may wait until its
// events are received.
func (n *notifications) pump() {
	var b batch
	for {
		var out chan<- batch
		if b.lost || len(b.touched) > 0 {
			out = n.out
		}
		select {
		case e, ok := <-n.Events:
			if !ok {
				return
			}
			if b.touched == nil {
				b.touched = map[string]fsnotify.Op{}
			}
			b.touched[e.Name] |= e.Op
		case _, ok := <-n.Errors:
			if !ok {
				return
			}
			b.lost = true // mostly the overflow of a queue
		case out <- b:
			b = batch{}
		}
	}
}

// deaf is the listener of a system that gives none.
type deaf struct{ err error }

func (d deaf) Add(string) error    { return d.err }
func (deaf) Close() error          { return nil }
func (deaf) batches() <-chan batch { return nil }

// isLimit reports whether an error means that the system allows no more watches, or no
// more open files.
func isLimit(err error) bool {
	for _, limit := range []error{syscall.ENOSPC, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		if errors.Is(err, limit) {
			return true
		}
	}
	return false
}
