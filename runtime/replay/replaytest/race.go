package replaytest

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// claimants is how many goroutines redeem a token.
const claimants = 16

// race checks that exactly one of several simultaneous claimants redeems a token.
// With claims it runs only two rounds, since it sends every call twice. 100 rounds
// take minutes on a server, and 10 do with SQLite under the race detector.
func race(store typeseal.Store, withClaims bool) error {
	rounds, ids := 10, 300
	switch {
	case testing.Short():
		rounds, ids = 1, 50
	case withClaims:
		rounds = 2
	case os.Getenv("CI") == "true":
		rounds = 100
	}
	for round := range rounds {
		for i, use := range storetest.NewUses(ids) {
			if err := raceFor(store, use, withClaims); err != nil {
				return fmt.Errorf("round %d, id %d: %w", round, i, err)
			}
		}
	}
	return nil
}

// raceFor lets all claimants redeem one token at the same moment, while as many others
// look at it. If the claimants have claims, each of them then asks again, and must get
// the record with its own claim or the record of another.
func raceFor(store typeseal.Store, use typeseal.Use, withClaims bool) error {
	var uses [claimants]typeseal.Use
	for i := range uses {
		uses[i] = use
		if withClaims {
			uses[i].Claim = storetest.Random()
		}
	}
	got, err := together(store, uses[:])
	if err != nil {
		return err
	}
	winner := slices.Index(got, first)
	if n := len(slices.DeleteFunc(slices.Clone(got), func(a answer) bool { return a != first })); n != 1 {
		return fmt.Errorf("%d of %d simultaneous claimants redeemed the token", n, claimants)
	}
	if !withClaims {
		return expectLook(store, use, used, "after the race")
	}
	for i, use := range uses {
		want := used
		if i == winner {
			want = claims
		}
		if err := expect(store, use, want, "the same claim again"); err != nil {
			return err
		}
	}
	return nil
}

// together lets each of the uses redeem its token at the same moment, and looks at the
// token from as many goroutines. It returns the answers to the uses.
func together(store typeseal.Store, uses []typeseal.Use) ([]answer, error) {
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
		begin(func() { got[i], _, errs[2*i] = consume(store, use) })
		begin(func() { _, _, errs[2*i+1] = look(store, use) })
	}
	ready.Wait()
	close(start)
	done.Wait()
	return got, errors.Join(errs...)
}
