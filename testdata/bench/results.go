package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/testdata/bench/peers"
	"github.com/typeseal/typeseal/testdata/measure"
)

// write writes the results page and its plot.
func write(dir string, c config, sections []section, t *tokens, verdicts []verdict) error {
	var b strings.Builder
	fmt.Fprintf(&b, head, c.rounds, c.slice)
	b.WriteString(machine())
	b.WriteString("\n## Targets\n\nFor the session of 69 bytes, unless another payload is named. Peers write JSON.\n\n")
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

Written by ` + "`go run .`" + ` in this directory, from %d rounds. In each round every line of the tables below ran for
about %v, in a new random order, all in one process on one processor. All times are CPU times of the process
(getrusage), so that other programs on the machine count little. Each slice starts after a garbage collection and
hardly ever includes one, so the cost of garbage shows only in the columns of allocations. "Best rounds" is the first
decile. A ratio of best rounds divides two of these. Every other ratio is the median over the rounds, with its
quartiles.

The floor is the least work for a token: the keyed primitive over the same bytes that typeseal's tag covers, base64,
one string and one reading of the clock, with pooled buffers. It does not encode or decode fields, look up a key or
check options. For Ed25519 it is the operation alone. Peers do the whole typed job: they convert a struct to a token
with issue time and expiry, and a token to a struct after they have checked the expiry. Each does it in the fastest way
that its documentation shows. A test shows that each refuses a changed token, an expired token and a token of another
key. "Twenty plain lines" is HMAC and encoding/json as most people write it. "Pooled HMAC" is the same with the keyed
hash, the encoder and all buffers in a pool.

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

// table returns one operation with one payload: floors and typeseal, then the peers,
// fastest first.
func (t *tokens) table(payload string, o op) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | ns, best | median | / floor, best | median | quartiles | ", o)
	b.WriteString("/ typeseal msgpack | / typeseal JSON | allocations | bytes |\n")
	b.WriteString("|---|--:|--:|--:|--:|---|--:|--:|--:|--:|\n")
	for _, r := range ranked(t.of(payload, o)) {
		took, best, median, spread := r.cell.Nanoseconds(), "", "", ""
		if r.floor != nil {
			ratio := measure.Ratio(r.cell, r.floor.cell)
			best, median, spread = measure.Number(ratio.Best), measure.Number(ratio.Median), ratio.Quartiles()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %d | %d |\n", r.label(),
			nanoseconds(took.Best), nanoseconds(took.Median), best, median, spread,
			t.beside(r, msgpack), t.beside(r, asJSON), r.allocs, r.bytes)
	}
	return b.String()
}

// beside returns the median ratio of r to typeseal with the given codec, if that was
// measured.
func (t *tokens) beside(r *row, codec string) string {
	own := t.get(r.payload, r.op, typeSeal, codec)
	if own == nil {
		return ""
	}
	return measure.Number(measure.Ratio(r.cell, own.cell).Median)
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

// lengths returns the table of token lengths.
func (t *tokens) lengths() string {
	var b strings.Builder
	b.WriteString("## Token lengths\n\nIn characters. All tokens have their issue time. typeseal's have a version and ")
	b.WriteString("a key id too; of the\npeers' tokens, those that are marked have a key id.\n\n")
	all := t.payloads()
	fmt.Fprintf(&b, "| | | key id | %s |\n", strings.Join(all, " | "))
	b.WriteString("|---|---|---|" + strings.Repeat("--:|", len(all)) + "\n")
	for _, kind := range []peers.Kind{peers.Sign, peers.Seal, peers.Public} {
		for _, r := range byLength(t.of(all[len(all)-1], pairs[kind][0])) {
			id := ""
			if r.keyID {
				id = "yes"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |", kind, r.label(), id)
			for _, p := range all {
				length := ""
				if same := t.get(p, r.op, r.who, r.codec); same != nil {
					length = strconv.Itoa(same.length)
				}
				fmt.Fprintf(&b, " %s |", length)
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

func nanoseconds(f float64) string {
	if f < 10 {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', 0, 64)
}
