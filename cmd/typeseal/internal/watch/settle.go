package watch

import (
	"maps"
	"slices"
	"time"
)

// A save changes a few files within milliseconds: an editor may write a file in pieces, or
// write another file and rename it. A branch that is switched changes many, with pauses.
const (
	quiet     = 10 * time.Millisecond  // since the last change
	quietMany = 150 * time.Millisecond // the same if there are many
	many      = 8
	bound     = 2 * time.Second // since the first change, even if there is no quiet
)

// A settling collects changes until they have settled.
type settling struct {
	first, last time.Time
	paths       map[string]bool
}

func (s *settling) empty() bool { return len(s.paths) == 0 }

func (s *settling) add(now time.Time, paths []string) {
	if len(paths) == 0 {
		return
	}
	if s.empty() {
		*s = settling{first: now, paths: map[string]bool{}}
	}
	s.last = now
	for _, p := range paths {
		s.paths[p] = true
	}
}

// due returns when the changes will have settled if there are no more.
func (s *settling) due() time.Time {
	pause := quiet
	if len(s.paths) >= many {
		pause = quietMany
	}
	due := s.last.Add(pause)
	if last := s.first.Add(bound); last.Before(due) {
		return last
	}
	return due
}

func (s *settling) sorted() []string { return slices.Sorted(maps.Keys(s.paths)) }
