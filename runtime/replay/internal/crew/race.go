package crew

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Race is the race of several processes for the same ids.
type Race struct {
	Address   string
	Processes int
	Claimants int // in each process
	IDs       int // in each round
	Rounds    int
	// Claims gives each claimant a claim of its own, by which it may ask again.
	Claims bool
	// During, where not nil, is called in every round once the workers are off.
	During func(round int) error
}

// Result is what the claimants were told.
type Result struct {
	Start  typeseal.Use // the first use: others differ in their ID
	Wins   map[ID]int   // claimants told yes: one each, in a store that keeps its promise
	Raced  int          // ids, all in all
	Errors int          // calls that failed, and were made again
}

// ID is a raced token's number.
type ID struct{ Round, Index int }

// Use is the use of one raced token, without claim.
func (r *Result) Use(id ID) typeseal.Use { return raced(r.Start, id) }

func raced(start typeseal.Use, id ID) typeseal.Use {
	binary.BigEndian.PutUint32(start.ID[8:], uint32(id.Round))
	binary.BigEndian.PutUint32(start.ID[12:], uint32(id.Index))
	return start
}

// Twice lists the ids that more than one claimant redeemed.
func (r *Result) Twice() (list []ID) {
	for id, wins := range r.Wins {
		if wins > 1 {
			list = append(list, id)
		}
	}
	return list
}

// Lost is how many ids nobody redeemed: where an answer was lost and there was
// no claim to ask again with.
func (r *Result) Lost() int { return r.Raced - len(r.Wins) }

// raceOrders is what a worker is told at the start, and before each round.
type raceOrders struct {
	Start     typeseal.Use
	First     int // number of the worker's first claimant
	Claimants int
	IDs       int
	Claims    bool
}

type raceReport struct {
	Wins   []int // indexes
	Errors int
}

// Run runs the race, of one round with -short.
func (r Race) Run(t testing.TB) *Result {
	t.Helper()
	if testing.Short() {
		r.Rounds = 1
	}
	now := time.Now().Truncate(time.Second)
	start := typeseal.Use{Salt: "test.race", IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
	binary.BigEndian.PutUint64(start.ID[:], uint64(time.Now().UnixNano()))
	result := &Result{Start: start, Wins: make(map[ID]int), Raced: r.Rounds * r.IDs}
	crew := muster(t, r, start)
	for round := range r.Rounds {
		send(t, crew, round)
		if r.During != nil {
			if err := r.During(round); err != nil {
				t.Fatal(err)
			}
		}
		for _, report := range receive[raceReport](t, crew) {
			result.Errors += report.Errors
			for _, index := range report.Wins {
				result.Wins[ID{round, index}]++
			}
		}
	}
	finish(t, crew)
	return result
}

// muster starts the crew of a race and gives each worker its place in it.
func muster(t testing.TB, r Race, first typeseal.Use) []*worker {
	crew := start(t, r.Processes, "race", r.Address)
	for i, w := range crew {
		orders := raceOrders{first, i * r.Claimants, r.Claimants, r.IDs, r.Claims}
		if err := w.orders.Encode(orders); err != nil {
			t.Fatal(err)
		}
	}
	receive[string](t, crew)
	return crew
}

func raceJob(target *Target, orders *json.Decoder, reports *json.Encoder) error {
	var o raceOrders
	if err := orders.Decode(&o); err != nil {
		return err
	}
	if err := reports.Encode("ready"); err != nil {
		return err
	}
	for {
		var round int
		if err := orders.Decode(&round); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := reports.Encode(o.round(target.Store, round)); err != nil {
			return err
		}
	}
}

// round lets the worker's claimants go through the round's ids in order.
func (o *raceOrders) round(store typeseal.Store, round int) (report raceReport) {
	var lock sync.Mutex
	var all sync.WaitGroup
	for c := range o.Claimants {
		all.Go(func() {
			for i := range o.IDs {
				use := raced(o.Start, ID{round, i})
				if o.Claims {
					binary.BigEndian.PutUint64(use.Claim[:], uint64(o.First+c+1))
				}
				first, errors := insist(store, use)
				lock.Lock()
				report.Errors += errors
				if first {
					report.Wins = append(report.Wins, i)
				}
				lock.Unlock()
			}
		})
	}
	all.Wait()
	return report
}

// insist asks until there is an answer, for a minute.
func insist(store typeseal.Store, use typeseal.Use) (first bool, errors int) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		first, err := store.Consume(context.Background(), use)
		if err == nil {
			return first, errors
		}
		errors++
	}
	return false, errors
}
