package replicas

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
)

var histories = flag.Int("histories", 20_000, "how many histories of each design TestBuilt checks")

// built are the designs of the stores.
var built = map[string]design{
	"one server":                             {},
	"Redis with one replica":                 {followers: 1, acks: 1, retries: true},
	"Redis with two replicas":                {followers: 2, acks: 2, retries: true},
	"PostgreSQL with a synchronous standby":  {followers: 1, acks: 1, hides: true},
	"PostgreSQL with two, waiting for both":  {followers: 2, acks: 2, hides: true},
	"PostgreSQL with a driver that repeats":  {followers: 1, acks: 1, hides: true, retries: true},
	"Redis, by a client that does not retry": {followers: 2, acks: 2},
}

// mistakes are designs that accept a token again.
var mistakes = map[string]design{
	// These two were found on real servers.
	"Redis Sentinel splits, and nobody waits for replicas": {followers: 2, retries: true},
	"PostgreSQL's wait for its standby is canceled, and a retry finds its claim": {
		followers: 1, acks: 1, hides: true, foundClaim: true,
	},

	"PostgreSQL's wait is canceled; grace finds the record":    {followers: 1, acks: 1, hides: true, foundGrace: true},
	"PostgreSQL's wait is canceled; Look finds the record":     {followers: 1, acks: 1, hides: true, foundLook: true},
	"PostgreSQL confirms a commit whose wait was canceled":     {followers: 1, acks: 1, hides: true, lateIsYes: true},
	"PostgreSQL's standby is asynchronous":                     {followers: 1, hides: true},
	"Redis: a claim is answered from a record that was found":  {followers: 2, acks: 2, foundClaim: true},
	"Redis: WAIT on a connection that has written nothing":     {followers: 2, acks: 2, emptyWait: true},
	"Redis: WAIT returned fewer replicas, and that is ignored": {followers: 2, acks: 2, lateIsYes: true},
	"Redis: WAIT for one of two replicas, and the other leads": {followers: 2, acks: 1},
	"Redis: a retry takes any record for its own": {
		followers: 2, acks: 2, retries: true, retryIsFirst: true,
	},
	"one server: a retry takes any record": {retries: true, retryIsFirst: true},
}

// TestBuilt checks histories of the designs that are built. The flag -histories is for the
// long form.
func TestBuilt(t *testing.T) {
	for name, d := range built {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := *histories
			if testing.Short() {
				n = 1000
			}
			yes, stale := 0, 0
			for seed := range uint64(n) {
				ops := d.run(seed, nil)
				if !ordered(ops, true) {
					t.Fatalf("seed %d: a token was accepted again\n%s", seed, d.story(seed))
				}
				if !ordered(ops, false) {
					stale++
				}
				if slices.ContainsFunc(ops, func(o op) bool { return o.answer.yes() }) {
					yes++
				}
			}
			t.Logf("%d histories, %d of them with a yes; in %d a leader that was replaced said used or unused",
				n, yes, stale)
			if yes < n/4 {
				t.Errorf("only %d of %d histories have a yes", yes, n)
			}
			if stale > 0 && d.followers == 0 {
				t.Errorf("in %d of %d histories no order of the calls explains all answers", stale, n)
			}
		})
	}
}

// TestFindsMistakes checks that each mistake is found, and how soon.
func TestFindsMistakes(t *testing.T) {
	for name, d := range mistakes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(100_000) {
				if !ordered(d.run(seed, nil), true) {
					t.Logf("found by seed %d:\n%s", seed, d.story(seed))
					return
				}
			}
			t.Error("not found")
		})
	}
}

// story tells the history of a seed.
func (d design) story(seed uint64) string {
	var b strings.Builder
	ops := d.run(seed, func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) })
	for i, o := range ops {
		fmt.Fprintf(&b, "call %d: %v\n", i, o)
	}
	return b.String()
}
