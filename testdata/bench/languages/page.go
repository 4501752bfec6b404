package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// write writes the results page.
func write(c config, r results, verdicts []verdict) error {
	var b strings.Builder
	fmt.Fprintf(&b, head, c.rounds, c.slice)
	b.WriteString(measure.Machine(r.versions()))
	b.WriteString("\n## Goals\n\n" + goalsHead + verdictTable(verdicts))
	for _, m := range r.languages {
		b.WriteString("\n" + m.times())
	}
	b.WriteString("\n" + r.lengthTable() + "\n" + r.sizeTable())
	return os.WriteFile(filepath.Join(c.out, "RESULTS.md"), []byte(b.String()), 0o666)
}

const head = "# TypeScript and Python\n\nWritten by `go run ./languages` in the folder above, from %d rounds." + `

In each round every line of the tables below ran for about %v, in a new random order, all lines of a language in one
process. All times are CPU times of the process, so that other programs on the machine count little. "Best rounds" is
the first decile. A ratio of best rounds divides two of these. Every other ratio is the median over the rounds, with its
quartiles. Operations run one after the other. If a line says "16 at once", 16 of them are under way at any time, as in
a server.

The code is what typeseal emits for a type with a number and an address of mail, 30 bytes of msgpack. Peers get the same
claims and a life of 30 minutes. Each is used as its documentation shows. Before it is measured, each shows that it
refuses a changed token. subtle.sign is WebCrypto's HMAC-SHA-256 of as many bytes as the tag of a token covers.

`

const goalsHead = `CI holds these goals: the ratios with slack, the counts exactly. It holds a goal that is missed at
its present value. Ratios without a goal are for comparison.

Node runs WebCrypto in other threads, and most of an operation's time is that of waking them. If an operation waits for
the one before it, the threads sleep before each one, for typeseal and for a bare subtle.sign alike. So what signing
adds to subtle.sign is typeseal's own part, and its goal is for operations one after the other. With 16 at once, the
threads find the next bare operation without sleeping, but not that of a library, which comes 2 µs later. Other
libraries wake the threads as typeseal does, so the goals beside them are for 16 at once. Sealing needs two operations
of WebCrypto, AES-CTR and then HMAC, and A256GCM needs one. That is why sealing misses its goal on a quiet
machine.

`

// times is the table of a language's times.
func (m *measured) times() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n| µs | best rounds | median |\n|---|--:|--:|\n", m.name)
	for _, name := range sortedKeys(m.cells) {
		took := m.cells[name].Nanoseconds()
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, measure.Number(took.Best/1000), measure.Number(took.Median/1000))
	}
	return b.String()
}

func (r results) lengthTable() string {
	var b strings.Builder
	b.WriteString("## Token lengths\n\n| | characters |\n|---|--:|\n")
	for _, m := range r.once() {
		for _, name := range sortedKeys(m.Lengths) {
			fmt.Fprintf(&b, "| %s, %s | %d |\n", m.name, name, m.Lengths[name])
		}
	}
	return b.String()
}

func (r results) sizeTable() string {
	var b strings.Builder
	b.WriteString("## Bundles\n\nWhat esbuild makes of a program's imports, minified and packed by gzip.\n\n")
	b.WriteString("| | kB |\n|---|--:|\n")
	for _, s := range r.sizes {
		fmt.Fprintf(&b, "| %s | %s |\n", s.name, measure.Number(s.kilobytes))
	}
	return b.String()
}

// versions returns what took part.
func (r results) versions() (list []measure.Version) {
	for _, m := range r.languages {
		for _, name := range sortedKeys(m.Versions) {
			list = append(list, measure.Version{Name: name, Version: m.Versions[name]})
		}
	}
	return append(list, r.packages...)
}
