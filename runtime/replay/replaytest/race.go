package replaytest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const claimants = 16

// raceSize is how often a race is run, and for how many ids: a server takes
// minutes for all hundred rounds, and a SQLite under the race detector for ten.
func raceSize() (rounds, ids int) {
	switch {
	case testing.Short():
		return 1, 50
	case os.Getenv("CI") == "true":
		return 100, 300
	}
	return 10, 300
}

func oneWinner(s *Subject) error {
	rounds, ids := raceSize()
	return race(s.Store, rounds, ids, false)
}

// oneWinnerWithClaims differs in what is stored only, and asks everything twice.
func oneWinnerWithClaims(s *Subject) error {
	rounds, ids := raceSize()
	return race(s.Store, min(rounds, 2), ids, true)
}

func race(store typeseal.Store, rounds, ids int, withClaims bool) error {
	for round := range rounds {
		for i, use := range newUses(ids) {
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
