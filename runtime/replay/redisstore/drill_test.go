package redisstore_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// long repeats the drills, as for LOAD.md.
var long = flag.Bool("long", false, "run the long form of TestFaults")

// claimants is how many clients redeem each token in a drill.
const claimants = 16

// drill is a fault while clients redeem tokens.
type drill struct {
	stores  []typeseal.Store      // each of them as if it was of a process
	strike  func() error          // is called when a third of the tokens have been redeemed
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

// A drill has this many tokens, which are redeemed in this time. It is repeated in the
// long form.
const (
	drillTokens = 600
	drillTime   = 3 * time.Second
	longRounds  = 4
)

// add adds the figures of another drill.
func (f *figures) add(g figures) {
	f.tokens += g.tokens
	f.accepted += g.accepted
	f.twice += g.twice
	f.again += g.again
	f.errors += g.errors
	f.refused = errors.Join(f.refused, g.refused)
}

// run lets the claimants redeem all tokens during the fault, repeats the calls that failed
// when it has ended, and redeems the tokens that were accepted again.
func (d drill) run(t *testing.T) (f figures) {
	t.Helper()
	uses, accepted, _ := tokens()
	log := &claims{accepted: accepted}
	struck := make(chan error, 1)
	time.AfterFunc(drillTime/3, func() { struck <- d.strike() })
	var all sync.WaitGroup
	start := time.Now()
	for i := range uses {
		time.Sleep(time.Until(start.Add(drillTime * time.Duration(i) / drillTokens)))
		for c := range claimants {
			claim := claim{i, storetest.Claimed(uses[i], storetest.Random())}
			all.Go(func() { log.redeem(d.stores[c%len(d.stores)], claim, 500*time.Millisecond) })
		}
	}
	all.Wait()
	must(t, <-struck)
	d.recover()
	store := d.after()
	f.errors = log.repeat(store)
	f.again = again(t, uses, accepted, store)
	f.count(accepted)
	return f
}

// claim is the use of a token, with its number, by one claimant.
type claim struct {
	token int
	use   typeseal.Use
}

// claims has the results of claims.
type claims struct {
	lock     sync.Mutex
	accepted []int // by token
	failed   []claim
}

// redeem redeems a token. If the call fails it is repeated twice with its claim.
func (l *claims) redeem(store typeseal.Store, c claim, timeout time.Duration) {
	var r typeseal.Record
	var err error
	for range 3 {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		r, err = store.Consume(ctx, c.use)
		cancel()
		if err == nil {
			break
		}
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	switch {
	case err != nil:
		l.failed = append(l.failed, c)
	case r.First || r.Claimed:
		l.accepted[c.token]++
	}
}

// repeat repeats the calls that failed, and returns their number.
func (l *claims) repeat(store typeseal.Store) int {
	failed := l.failed
	l.failed = nil
	var all sync.WaitGroup
	for i := range claimants {
		all.Go(func() {
			for ; i < len(failed); i += claimants {
				l.redeem(store, failed[i], redisstore.Timeout)
			}
		})
	}
	all.Wait()
	return len(failed)
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
