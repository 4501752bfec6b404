package crew

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// A race has this many worker processes, claimants in each of them, and tokens in
// each round.
const (
	racers    = 4
	claimants = 4
	tokens    = 300
)

// Race lets several processes redeem the same tokens at the same time.
type Race struct {
	Address string
	Rounds  int  // in CI, ten times as many unless Exact; with -short, one
	Exact   bool // as many rounds in CI as elsewhere
	Claims  bool // each claimant has a claim for each token
	// During, if it is not nil, is called in every round after the workers have
	// begun. It is expected to make calls fail.
	During func() error
}

// Result is what the race reported to the claimants.
type Result struct {
	Uses   []typeseal.Use // one for each token of the race
	Errors int            // calls that failed, and were repeated
}

// raceOrder is one round.
type raceOrder struct {
	Uses   []typeseal.Use
	Claims bool
}

// raceReport is the report of one worker's claimants for a round.
type raceReport struct {
	Wins   []int // for each use of the order, how many claimants came first
	Errors int
}

// Run runs the race. It fails the test if a token was redeemed twice, or never. Without
// claims and with During, it may happen that nobody redeems a token: its claimant did not
// get the answer, and asked again.
func (r Race) Run(t testing.TB) *Result {
	t.Helper()
	if testing.Short() {
		r.Rounds = 1
	} else if os.Getenv("CI") == "true" && !r.Exact {
		r.Rounds *= 10
	}
	crew := start(t, racers, "race", r.Address)
	result := new(Result)
	twice, lost := 0, 0
	for range r.Rounds {
		for _, wins := range r.round(t, crew, result) {
			twice += max(wins-1, 0)
			lost += max(1-wins, 0)
		}
	}
	finish(t, crew)
	t.Logf("%d tokens: %d twice, %d lost, %d errors", len(result.Uses), twice, lost, result.Errors)
	if twice > 0 {
		t.Errorf("%d tokens were redeemed twice", twice)
	}
	if lost > 0 && (r.Claims || r.During == nil) {
		t.Errorf("%d tokens were redeemed by nobody", lost)
	}
	if r.During != nil && result.Errors == 0 {
		t.Error("no call failed, so the race did not overlap with During")
	}
	return result
}

// round races for new tokens, adds them to the result, and returns how many
// claimants came first for each.
func (r Race) round(t testing.TB, crew []*worker, result *Result) []int {
	t.Helper()
	uses := storetest.NewUses(tokens)
	result.Uses = append(result.Uses, uses...)
	send(t, crew, raceOrder{uses, r.Claims})
	if r.During != nil {
		if err := r.During(); err != nil {
			t.Fatal(err)
		}
	}
	wins := make([]int, len(uses))
	for _, report := range receive[raceReport](t, crew) {
		result.Errors += report.Errors
		for i, n := range report.Wins {
			wins[i] += n
		}
	}
	return wins
}

// raceJob lets the worker's claimants redeem the tokens of each order.
func raceJob(target *Target, orders *json.Decoder, reports *json.Encoder) error {
	for {
		var order raceOrder
		if err := orders.Decode(&order); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		report := raceReport{Wins: make([]int, len(order.Uses))}
		together(claimants, func(lock *sync.Mutex) {
			for i, use := range order.Uses {
				if order.Claims {
					use.Claim = storetest.Random()
				}
				first, errors := insist(target.Store, use)
				lock.Lock()
				report.Errors += errors
				if first {
					report.Wins[i]++
				}
				lock.Unlock()
			}
		})
		if err := reports.Encode(report); err != nil {
			return err
		}
	}
}

// insist repeats a call until it does not fail, for at most a minute.
func insist(store typeseal.Store, use typeseal.Use) (first bool, errors int) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		r, err := store.Consume(context.Background(), use)
		if err == nil {
			return r.First || r.Claimed, errors
		}
		errors++
	}
	return false, errors
}

// together calls f from n goroutines, which share a lock, and waits for them.
func together(n int, f func(lock *sync.Mutex)) {
	var lock sync.Mutex
	var all sync.WaitGroup
	for range n {
		all.Go(func() { f(&lock) })
	}
	all.Wait()
}
