package series

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
	"unicode/utf8"
)

// Ring is what gauges show of a key ring.
type Ring interface {
	Age() time.Duration              // since the last good load
	Keys() iter.Seq2[string, string] // key ids and states
}

// Named is a ring with the name that the program gave it.
type Named struct {
	Name string
	Ring
}

// Rings are rings by name. The zero Rings is empty. It is safe for concurrent use.
type Rings struct {
	mu    sync.Mutex
	rings []Named
}

// Add adds a ring. It fails if the name cannot be a label or is in use.
func (r *Rings) Add(name string, ring Ring) error {
	if name == "" || !utf8.ValidString(name) {
		return fmt.Errorf("typeseal: %q is not the name of a ring: give it a name in UTF-8", name)
	}
	if ring == nil {
		return errors.New("typeseal: a nil ring cannot be observed")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.ContainsFunc(r.rings, func(n Named) bool { return n.Name == name }) {
		return fmt.Errorf("typeseal: a second ring with the name %q", name)
	}
	r.rings = append(r.rings, Named{name, ring})
	return nil
}

// All returns the rings in the order in which they were added.
func (r *Rings) All() []Named {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.rings)
}
