package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/testdata/bench/measure"
	"github.com/typeseal/typeseal/testdata/bench/peers"
)

// write writes the results page and its plot. Their layout depends on nothing
// but what was measured.
func write(dir string, c config, sections []section, t *tokens, verdicts []verdict) error {
	var b strings.Builder
	fmt.Fprintf(&b, head, c.rounds, c.slice)
	b.WriteString(machine())
	b.WriteString("\n## Targets\n\nOn the session of 69 bytes. Peers carry JSON.\n\n")
	b.WriteString(verdictTable(verdicts))
	for _, s := range sections {
		b.WriteString("\n" + s.markdown())
	}
	if err := os.WriteFile(filepath.Join(dir, "RESULTS.md"), []byte(b.String()), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "results.svg"), []byte(plot(t, middle)), 0o666)
}

const head = `# Results

Written by ` + "`go run .`" + ` in this directory, from %d rounds. In each round every line of the tables below ran for about %v, in a
new random order, all in one process. Times are medians; a ratio is the median of the ratios of the rounds, with its quartiles.

The floor is the keyed primitive over the very bytes that typeseal's tag covers, base64 and one string, with pooled buffers: no
field encoded or decoded, no key looked up, no clock read. Of Ed25519 it is the bare operation. Peers do the whole typed job:
struct to token with issue time and expiry; token to struct, with the expiry checked. Each does it in the fastest way that its
documentation shows, and is tested to refuse a changed, an expired and another key's token.

![Times as multiples of the floor](results.svg)

`

func (t *tokens) markdown() string {
	var b strings.Builder
	b.WriteString(t.lengths())
	for _, p := range t.payloads() {
		fmt.Fprintf(&b, "\n## %s%s\n", strings.ToUpper(p[:1]), p[1:])
		for _, o := range ops {
			b.WriteString("\n" + t.table(p, o))
		}
	}
	return b.String()
}

// table is one operation with one payload: floors and typeseal, then the peers,
// fastest first.
func (t *tokens) table(payload string, o op) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | ns | / floor | quartiles | / typeseal msgpack | / typeseal JSON | allocations | bytes |\n", o)
	b.WriteString("|---|--:|--:|---|--:|--:|--:|--:|\n")
	m, j := t.get(payload, o, typeSeal, msgpack), t.get(payload, o, typeSeal, asJSON)
	for _, r := range ranked(t.of(payload, o)) {
		base, spread := "", ""
		if r.floor != nil {
			ratio := measure.Ratio(r.cell, r.floor.cell)
			base, spread = number(ratio.Median), quartiles(ratio)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %d | %d |\n", r.label(), nanoseconds(r.cell.Nanoseconds().Median), base, spread,
			number(measure.Ratio(r.cell, m.cell).Median), number(measure.Ratio(r.cell, j.cell).Median), r.allocs, r.bytes)
	}
	return b.String()
}

func ranked(rows []*row) []*row {
	group := func(r *row) int {
		switch {
		case strings.HasPrefix(r.who, theFloor):
			return 0
		case r.ours():
			return 1
		}
		return 2
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b *row) int {
		if c := cmp.Compare(group(a), group(b)); c != 0 || group(a) < 2 {
			return c
		}
		return cmp.Compare(a.cell.Nanoseconds().Median, b.cell.Nanoseconds().Median)
	})
	return rows
}

func (r *row) ours() bool { return strings.HasPrefix(r.who, typeSeal) }

func (r *row) label() string {
	if r.ours() {
		return "**" + r.who + ", " + r.codec + "**"
	}
	if strings.HasPrefix(r.who, theFloor) {
		return r.who + ", " + r.codec
	}
	return r.who
}

// lengths is the table of token lengths.
func (t *tokens) lengths() string {
	var b strings.Builder
	b.WriteString("## Token lengths\n\nIn characters. typeseal's tokens carry a version, a key id and the issue time. Of the peers' those\n")
	b.WriteString("marked carry a key id; all carry the time.\n\n")
	all := t.payloads()
	fmt.Fprintf(&b, "| | | key id | %s |\n|---|---|---|%s\n", strings.Join(all, " | "), strings.Repeat("--:|", len(all)))
	for _, kind := range []peers.Kind{peers.Sign, peers.Seal, peers.Public} {
		for _, r := range byLength(t.of(all[len(all)-1], pairs[kind][0])) {
			id := ""
			if r.keyID {
				id = "yes"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |", kind, r.label(), id)
			for _, p := range all {
				fmt.Fprintf(&b, " %d |", t.get(p, r.op, r.who, r.codec).length)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func byLength(rows []*row) []*row {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *row) bool { return r.length == 0 })
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(a.length, b.length) })
	return rows
}

// number has three significant digits, and all that stand before the point.
func number(f float64) string {
	switch {
	case f == float64(int64(f)):
		return strconv.FormatFloat(f, 'f', -1, 64)
	case f >= 100:
		return strconv.FormatFloat(f, 'f', 0, 64)
	case f >= 10:
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', 2, 64)
}

func nanoseconds(f float64) string {
	if f < 10 {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', 0, 64)
}

func quartiles(s measure.Spread) string {
	if s.Q1 == 0 && s.Q3 == 0 {
		return ""
	}
	return number(s.Q1) + " to " + number(s.Q3)
}
