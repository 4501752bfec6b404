// Package replaytest checks that a store of single-use tokens keeps the contract
// of typeseal.Store. Run it on your own:
//
//	func TestStore(t *testing.T) {
//		replaytest.Run(t, func(t *testing.T) replaytest.Subject {
//			return replaytest.Subject{Store: mystore.New(t.TempDir())}
//		})
//	}
//
// It tries what goes wrong in practice: two that redeem at the same moment, an
// answer that is lost, a server that is gone or hangs, a restart, a purge, a
// test's clock. What it cannot try is a loss of power.
package replaytest

import (
	"context"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Subject is a store under test and what can be done to it. A check whose
// function is nil is skipped; for a store on a server, give all of them.
type Subject struct {
	// Store is new, or in use by nobody else: the checks bring ids of their own.
	Store typeseal.Store
	// Restart ends the store as a crash would, without saying goodbye, and
	// returns it as the next process finds it.
	Restart func() (typeseal.Store, error)
	// Down makes what the store depends on unreachable, until up is called.
	Down func() (up func() error, err error)
	// Hang makes what the store depends on accept everything and answer nothing,
	// until resume is called.
	Hang func() (resume func() error, err error)
	// Purge forgets what the store may forget.
	Purge func(context.Context) error
	// Clock opens another store, which tells the time by now. Of what it returns,
	// the checks use Store and Purge.
	Clock func(now func() time.Time) (Subject, error)
}

// A check is one promise. It returns how the store broke it.
type check struct {
	name  string
	needs func(*Subject) bool // nil: nothing but the store
	run   func(*Subject) error
}

var checks = []check{
	{"first second", nil, firstSecond},
	{"one winner", nil, oneWinner},
	{"one winner with claims", nil, oneWinnerWithClaims},
	{"ids", nil, idsAreApart},
	{"salts", nil, saltsAreApart},
	{"claims", nil, claimsRepeat},
	{"many", nil, manyStay},
	{"expiry", nil, keepsBeyondExpiry},
	{"purge", func(s *Subject) bool { return s.Purge != nil }, purgeKeepsLive},
	{"clock", func(s *Subject) bool { return s.Clock != nil }, ownClock},
	{"cancelled", nil, cancelled},
	{"restart", func(s *Subject) bool { return s.Restart != nil }, restart},
	{"down", func(s *Subject) bool { return s.Down != nil }, down},
	{"hang", func(s *Subject) bool { return s.Hang != nil }, hang},
}

// Run runs every check as a subtest, each on a Subject of its own. The race in
// which 16 claimants redeem each of 300 tokens at the same moment is run 10
// times, and 100 times where the environment has CI=true; with -short it is run
// once, for 50 tokens.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			if c.needs != nil && !c.needs(&s) {
				t.Skip("the subject has no way to do this")
			}
			if err := c.run(&s); err != nil {
				t.Fatal(err)
			}
		})
	}
}
