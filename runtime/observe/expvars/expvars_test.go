package expvars_test

import (
	"encoding/json"
	"errors"
	"expvar"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/expvars"
	"github.com/typeseal/typeseal/runtime/observe/internal/observetest"
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

// TestStrangers: however many tokens strangers send, the variable has only salts and results
// of the program, and keys that open tokens.
func TestStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := observetest.NewSite(expvars.New("strangers"))
		s.Send(10_000)
		before := expvar.Get("strangers").String()
		s.Send(90_000)
		var counts map[string]map[string]int
		if err := json.Unmarshal([]byte(expvar.Get("strangers").String()), &counts); err != nil {
			t.Fatal(err)
		}
		if got := slices.Sorted(maps.Keys(counts)); !slices.Equal(got, observetest.Salts) {
			t.Errorf("salts %q", got)
		}
		entries := slices.Clone(observetest.Results)
		for _, id := range s.Keys() {
			entries = append(entries, "with key "+id)
		}
		for salt, m := range counts {
			for name := range m {
				_, entry, _ := strings.Cut(name, " ")
				if !slices.Contains(entries, entry) {
					t.Errorf("%s has %q", salt, name)
				}
			}
		}
		if after := expvar.Get("strangers").String(); strings.Count(after, ":") != strings.Count(before, ":") {
			t.Errorf("%s\nthen %s", before, after)
		}
	})
}
