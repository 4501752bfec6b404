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
	// Open opens the same records once more, as a second process does. Both stores
	// are used at the same time.
	Open func() (typeseal.Store, error)
	// Restart ends the store as a crash does, and opens it again as the next
	// process does. Calls may be running.
	Restart func() (typeseal.Store, error)
	// Down makes the store's server unreachable. up makes it reachable again.
	Down func() (up func() error, err error)
	// Hang makes the store's server accept requests and not answer them. resume
	// makes it answer again. For a store in a file, take the lock that its writes need.
	Hang func() (resume func() error, err error)
	// ReadOnly makes the store's server answer reads, but fail or wait at each write, as
	// a server does that has lost its replicas or whose disk is full.
	ReadOnly func() (restore func() error, err error)
	// Lose makes the store's server record what the next call of Consume asks for, and
	// breaks the connection in place of the answer.
	Lose func() error
	// Purge deletes all records that the store may delete.
	Purge func(context.Context) error
	// Clock opens another store, which uses now as its clock. Run uses only Store
	// and Purge of the Subject that it returns.
	Clock func(now func() time.Time) (Subject, error)
}

// has reports whether the subject has a function.
func (s *Subject) has(function string) bool {
	switch function {
	case "Open":
		return s.Open != nil
	case "Restart":
		return s.Restart != nil
	case "Down":
		return s.Down != nil
	case "Hang":
		return s.Hang != nil
	case "ReadOnly":
		return s.ReadOnly != nil
	case "Lose":
		return s.Lose != nil
	case "Purge":
		return s.Purge != nil
	case "Clock":
		return s.Clock != nil
	}
	return function == ""
}

// check is a promise of a store.
type check struct {
	name  string
	must  string // the promise, in a sentence
	needs string // the function of the Subject, or ""
	run   func(*Subject) error
}

var checks = []check{
	{
		"first second", "A store must accept a token that was issued in the second in which the store was opened.",
		"", func(s *Subject) error { return expectOnce(s.Store, storetest.NewUses(1)) },
	},
	{
		"one winner", "Of all simultaneous calls of Consume for a token, exactly one must return First.",
		"", func(s *Subject) error { return race(withoutClaims, s.Store) },
	},
	{
		"one winner with claims", "Of simultaneous calls with different claims, one must return First, " +
			"and only that one may repeat its claim.",
		"", func(s *Subject) error { return race(ownClaims, s.Store) },
	},
	{
		"same claim", "Of simultaneous calls with one claim, exactly one must return First, " +
			"and all others must return the record as Claimed.",
		"", func(s *Subject) error { return race(oneClaim, s.Store) },
	},
	{"ids", "Tokens whose ids differ in any bit are different tokens.", "", idsAreApart},
	{"salts", "Tokens with the same id and different salts are different tokens.", "", saltsAreApart},
	{
		"claims", "A record is Claimed for the claim of the call that made it, and for no other claim or call.",
		"", claimsRepeat,
	},
	{"looks", "Look must change nothing, and must know what Consume has recorded.", "", looksChangeNothing},
	{
		"times", "At is when the record was made and never changes, and Now is the time of the call, " +
			"both by the store's clock.",
		"", ages,
	},
	{
		"grace", "A token must be accepted until its grace has passed since the first use, " +
			"whatever the grace of earlier calls.",
		"", gracePasses,
	},
	{"many", "A store must not drop records to make room.", "", func(s *Subject) error {
		return expectOnce(s.Store, storetest.NewUses(1500))
	}},
	{"expiry", "A store must keep a record beyond the end of its token.", "", keepsBeyondExpiry},
	{
		"purge", "A purge must keep the record of each token that has not ended, as it is.",
		"Purge", purgeKeepsLive,
	},
	{
		"purge beside calls", "A purge must keep the records that are made meanwhile.",
		"Purge", purgeBesideCalls,
	},
	{
		"clock", "The store's clock alone says what is late, how old a record is, and what may be purged.",
		"Clock", livesByClock,
	},
	{
		"long life", "A store must keep a record as long as its token can live, which may be months.",
		"Clock", livesLong,
	},
	{
		"clock back", "A record that could be needed after the clock is set back must survive a purge.",
		"Clock", survivesClockBack,
	},
	{
		"before the record", "A record counts even if the clock is set back to before it was made.",
		"Clock", goesOnBeforeItsRecords,
	},
	{"canceled", "If the context has ended, a store must return an error and no answer.", "", canceled},
	{
		"cut off", "A call that fails must leave the token unused, or used by that call, whose claim can be repeated.",
		"", cutOff,
	},
	{
		"lost answer", "If an answer is lost, a store must not turn it into another one.",
		"Lose", lostAnswers,
	},
	{
		"instances", "What one instance of a store records, all others must know at once.",
		"Open", instancesAgree,
	},
	{
		"one winner of instances", "Of simultaneous calls of several instances, exactly one must return First.",
		"Open", instancesRace,
	},
	{
		"restart", "A store must not forget a record when it restarts, even at once; " +
			"one that does forget must return an error for each token that was issued before.",
		"Restart", restart,
	},
	{
		"restart in the middle", "A store must not return First before the record is safe from a restart.",
		"Restart", restartInTheMiddle,
	},
	{
		"down", "While its server is down, a store must return an error at most 100 ms after the deadline, " +
			"or say what it knows.",
		"Down", func(s *Subject) error { return outage(s, s.Down) },
	},
	{
		"hang", "While its server hangs, a store must return an error at most 100 ms after the deadline, " +
			"or say what it knows.",
		"Hang", func(s *Subject) error { return outage(s, s.Hang) },
	},
	{
		"goroutines", "A call must leave no goroutine behind.",
		"", func(s *Subject) error { return leavesNothing(s, nil) },
	},
	{
		"deadline", "If its server hangs, a call must leave no goroutine behind after its deadline.",
		"Hang", func(s *Subject) error { return leavesNothing(s, s.Hang) },
	},
	{
		"read only", "A yes comes from a write: while its server cannot write, a store must not accept a token.",
		"ReadOnly", func(s *Subject) error { return outage(s, s.ReadOnly) },
	},
}

// Run runs each check as a subtest with a new Subject. In some checks, 16 goroutines
// redeem each of 300 tokens at the same moment, and 16 others look at it. With a slow
// store, or with -short, there are 40 tokens. Run takes from ten seconds to a minute.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			if !s.has(c.needs) {
				t.Skipf("this check needs Subject.%s. %s", c.needs, c.must)
			}
			if err := c.run(&s); err != nil {
				t.Fatalf("%s\n%v", c.must, err)
			}
		})
	}
}
