package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// A target is the limit for one comparison.
type target struct {
	op      op
	against string  // theFloor or a peer
	msgpack float64 // limits by codec
	json    float64
}

// targets are for the payload of 69 bytes: at most this many times the floor, or at least
// this many times as fast as a peer.
var targets = []target{
	{sign, theFloor, 1.3, 1.55},
	{verify, theFloor, 1.35, 1.65},
	{seal, theFloor, 1.3, 1.45},
	{open, theFloor, 1.4, 1.6},
	{ed25519Sign, theFloor, 1.05, 1.08},
	{ed25519Verify, theFloor, 1.05, 1.08},
	{sign, "cristalhq/jwt", 3, 2.2},
	{verify, "cristalhq/jwt", 7.5, 5},
	{sign, "golang-jwt", 5.5, 4},
	{verify, "golang-jwt", 10, 7},
	{sign, "pooled HMAC", 1.8, 1.3},
	{verify, "pooled HMAC", 4.5, 3.5},
	{seal, "tink AES-256-GCM", 1.5, 1.1},
	{open, "tink AES-256-GCM", 3.5, 2.4},
	{seal, "PASETO v4.local", 8.5, 6},
	{open, "PASETO v4.local", 13, 9},
}

// targetPeers are the peers that targets name.
var targetPeers = []string{"cristalhq/jwt", "golang-jwt", "pooled HMAC", "tink AES-256-GCM", "PASETO v4.local"}

// maxAllocs are the most allocations of each operation.
var maxAllocs = []struct {
	op     op
	who    string
	codec  string
	allocs int
}{
	{sign, typeSeal, msgpack, 1},
	{sign, appended, msgpack, 0},
	{sign, packed, asJSON, 1},
	{verify, typeSeal, msgpack, 1},
	{verify, packed, asJSON, 1},
	{seal, typeSeal, msgpack, 1},
	{seal, appended, msgpack, 0},
	{open, typeSeal, msgpack, 1},
	{ed25519Sign, typeSeal, msgpack, 1},
	{ed25519Verify, typeSeal, msgpack, 1},
}

// maxLength is the length of a token, divided by the length of an HS256 JWT with the same
// claims.
var maxLength = map[string]float64{msgpack: 0.55, asJSON: 0.85}

// What else must be true.
const (
	maxLarge   = 2    // Verify of 1 KB of JSON / floor
	maxPacked  = 15   // Sign of a compressed payload / Sign
	maxRefusal = 1.5  // a bad token / its floor
	maxExpired = 1.6  // an expired token / its floor, which makes no error
	maxWatched = 1.03 // a call with a ring that follows its source / with a parsed one
	maxTenants = 1.3  // a call in one of many realms, in turn / in a single realm
	minGain    = 1.9  // two goroutines / one
	minReload  = 0.8  // verifications a second while the ring is reloaded / else
	minMillion = 0.5  // tokens a second / HMACs a second
	minCompat  = 10   // times faster than Python

	maxTenantBytes = 700 // memory of a type in a realm
)

// maxExpiredAllocs has one allocation more than opening, for the error, which holds
// the payload. No other refusal allocates.
const maxExpiredAllocs = 2

// A verdict is a target with the measured value.
type verdict struct {
	what    string
	got     measure.Spread
	limit   float64
	atLeast bool
	reach   float64 // the floor's value in place of typeseal's; 0: unknown
	exact   bool    // counted, not measured: -check gives it no slack
	watched bool    // -check looks at it
}

// slack is how much worse than its target a ratio may be before -check fails.
// Processors differ in how fast they hash, and ratios of one run to the next vary
// by a few hundredths.
const slack = 1.15

func (v verdict) met() bool { return v.within(1) }

// outcome distinguishes a target that was missed from a target that cannot be met on this
// machine. The latter happens if hashing is so slow that it hides the other work of the
// peers.
func (v verdict) outcome() string {
	switch {
	case v.met():
		return "met"
	case v.atLeast && v.reach != 0 && v.reach < v.limit:
		return "out of reach here: " + measure.Number(v.reach) + " at the floor"
	}
	return "**missed**"
}

