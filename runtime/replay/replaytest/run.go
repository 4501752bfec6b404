// Package replaytest tests stores of single-use tokens. [Run] checks that a store keeps
// the contract of typeseal.Store:
//
//	func TestStore(t *testing.T) {
//		replaytest.Run(t, func(t *testing.T) replaytest.Subject {
//			return replaytest.Subject{Store: mystore.New(t.TempDir())}
//		})
//	}
//
// Run redeems tokens, and looks at them, from many goroutines at the same moment, repeats
// calls as if their answers were lost, and checks the store during outages, after a
// restart, after a purge and with a clock of the test. It cannot test whether records are
// lost when the power fails.
package replaytest

import (
	"context"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// Subject is a store and functions that act on it. Run skips the checks for which a
// function is missing. For a store on a server, set all of them.
type Subject struct {
	// Store is the store to test. It may hold records, but nobody else may use it.
	Store typeseal.Store
	// Restart ends the store as a crash does, and opens it again as the next
	// process does.
	Restart func() (typeseal.Store, error)
	// Down makes the store's server unreachable. up makes it reachable again.
	Down func() (up func() error, err error)
	// Hang makes the store's server accept requests and not answer them. resume
	// makes it answer again.
	Hang func() (resume func() error, err error)
	// Purge deletes all records that the store may delete.
	Purge func(context.Context) error
	// Clock opens another store, which uses now as its clock. Run uses only Store
	// and Purge of the Subject that it returns.
	Clock func(now func() time.Time) (Subject, error)
}

// check is a promise of a store. Its function returns an error that says how the store
// breaks the promise.
type check struct {
	name  string
	needs func(*Subject) bool // nil: only the store
	run   func(*Subject) error
}

var checks = []check{
	// A token that was issued in the second in which the store was opened must be
	// accepted.
	{"first second", nil, func(s *Subject) error { return expectOnce(s.Store, storetest.NewUses(1)) }},
	{"one winner", nil, func(s *Subject) error { return race(s.Store, false) }},
	{"one winner with claims", nil, func(s *Subject) error { return race(s.Store, true) }},
	{"ids", nil, idsAreApart},
	{"salts", nil, saltsAreApart},
	{"claims", nil, claimsRepeat},
	{"looks", nil, looksChangeNothing},
	{"times", nil, ages},
	// A store must not drop records to make room.
	{"many", nil, func(s *Subject) error { return expectOnce(s.Store, storetest.NewUses(3000)) }},
	{"expiry", nil, keepsBeyondExpiry},
	{"purge", func(s *Subject) bool { return s.Purge != nil }, purgeKeepsLive},
	{"clock", func(s *Subject) bool { return s.Clock != nil }, livesByClock},
	{"canceled", nil, canceled},
	{"restart", func(s *Subject) bool { return s.Restart != nil }, restart},
	{"down", func(s *Subject) bool { return s.Down != nil }, func(s *Subject) error { return outage(s, s.Down) }},
	{"hang", func(s *Subject) bool { return s.Hang != nil }, func(s *Subject) error { return outage(s, s.Hang) }},
}

// Run runs each check as a subtest with a new Subject. In one check, 16
// goroutines redeem each of 300 tokens at the same moment, and 16 others look at it.
// Run repeats it 10 times, or 100 times if the environment has CI=true. With -short
// there are 50 tokens and no repetition.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			if c.needs != nil && !c.needs(&s) {
				t.Skip("the Subject does not have the function for this check")
			}
			if err := c.run(&s); err != nil {
				t.Fatal(err)
			}
		})
	}
}
