package replaytest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// restart checks that no used token works after a restart that comes at once. A store
// that loses its records at a restart must fail for all tokens that were issued before: it
// must neither accept them nor answer that they were used. The tokens are issued a second
// before the restart, since such a store does not know more than that.
func restart(s *Subject) error {
	plain, fresh := storetest.NewUses(50), storetest.NewUse()
	mine := storetest.Claimed(storetest.NewUse(), storetest.Random())
	time.Sleep(time.Until(fresh.IssuedAt.Add(time.Second)))
	_, before, err := consume(s.Store, mine)
	if err != nil {
		return err
	}
	if err := expectAll(s.Store, plain, first, "before the restart"); err != nil {
		return err
	}
	store, err := s.Restart()
	if err != nil {
		return err
	}
	if err := expectBack(store); err != nil {
		return err
	}
	if err := expectRefused(store, plain, "after the restart"); err != nil {
		return err
	}
	late := storetest.Claimed(plain[0], storetest.Random())
	if err := expectRefused(store, []typeseal.Use{late, late}, "a claim that comes after the restart"); err != nil {
		return err
	}
	return remembers(store, mine, before, fresh)
}

// remembers checks that a store knows that a token was not redeemed before the restart,
// and knows the claim and the time of a record that was made before. Or it fails.
func remembers(store typeseal.Store, mine typeseal.Use, before typeseal.Record, fresh typeseal.Use) error {
	if got, _, err := look(store, fresh); got != unused && err == nil {
		return fmt.Errorf("issued before the restart, and not redeemed: looking: got %s, want unused or an error", got)
	}
	if got, _, err := consume(store, fresh); got != first && err == nil {
		return fmt.Errorf("issued before the restart, and not redeemed: got %s, want first or an error", got)
	}
	for what, ask := range asks {
		got, r, err := ask(store, mine)
		if err == nil && (got != claims || !r.At.Equal(before.At)) {
			return fmt.Errorf("%s with a claim from before the restart: got %s, made at %v, want claims, made at %v",
				what, got, r.At.UTC(), before.At.UTC())
		}
	}
	return nil
}

// restartInTheMiddle restarts the store while eight goroutines redeem tokens. No token
// whose call was first may work again, and each that failed must work with its claim.
func restartInTheMiddle(s *Subject) error {
	uses := storetest.NewUses(4000)
	for i := range uses {
		uses[i].Claim = storetest.Random()
	}
	time.Sleep(time.Until(uses[len(uses)-1].IssuedAt.Add(time.Second)))
	got := make([]answer, len(uses)) // "" if the call failed
	var next atomic.Int64
	var over atomic.Bool
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(uses)) && !over.Load(); i = next.Add(1) - 1 {
				a, _, err := consume(s.Store, uses[i])
				if got[i] = a; err != nil {
					got[i] = ""
					time.Sleep(10 * time.Millisecond) // not all tokens while it is down
				}
			}
		})
	}
	for next.Load() < 100 {
		time.Sleep(time.Millisecond)
	}
	store, err := s.Restart()
	over.Store(true)
	all.Wait()
	if err != nil {
		return err
	}
	if err := expectBack(store); err != nil {
		return err
	}
	return kept(store, uses[:min(next.Load(), int64(len(uses)))], got)
}

// kept checks the tokens of the calls that gave some answers before a restart.
func kept(store typeseal.Store, uses []typeseal.Use, got []answer) error {
	for i, use := range uses {
		if got[i] == "" {
			if a, _, err := consume(store, use); a == used && err == nil {
				return errors.New("the claim of a call that failed in the restart: got used, want first or claims")
			}
		}
		if got[i] != first && got[i] != "" {
			return fmt.Errorf("a new token beside the restart: got %s", got[i])
		}
		theirs := storetest.Claimed(use, storetest.Random())
		if err := expectRefused(store, []typeseal.Use{theirs}, "redeemed beside the restart"); err != nil {
			return err
		}
	}
	return nil
}
