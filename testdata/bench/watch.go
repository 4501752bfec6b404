package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/measure"
)

// watching compares a ring that follows its source with a parsed one.
type watching struct{ rows []*watchRow }

type watchRow struct {
	what            string
	parsed, watched *measure.Cell
	allocs, fewest  int // with a watched ring, with a parsed one
}

func measureWatching(c config) (section, error) {
	text := typeseal.GenerateKey()
	parsed, err := typeseal.ParseKeyring(text)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	source := typeseal.FromFunc(func(context.Context) (string, error) { return text, nil })
	watched, err := typeseal.WatchKeyring(ctx, source)
	if err != nil {
		return nil, err
	}
	signed, err := payloads.ASession.Sign(parsed)
	if err != nil {
		return nil, err
	}
	sealed, err := payloads.ASession.Seal(parsed)
	if err != nil {
		return nil, err
	}
	s, got := &watching{}, new(payloads.Session)
	for _, r := range []struct {
		op  op
		run func(keys *typeseal.Keyring) error
	}{
		{sign, func(keys *typeseal.Keyring) error { _, err := payloads.ASession.Sign(keys); return err }},
		{verify, func(keys *typeseal.Keyring) error { return got.Verify(keys, signed) }},
		{seal, func(keys *typeseal.Keyring) error { _, err := payloads.ASession.Seal(keys); return err }},
		{open, func(keys *typeseal.Keyring) error { return got.Open(keys, sealed) }},
	} {
		row, err := newWatchRow(r.op, r.run, parsed, watched)
		if err != nil {
			return nil, err
		}
		s.rows = append(s.rows, row)
	}
	var cells []*measure.Cell
	for _, r := range s.rows {
		cells = append(cells, r.parsed, r.watched)
	}
	return s, measure.Run(cells, c.rounds, c.slice)
}

func newWatchRow(of op, run func(*typeseal.Keyring) error, parsed, watched *typeseal.Keyring) (*watchRow, error) {
	r := &watchRow{what: string(of)}
	with := func(name string, keys *typeseal.Keyring) (*measure.Cell, int, error) {
		once := func() error { return run(keys) }
		allocs, _, err := measure.Allocs(once)
		return &measure.Cell{Name: string(of) + " with a " + name + " ring", Time: measure.Loop(once)}, allocs, err
	}
	var err, err2 error
	r.parsed, r.fewest, err = with("parsed", parsed)
	r.watched, r.allocs, err2 = with("watched", watched)
	return r, errors.Join(err, err2)
}

func (s *watching) verdicts() (list []verdict) {
	for _, r := range s.rows {
		list = append(list,
			verdict{what: r.what + " with a watched ring / with a parsed ring",
				got: measure.Ratio(r.watched, r.parsed), limit: maxWatched, watched: true},
			count(r.what+" with a watched ring: allocations", r.allocs, r.fewest))
	}
	return list
}

func (s *watching) markdown() string {
	var b strings.Builder
	b.WriteString("## A key ring that follows its source\n\n| | parsed ns | watched ns | ratio |\n|---|--:|--:|--:|\n")
	for _, r := range s.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.what, nanoseconds(r.parsed.Best()), nanoseconds(r.watched.Best()),
			measure.Number(measure.Ratio(r.watched, r.parsed).Median))
	}
	return b.String()
}
