package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// A goal is the most that an operation may take, divided by the time of another one.
type goal struct {
	op, over string
	atOnce   bool    // 16 of an operation are under way at any time, as in a server
	most     float64 // 0: the ratio is shown and not judged
	allows   float64 // what -check allows if the goal is missed, or missed on a loaded machine
}

// A language is one that typeseal emits, in a runtime of .ci/peers.
type language struct {
	name    string
	runtime string
	goals   []goal
	extra   bool // not measured by a short run
}

var languages = []language{
	{name: "TypeScript", runtime: "node-24", goals: beside},
	{name: "TypeScript in Node 20", runtime: "node-20", goals: beside, extra: true},
	{name: "Python", runtime: "python-newest", goals: []goal{
		{op: "typeseal: sign", over: "django.core.signing: sign", most: 0.6},
		{op: "typeseal: verify", over: "django.core.signing: verify", most: 0.9},
		{op: "typeseal: sign", over: "itsdangerous: sign"},
		{op: "typeseal: verify", over: "itsdangerous: verify"},
		{op: "typeseal: sign", over: "PyJWT HS256: sign"},
		{op: "typeseal: verify", over: "PyJWT HS256: verify"},
		{op: "typeseal sealed: seal", over: "Fernet: seal", most: 1.2},
		{op: "typeseal sealed: open", over: "Fernet: open", most: 1.3},
	}},
}

// beside are the goals of TypeScript. Only one after the other, on a machine with little else to do,
// is the time beside a bare operation of WebCrypto typeseal's own part: with 16 at once the threads of
// WebCrypto do not sleep between bare operations, and do between those of any library. Other
// libraries are compared as in a server. Sealing needs two operations of WebCrypto, and jose one.
var beside = slices.Concat(
	[]goal{{op: "typeseal: sign", over: "subtle.sign", most: 1.5, allows: 1.6}},
	inServer([]goal{
		{op: "typeseal: sign", over: "jose HS256, CryptoKey: sign", most: 0.75, allows: 0.9},
		{op: "typeseal: verify", over: "jose HS256, CryptoKey: verify", most: 0.95},
		{op: "typeseal: sign", over: "jose HS256, bytes: sign"},
		{op: "typeseal: verify", over: "jose HS256, bytes: verify"},
		{op: "typeseal Ed25519: sign", over: "jose Ed25519: sign", most: 0.9},
		{op: "typeseal Ed25519: verify", over: "jose Ed25519: verify", most: 1},
		{op: "typeseal sealed: seal", over: "jose A256GCM, bytes: seal", most: 0.8, allows: 1.3},
		{op: "typeseal sealed: open", over: "jose A256GCM, bytes: open", most: 1.15, allows: 1.3},
		{op: "typeseal sealed: seal", over: "jose A256GCM, CryptoKey: seal"},
		{op: "typeseal sealed: open", over: "jose A256GCM, CryptoKey: open"},
		{op: "typeseal sealed: seal", over: "paseto v3.local: seal"},
		{op: "typeseal sealed: open", over: "paseto v3.local: open"},
	}),
)

// inServer returns the goals if 16 of an operation are under way at any time, and after each the
// same ratio if one operation follows the other. That one is shown, and not judged.
func inServer(goals []goal) (list []goal) {
	for _, g := range goals {
		together := g
		together.atOnce = true
		list = append(list, together, goal{op: g.op, over: g.over})
	}
	return list
}

// sixteen ends the names of operations of which 16 are under way at any time.
const sixteen = ", 16 at once"

// cells returns the names of the operations that a goal compares.
func (g goal) cells() (op, over string) {
	if g.atOnce {
		return g.op + sixteen, g.over + sixteen
	}
	return g.op, g.over
}

// in names a goal of a language.
func (g goal) in(language string) string {
	if g.atOnce {
		language += sixteen
	}
	return fmt.Sprintf("%s, %s / %s", language, g.op, g.over)
}

// characters are the lengths of typeseal's tokens in both languages. They follow from the format.
var characters = map[string]int{"typeseal": 80, "typeseal Ed25519": 144, "typeseal sealed": 123}

// slack is how much more than its goal a ratio may be before -check fails. The share of the
// primitives in a time differs between machines.
const slack = 1.3

// A verdict is a goal with the measured value.
type verdict struct {
	what   string
	got    measure.Spread
	most   float64
	allows float64 // as that of a goal
	exact  bool    // counted, not measured: -check gives it no slack
}

// exactly returns the verdict on a figure that is counted.
func exactly(what string, got, most, allows float64) verdict {
	return verdict{what: what, got: measure.Spread{Best: got, Median: got}, most: most, allows: allows, exact: true}
}

// value is the better one of the best rounds and the median, because other programs can disturb
// either.
func (v verdict) value() float64 { return min(v.got.Best, v.got.Median) }

func (v verdict) outcome() string {
	switch {
	case v.most == 0:
		return ""
	case v.value() <= v.most:
		return "met"
	}
	return "**missed**"
}

func (v verdict) kept() bool {
	limit := max(v.most, v.allows)
	if v.exact {
		return v.value() <= limit
	}
	return limit == 0 || v.value() <= limit*slack
}

// kept returns an error that names every verdict that -check rejects.
func kept(verdicts []verdict) error {
	var errs []error
	for _, v := range verdicts {
		if !v.kept() {
			errs = append(errs, fmt.Errorf("%s: %s in the best rounds, %s in the median, at most %s", v.what,
				measure.Number(v.got.Best), measure.Number(v.got.Median), measure.Number(max(v.most, v.allows))))
		}
	}
	return errors.Join(errs...)
}

func verdictTable(verdicts []verdict) string {
	var b strings.Builder
	b.WriteString("| | at most | best rounds | median | quartiles | |\n|---|--:|--:|--:|---|---|\n")
	for _, v := range verdicts {
		most := ""
		if v.most != 0 {
			most = measure.Number(v.most)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", v.what, most, measure.Number(v.got.Best),
			measure.Number(v.got.Median), v.got.Quartiles(), v.outcome())
	}
	return b.String()
}
