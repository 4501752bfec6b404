package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/testdata/bench/compat"
	"github.com/typeseal/typeseal/testdata/measure"
	"github.com/typeseal/typeseal/testdata/peer"
)

// A compatible format is compared with the Python system that it comes from.
type compatible struct {
	name   string
	python string           // version, or why there is none
	minted [2]*measure.Cell // ours, theirs
	opened [2]*measure.Cell
	floor  *measure.Cell
}

type compatibles struct{ rows []*compatible }

func measureCompat(c config) (section, error) {
	formats, err := compat.Formats()
	if err != nil {
		return nil, err
	}
	s := &compatibles{}
	for _, f := range formats {
		row, err := measureFormat(f, max(20, c.rounds/5))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		s.rows = append(s.rows, row)
	}
	return s, nil
}

func measureFormat(f compat.Format, rounds int) (*compatible, error) {
	system, err := compat.Start(f.Name, f.Payload)
	if errors.Is(err, peer.ErrMissing) {
		return &compatible{name: f.Name, python: err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	defer system.Close()
	token, err := system.Token()
	if err != nil {
		return nil, err
	}
	row := &compatible{
		name: f.Name, python: system.Version,
		minted: [2]*measure.Cell{
			{Name: f.Name + " mint", Time: measure.Loop(func() error { _, err := f.Mint(); return err })},
			{Name: f.Name + " mint, Python", Time: system.Mint},
		},
		opened: [2]*measure.Cell{
			{Name: f.Name + " open", Time: measure.Loop(func() error { return f.Open(token) })},
			{Name: f.Name + " open, Python", Time: system.Open},
		},
		floor: &measure.Cell{Name: f.Name + " floor", Time: measure.Loop(f.Floor)},
	}
	cells := slices.Concat(row.minted[:], row.opened[:], []*measure.Cell{row.floor})
	return row, measure.Run(cells, rounds, 10*time.Millisecond)
}

func (s *compatibles) verdicts() (list []verdict) {
	for _, r := range s.rows {
		if r.minted[0] == nil {
			continue
		}
		list = append(list, r.judge("mint", r.minted), r.judge("open", r.opened))
	}
	return list
}

func (r *compatible) judge(op string, pair [2]*measure.Cell) verdict {
	return verdict{what: fmt.Sprintf("%s, %s: times faster than %s", r.name, op, r.python),
		got: measure.Ratio(pair[1], pair[0]), limit: minCompat, atLeast: true,
		reach: measure.Ratio(pair[1], r.floor).Median}
}

const pythonSystems = `## Python systems

Generated methods for the formats of three Python systems, and these systems, each in a loop in one Python process
with the same payload. Their packages are the newest that .ci/peers installs. The floor is only the format's MAC
over as many bytes.

`

func (s *compatibles) markdown() string {
	var b strings.Builder
	b.WriteString(pythonSystems)
	b.WriteString("| format | Python | mint, ns | Python's | ratio | open, ns | Python's | ratio | the floor, ns |\n")
	b.WriteString("|---|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range s.rows {
		if r.minted[0] == nil {
			fmt.Fprintf(&b, "| %s | %s | | | | | | | |\n", r.name, r.python)
			continue
		}
		fmt.Fprintf(&b, "| %s | %s |", r.name, r.python)
		for _, pair := range [][2]*measure.Cell{r.minted, r.opened} {
			ours, theirs := pair[0], pair[1]
			fmt.Fprintf(&b, " %s | %s | %s |", nanoseconds(ours.Nanoseconds().Median),
				nanoseconds(theirs.Nanoseconds().Median), measure.Number(measure.Ratio(theirs, ours).Median))
		}
		fmt.Fprintf(&b, " %s |\n", nanoseconds(r.floor.Nanoseconds().Median))
	}
	return b.String()
}
