//go:build !race

package expvars_test

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/expvars"
	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
)

// TestAllocs: a token of a series that was seen before does not allocate.
func TestAllocs(t *testing.T) {
	o := expvars.New("allocs")
	for _, e := range observetest.Events() {
		if n := testing.AllocsPerRun(100, func() { o.Observe(e) }); n > 0 && e.Op != observe.Load {
			t.Errorf("%v allocations for %+v", n, e)
		}
	}
}
