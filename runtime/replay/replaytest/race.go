package replaytest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// The size of the races, but for their rounds.
const (
	claimants = 16
	racedIDs  = 300
)

// rounds is how often a race is run: a server takes minutes for all hundred.
func rounds() int {
	switch {
	case testing.Short():
		return 2
	case os.Getenv("CI") == "true":
		return 100
	}
	return 10
}

func oneWinner(s *Subject) error { return race(s.Store, rounds(), false) }

// oneWinnerWithClaims differs in what is stored only, and asks everything twice.
func oneWinnerWithClaims(s *Subject) error { return race(s.Store, 2, true) }

func race(store typeseal.Store, rounds int, withClaims bool) error {
	for round := range rounds {
		for i, use := range newUses(racedIDs) {
			if err := raceOne(store, use, withClaims); err != nil {
				return fmt.Errorf("round %d, id %d: %w", round, i, err)
			}
		}
	}
	return nil
}

// raceOne lets all claimants redeem one token at the same moment.
func raceOne(store typeseal.Store, use typeseal.Use, withClaims bool) error {
	var uses [claimants]typeseal.Use
	var won [claimants]bool
	var errs [claimants]error
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range claimants {
		uses[i] = use
		if withClaims {
			uses[i].Claim = random()
		}
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			won[i], errs[i] = consume(store, uses[i])
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if n := count(won[:]); n != 1 {
		return fmt.Errorf("%d of %d simultaneous claimants redeemed it", n, claimants)
	}
	if withClaims {
		return repeat(store, uses[:], won[:])
	}
	return nil
}

// repeat sends every claimant's call again: each gets its answer again.
func repeat(store typeseal.Store, uses []typeseal.Use, won []bool) error {
	for i, use := range uses {
		if err := expect(store, use, won[i], "the same claim again"); err != nil {
			return err
		}
	}
	return nil
}

func count(won []bool) (n int) {
	for _, w := range won {
		if w {
			n++
		}
	}
	return n
}
