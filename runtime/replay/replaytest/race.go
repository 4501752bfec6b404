package replaytest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// claimants is how many goroutines redeem a token.
const claimants = 16

// claiming says which claims simultaneous claimants have.
type claiming int

const (
	withoutClaims claiming = iota
	ownClaims              // each has its own
	oneClaim               // all have the same
)

// How many tokens the claimants race for: at least the first number and, within some
// time, at most the second.
const (
	fewTokens, allTokens = 40, 300
	raceTime             = 2 * time.Second
)

// race checks that exactly one of several simultaneous claimants redeems a token. The
// claimants call the stores in turn.
func race(kind claiming, stores ...typeseal.Store) error {
	end := time.Now().Add(raceTime)
	for i, use := range storetest.NewUses(allTokens) {
		if i >= fewTokens && (testing.Short() || time.Now().After(end)) {
			break
		}
		use.Grace = time.Duration(i%2) * time.Minute // must not matter
		if err := raceFor(stores, use, kind); err != nil {
			return fmt.Errorf("token %d: %w", i, err)
		}
	}
	return nil
}

// raceFor lets all claimants redeem one token at the same moment, while as many others
// look at it. Then each of them asks again.
func raceFor(stores []typeseal.Store, use typeseal.Use, kind claiming) error {
	uses := claimed(use, kind)
	got, err := together(stores, uses)
	if err != nil {
		return err
	}
	winners := 0
	for _, a := range got {
		if a == first {
			winners++
		}
		if want := repeated(kind); a != first && a != want {
			return fmt.Errorf("a simultaneous claimant got %s, want first or %s", a, want)
		}
	}
	if winners != 1 {
		return fmt.Errorf("%d of %d simultaneous claimants redeemed the token", winners, claimants)
	}
	for i, use := range uses {
		want := used
		if kind == oneClaim || kind == ownClaims && got[i] == first {
			want = claims
		}
		store := stores[(i+1)%len(stores)] // another than before, if there is another
		if err := expect(store, use, want, "the same token again, after the race"); err != nil {
			return err
		}
	}
	return expectLook(stores[0], use, used, "after the race")
}

// repeated returns the answer to those claimants who are not first.
func repeated(kind claiming) answer {
	if kind == oneClaim {
		return claims
	}
	return used
}

// claimed returns the uses of all claimants.
func claimed(use typeseal.Use, kind claiming) []typeseal.Use {
	uses := make([]typeseal.Use, claimants)
	shared := storetest.Random()
	for i := range uses {
		uses[i] = use
		switch kind {
		case ownClaims:
			uses[i].Claim = storetest.Random()
		case oneClaim:
			uses[i].Claim = shared
		}
	}
	return uses
}

// together lets each of the uses redeem its token at the same moment, and looks at the
// token from as many goroutines. It returns the answers to the uses.
func together(stores []typeseal.Store, uses []typeseal.Use) ([]answer, error) {
	got, errs := make([]answer, len(uses)), make([]error, 2*len(uses))
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	begin := func(f func()) {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			f()
		})
	}
	for i, use := range uses {
		store := stores[i%len(stores)]
		begin(func() { got[i], _, errs[2*i] = consume(store, use) })
		begin(func() { _, _, errs[2*i+1] = look(store, use) })
	}
	ready.Wait()
	close(start)
	done.Wait()
	return got, errors.Join(errs...)
}
