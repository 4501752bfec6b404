package replaytest

import (
	"errors"
	"fmt"
	"os"
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

// raceFor lets all claimants redeem one token at the same moment. If they have
// claims, each of them then asks again and must get the same answer.
func raceFor(store typeseal.Store, use typeseal.Use, withClaims bool) error {
	var uses [claimants]typeseal.Use
	var first [claimants]bool
	var errs [claimants]error
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range claimants {
		uses[i] = use
		if withClaims {
			uses[i].Claim = storetest.Random()
		}
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			first[i], errs[i] = consume(store, uses[i])
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	winners := 0
	for _, f := range first {
		if f {
			winners++
		}
	}
	if winners != 1 {
		return fmt.Errorf("%d of %d simultaneous claimants redeemed the token", winners, claimants)
	}
	if !withClaims {
		return nil
	}
	for i, use := range uses {
		if err := expect(store, use, first[i], "the same claim again"); err != nil {
			return err
		}
	}
	return nil
}
