package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/testdata/bench/measure"
)

// A target is what one comparison on the 69-byte payload must reach.
type target struct {
	op      op
	against string  // theFloor or a peer
	msgpack float64 // limits by codec
	json    float64
}

// The targets: at most this many times the floor, at least this many times as
// fast as a peer.
var targets = []target{
	{sign, theFloor, 1.4, 1.6},
	{verify, theFloor, 1.9, 2.6},
	{seal, theFloor, 1.4, 1.6},
	{open, theFloor, 2.0, 3.0},
	{ed25519Sign, theFloor, 1.05, 1.08},
	{ed25519Verify, theFloor, 1.05, 1.08},
	{sign, "cristalhq/jwt", 4.5, 3},
	{verify, "cristalhq/jwt", 9, 5.5},
	{sign, "golang-jwt", 9, 6.5},
	{verify, "golang-jwt", 11, 7.5},
	{seal, "tink AES-256-GCM", 1.8, 1.4},
	{open, "tink AES-256-GCM", 3.5, 2.5},
	{seal, "PASETO v4.local", 12, 9},
	{open, "PASETO v4.local", 18, 12},
}

// targetPeers are the peers that targets name.
var targetPeers = []string{"cristalhq/jwt", "golang-jwt", "tink AES-256-GCM", "PASETO v4.local"}

// maxAllocs are the most allocations of each operation with msgpack.
var maxAllocs = []struct {
	op     op
	who    string
	allocs int
}{
	{sign, typeSeal, 1},
	{sign, appended, 0},
	{verify, typeSeal, 1},
	{seal, typeSeal, 2},
	{seal, appended, 1},
	{open, typeSeal, 2},
	{ed25519Sign, typeSeal, 1},
	{ed25519Verify, typeSeal, 1},
}

// maxLength is how long a token may be beside an HS256 JWT of the same claims.
var maxLength = map[string]float64{msgpack: 0.55, asJSON: 0.85}

// What else must be true.
const (
	maxRefusal = 1.5 // a bad token / its floor
	minGain    = 1.9 // two goroutines / one
	minReload  = 0.8 // verifications a second while the ring is reloaded / else
	minMillion = 0.5 // tokens a second / bare HMACs a second
	minCompat  = 10  // times faster than Python
)

// maxExpiredAllocs are those of opening and one for the error, which carries the
// payload. All other refusals have none.
var maxExpiredAllocs = map[op]int{verify: 2, open: 3}

// A verdict is a target with what was measured.
type verdict struct {
	what    string
	got     measure.Spread
	limit   float64
	atLeast bool
	reach   float64 // what the floor would give in our place; 0: unknown
	exact   bool    // counted, not timed: -check gives it no slack
	watched bool    // -check looks at it
}

// slack is how much worse than its target a time may be before -check fails:
// other programs run on the machines that CI has.
const slack = 1.5

func (v verdict) met() bool { return v.within(1) }

// outcome tells a target that was missed from one that nothing can meet on this
// machine: where hashing is slow, it hides what peers do beside it.
func (v verdict) outcome() string {
	switch {
	case v.met():
		return "met"
	case v.atLeast && v.reach != 0 && v.reach < v.limit:
		return "out of reach here: " + number(v.reach) + " at the floor"
	}
	return "**missed**"
}

func (v verdict) kept() bool {
	if v.exact {
		return v.within(1)
	}
	return v.within(slack)
}

func (v verdict) within(slack float64) bool {
	if v.atLeast {
		return v.got.Median >= v.limit/slack
	}
	return v.got.Median <= v.limit*slack
}

// kept is an error that names every verdict that -check does not let pass.
func kept(verdicts []verdict) error {
	var errs []error
	for _, v := range verdicts {
		if v.watched && !v.kept() {
			errs = append(errs, fmt.Errorf("%s: %s, target %s", v.what, number(v.got.Median), v.bound()))
		}
	}
	return errors.Join(errs...)
}

func (v verdict) bound() string {
	if v.atLeast {
		return "at least " + number(v.limit)
	}
	return "at most " + number(v.limit)
}

func (t *tokens) verdicts() (list []verdict) {
	for _, g := range targets {
		list = append(list, t.judge(g, msgpack, g.msgpack), t.judge(g, asJSON, g.json))
	}
	for _, m := range maxAllocs {
		r := t.get(middle, m.op, m.who, msgpack)
		list = append(list, count(fmt.Sprintf("%s (%s): allocations", m.op, m.who), r.allocs, m.allocs))
	}
	jwt := t.get(middle, sign, "golang-jwt", asJSON)
	for _, codec := range []string{msgpack, asJSON} {
		ratio := float64(t.get(middle, sign, typeSeal, codec).length) / float64(jwt.length)
		list = append(list, verdict{what: "token length / HS256 JWT, " + codec, got: measure.Spread{Median: ratio}, limit: maxLength[codec], exact: true, watched: true})
	}
	return list
}

func (t *tokens) judge(g target, codec string, limit float64) verdict {
	own := t.get(middle, g.op, typeSeal, codec)
	if g.against == theFloor {
		return verdict{what: fmt.Sprintf("%s / floor, %s", g.op, codec), got: measure.Ratio(own.cell, own.floor.cell), limit: limit, watched: true}
	}
	// Not watched: how much of a peer's time is hashing is the machine's affair.
	peer := t.get(middle, g.op, g.against, asJSON)
	return verdict{what: fmt.Sprintf("%s: times faster than %s, %s", g.op, g.against, codec),
		got: measure.Ratio(peer.cell, own.cell), limit: limit, atLeast: true, reach: measure.Ratio(peer.cell, own.floor.cell).Median}
}

func count(what string, got, limit int) verdict {
	return verdict{what: what, got: measure.Spread{Median: float64(got)}, limit: float64(limit), exact: true, watched: true}
}

func verdictTable(verdicts []verdict) string {
	var b strings.Builder
	b.WriteString("| target | | measured | quartiles | |\n|---|---|--:|---|---|\n")
	for _, v := range verdicts {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", v.what, v.bound(), number(v.got.Median), quartiles(v.got), v.outcome())
	}
	return b.String()
}
