package expvars_test

import (
	"errors"
	"expvar"
	"fmt"
	"sync"
	"testing"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/expvars"
)

func Example() {
	o := expvars.New("tokens")
	o.Observe(observe.Event{Op: observe.Mint, Salt: "account.reset", KeyID: 0x1f0c77aa})
	o.Observe(observe.Event{Op: observe.Open, Salt: "account.reset", KeyID: 0x1f0c77aa})
	o.Observe(observe.Event{Op: observe.Open, Salt: "account.reset", Reason: errors.New("typeseal: expired token")})
	fmt.Println(expvar.Get("tokens"))
	// Output: {"account.reset": {"mint ok": 1, "open expired token": 1, "open ok": 1, "open with key 1f0c77aa": 1}}
}

// TestFlood: counts are exact under load, and tokens of unknown keys add no entries.
func TestFlood(t *testing.T) {
	o := expvars.New("flood")
	unknown := errors.New("typeseal: unknown key")
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 1000 {
				e := observe.Event{
					Op: observe.Open, Salt: fmt.Sprint("salt ", i%3), KeyID: uint32(worker*1000 + i), Reason: unknown,
				}
				o.Observe(e)
			}
		})
	}
	all.Wait()
	const want = `{"salt 0": {"open unknown key": 2672}, "salt 1": {"open unknown key": 2664}, "salt 2": {"open ` +
		`unknown key": 2664}}`
	if got := expvar.Get("flood").String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
