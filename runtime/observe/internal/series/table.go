package series

import (
	"maps"
	"sync"
	"sync/atomic"
)

// Table holds a value for each series that was seen. It is safe for concurrent use.
type Table[V any] struct {
	value  func(Series) V
	adding sync.Mutex
	values atomic.Pointer[map[Series]V] // of a map that never changes
}

// NewTable returns an empty table. The function value makes the value of a series.
func NewTable[V any](value func(Series) V) *Table[V] {
	t := &Table[V]{value: value}
	t.values.Store(new(map[Series]V))
	return t
}

// At returns the value of a series. It neither locks nor allocates, unless the series is
// new.
func (t *Table[V]) At(s Series) V {
	if v, ok := (*t.values.Load())[s]; ok {
		return v
	}
	return t.add(s)
}

func (t *Table[V]) add(s Series) V {
	t.adding.Lock()
	defer t.adding.Unlock()
	old := *t.values.Load()
	if v, ok := old[s]; ok {
		return v
	}
	grown := make(map[Series]V, len(old)+1)
	maps.Copy(grown, old)
	grown[s] = t.value(s)
	t.values.Store(&grown)
	return grown[s]
}
