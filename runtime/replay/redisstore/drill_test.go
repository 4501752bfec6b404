package redisstore_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// long makes the drills as long as those in LOAD.md.
var long = flag.Bool("long", false, "run the long form of TestFaults")

// claimants is how many clients redeem each token in a drill.
const claimants = 16

// drill is a fault while clients redeem tokens.
type drill struct {
	stores  []typeseal.Store      // each of them as if it was of a process
	strike  func()                // is called when a third of the tokens have been redeemed
	recover func()                // is called when all have been, and returns when the fault has ended
	after   func() typeseal.Store // returns the store that redeems tokens afterwards
}

// figures are what came of a drill.
type figures struct {
	tokens, accepted, twice, again, errors int
	refused                                error // why New refused the servers
}

func (f figures) String() string {
	if f.refused != nil {
		return fmt.Sprintf("refused: %v", f.refused)
	}
	return fmt.Sprintf("%d of %d accepted, %d twice, %d again, %d errors",
		f.accepted, f.tokens, f.twice, f.again, f.errors)
}

// columns returns the figures for the table in LOAD.md.
func (f figures) columns() string {
	if f.refused != nil {
		return "refused | refused"
	}
	return fmt.Sprintf("%d | %d", f.twice, f.again)
}

// bad is how many tokens were accepted once too often.
func (f figures) bad() int { return f.twice + f.again }

// size is how many tokens a drill has, and how long it takes to redeem them.
func size() (tokens int, span time.Duration) {
	if *long {
		return 3000, time.Minute
	}
	return 600, 3 * time.Second
}

// run lets the claimants redeem all tokens during the fault, and redeems those that were
// accepted again afterwards.
func (d drill) run(t *testing.T) figures {
	t.Helper()
	tokens, span := size()
	uses := storetest.NewUses(tokens)
	f := figures{}
	accepted := make([]int, tokens)
	var lock sync.Mutex
	var all sync.WaitGroup
	start := time.Now()
	failed := make(map[int][]typeseal.Use)
	claim := func(i int, use typeseal.Use, store typeseal.Store, timeout time.Duration) {
		yes, err := redeem(store, use, timeout)
		lock.Lock()
		defer lock.Unlock()
		if yes {
			accepted[i]++
		}
		if err != nil {
			f.errors++
			failed[i] = append(failed[i], use)
		}
	}
	struck := make(chan struct{})
	time.AfterFunc(span/3, func() { defer close(struck); d.strike() })
	for i := range uses {
		time.Sleep(time.Until(start.Add(span * time.Duration(i) / time.Duration(tokens))))
		for c := range claimants {
			use := storetest.Claimed(uses[i], storetest.Random())
			all.Go(func() { claim(i, use, d.stores[c%len(d.stores)], 500*time.Millisecond) })
		}
	}
	<-struck
	all.Wait()
	d.recover()
	d.retry(failed, claim)
	f.again = again(t, uses, accepted, d.after())
	f.count(accepted)
	return f
}

// retry repeats the calls that failed, with their claims.
func (d drill) retry(
	failed map[int][]typeseal.Use, claim func(i int, use typeseal.Use, store typeseal.Store, timeout time.Duration),
) {
	var all sync.WaitGroup
	store, free := d.after(), make(chan bool, claimants)
	for i, uses := range maps.Clone(failed) {
		for _, use := range slices.Clone(uses) {
			free <- true
			all.Go(func() { claim(i, use, store, redisstore.Timeout); <-free })
		}
	}
	all.Wait()
}

// redeem redeems a token with a claim, and repeats the call twice if it fails.
func redeem(store typeseal.Store, use typeseal.Use, timeout time.Duration) (yes bool, err error) {
	for range 3 {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		var r typeseal.Record
		r, err = store.Consume(ctx, use)
		cancel()
		if err == nil {
			return r.First || r.Claimed, nil
		}
	}
	return false, err
}

// again redeems the tokens that were accepted once more, with several stores in turn, and returns how many are
// accepted. A store that fails does not accept a token.
func again(t *testing.T, uses []typeseal.Use, accepted []int, stores ...typeseal.Store) (n int) {
	t.Helper()
	failed := 0
	for i, use := range uses {
		if accepted[i] == 0 {
			continue
		}
		r, err := stores[i%len(stores)].Consume(context.Background(), use)
		switch {
		case err != nil:
			failed++
		case r.First:
			n++
		}
	}
	if failed > 0 {
		t.Logf("%d calls failed afterwards", failed)
	}
	return n
}

// redeemAll redeems tokens with several stores in turn, and counts who accepts them.
func (f *figures) redeemAll(uses []typeseal.Use, accepted []int, stores ...typeseal.Store) {
	for i, use := range uses {
		r, err := stores[i%len(stores)].Consume(context.Background(), use)
		if err != nil {
			f.errors++
		} else if r.First {
			accepted[i]++
		}
	}
}

// count counts the tokens that were accepted, and accepted twice.
func (f *figures) count(accepted []int) {
	f.tokens = len(accepted)
	for _, n := range accepted {
		f.accepted += min(n, 1)
		f.twice += max(n-1, 0)
	}
}