func (v verdict) kept() bool {
	if v.exact {
		return v.within(1)
	}
	return v.within(slack)
}

// within uses the better one of the best rounds and the median, because other programs
// can disturb either.
func (v verdict) within(slack float64) bool {
	if v.atLeast {
		return max(v.got.Best, v.got.Median) >= v.limit/slack
	}
	return min(v.got.Best, v.got.Median) <= v.limit*slack
}

// kept returns an error that names every verdict that -check rejects.
func kept(verdicts []verdict) error {
	var errs []error
	for _, v := range verdicts {
		if v.watched && !v.kept() {
			errs = append(errs, fmt.Errorf("%s: %s in the best rounds, %s in the median, target %s",
				v.what, measure.Number(v.got.Best), measure.Number(v.got.Median), v.bound()))
		}
	}
	return errors.Join(errs...)
}

func (v verdict) bound() string {
	if v.atLeast {
		return "at least " + measure.Number(v.limit)
	}
	return "at most " + measure.Number(v.limit)
}

func (t *tokens) verdicts() (list []verdict) {
	for _, g := range targets {
		list = append(list, t.judge(g, msgpack, g.msgpack), t.judge(g, asJSON, g.json))
	}
	big, plain := t.get(large, verify, typeSeal, asJSON), t.get(middle, sign, typeSeal, asJSON)
	list = append(list,
		verdict{what: "Verify / floor, JSON, " + large, got: measure.Ratio(big.cell, big.floor.cell),
			limit: maxLarge, watched: true},
		verdict{what: "Sign, compressed / Sign, JSON",
			got: measure.Ratio(t.get(middle, sign, packed, asJSON).cell, plain.cell), limit: maxPacked, watched: true})
	for _, m := range maxAllocs {
		r := t.get(middle, m.op, m.who, m.codec)
		list = append(list, count(fmt.Sprintf("%s (%s): allocations", m.op, m.who), r.allocs, m.allocs))
	}
	jwt := t.get(middle, sign, "golang-jwt", asJSON)
	for _, codec := range []string{msgpack, asJSON} {
		own := t.get(middle, sign, typeSeal, codec)
		ratio := float64(own.length) / float64(jwt.length)
		list = append(list, exactly("token length / HS256 JWT, "+codec, ratio, maxLength[codec]))
	}
	return list
}

func (t *tokens) judge(g target, codec string, limit float64) verdict {
	own := t.get(middle, g.op, typeSeal, codec)
	if g.against == theFloor {
		return verdict{what: fmt.Sprintf("%s / floor, %s", g.op, codec),
			got: measure.Ratio(own.cell, own.floor.cell), limit: limit, watched: true}
	}
	// Not checked: the share of hashing in a peer's time differs between machines.
	peer := t.get(middle, g.op, g.against, asJSON)
	return verdict{what: fmt.Sprintf("%s: times faster than %s, %s", g.op, g.against, codec),
		got: measure.Ratio(peer.cell, own.cell), limit: limit, atLeast: true,
		reach: measure.Ratio(peer.cell, own.floor.cell).Median}
}

// exactly returns the verdict on a figure that is counted.
func exactly(what string, got, limit float64) verdict {
	return verdict{what: what, got: measure.Spread{Best: got, Median: got}, limit: limit, exact: true, watched: true}
}

func count(what string, got, limit int) verdict { return exactly(what, float64(got), float64(limit)) }

func verdictTable(verdicts []verdict) string {
	var b strings.Builder
	b.WriteString("| target | | best rounds | median | quartiles | |\n|---|---|--:|--:|---|---|\n")
	for _, v := range verdicts {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", v.what, v.bound(),
			measure.Number(v.got.Best), measure.Number(v.got.Median), v.got.Quartiles(), v.outcome())
	}
	return b.String()
}
