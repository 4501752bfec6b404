package main

import (
	"errors"
	"fmt"

	"github.com/typeseal/typeseal/testdata/generatorbench/project"
	"github.com/typeseal/typeseal/testdata/measure"
)

// The sizes of the modules.
var (
	hundred    = project.Size{Packages: 100, Types: 10}
	twoHundred = project.Size{Packages: 200, Types: 20}
	quarter    = project.Size{Packages: 1, Types: 250}
	thousand   = project.Size{Packages: 1, Types: 1000}
)

// A goal is the most that a row of typeseal may use: CPU time, divided by that of another
// row, or megabytes of memory.
type goal struct {
	size   project.Size
	row    string
	over   string // another row; "" for memory
	peer   string // the generator of that row; typeseal if empty
	most   float64
	allows float64 // what CI allows as long as the goal is missed; 0 if the goal is met
}

// goals are the promises. CI holds them with slack, as far as a short run measures them.
// Those that typeseal misses have the value of the last run in RESULTS.md, so that CI fails
// if typeseal moves away from them.
var goals = []goal{
	{size: hundred, row: nothing, over: base, most: 1.2},
	{size: twoHundred, row: nothing, over: base, most: 1.5},
	{size: hundred, row: fresh, over: base, most: 4},
	{size: twoHundred, row: fresh, over: base, most: 4, allows: 6.1},
	{size: hundred, row: fresh, over: fresh, peer: controllerGen.name, most: 0.5},
	{size: twoHundred, row: fresh, over: fresh, peer: controllerGen.name, most: 0.5},
	{size: hundred, row: emptyBuild, over: fresh, most: 1.2},
	{size: hundred, row: oneEdit, over: base, most: 2.5},
	{size: twoHundred, row: oneEdit, over: base, most: 2.5},
	{size: hundred, row: onePackage, over: base, most: 1.5},
	{size: hundred, row: list, over: base, most: 2.5},
	{size: hundred, row: diff, over: base, most: 2.5},
	{size: hundred, row: inspect, over: base, most: 2.5},
	{size: hundred, row: nothing, most: 60},
	{size: twoHundred, row: nothing, most: 60},
	{size: hundred, row: fresh, most: 100},
	{size: twoHundred, row: fresh, most: 250},
	{size: thousand, row: fresh, most: 100},
}

// slack is how much more than its limit a row may use before CI fails. The share of the go
// command in the time of a run differs between machines, and so does the memory: the Go
// runtime collects garbage in its own time.
const slack = 1.3

// A verdict is a goal with the measured value.
type verdict struct {
	goal
	got measure.Spread
}

// verdicts returns those of an experiment's goals whose rows were measured.
func (e *experiment) verdicts() (list []verdict) {
	for _, g := range goals {
		if got, ok := e.measured(g); ok && g.size == e.size && !e.again {
			list = append(list, verdict{g, got})
		}
	}
	return list
}

func (e *experiment) measured(g goal) (got measure.Spread, ok bool) {
	r := e.get(typeseal.name, g.row)
	if r == nil {
		return got, false
	}
	if g.over == "" {
		megabytes := r.memory()
		return measure.Spread{Best: megabytes, Median: megabytes}, megabytes > 0
	}
	by := typeseal.name
	if g.peer != "" {
		by = g.peer
	}
	other := e.get(by, g.over)
	if other == nil {
		return got, false
	}
	return measure.Ratio(r.cell, other.cell), true
}

func (v verdict) met() bool { return v.got.Median <= v.most }

func (v verdict) outcome() string {
	if v.met() {
		return "met"
	}
	return "**missed**"
}

// kept is what CI checks. Other programs can disturb the median or the best rounds, hardly
// both.
func (v verdict) kept() bool {
	return min(v.got.Best, v.got.Median) <= max(v.most, v.allows)*slack
}

// kept returns an error that names every verdict that CI rejects.
func kept(verdicts []verdict) error {
	var errs []error
	for _, v := range verdicts {
		if !v.kept() {
			errs = append(errs, fmt.Errorf("%s: %s, more than %s by a factor of more than %s", v.what(),
				measure.Number(v.got.Median), measure.Number(max(v.most, v.allows)), measure.Number(slack)))
		}
	}
	return errors.Join(errs...)
}

// what names the goal in a table.
func (g goal) what() string {
	text := fmt.Sprintf("%s, %s", g.size, g.row)
	switch {
	case g.over == "":
		return text + ": MB"
	case g.peer != "":
		return text + ": / " + g.peer + ", " + g.over
	}
	return text + ": / " + g.over
}
