package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// A section is one part of the results page.
type section interface{ markdown() string }

// write writes the results page.
func write(dir string, w *workbench, sections []section, verdicts []verdict) error {
	var b strings.Builder
	b.WriteString(head)
	b.WriteString(measure.Machine(w.tools()))
	b.WriteString("\n## Goals\n\n" + goalsHead)
	b.WriteString(verdictTable(verdicts))
	for _, s := range sections {
		b.WriteString("\n" + s.markdown())
	}
	b.WriteString("\n" + meanings)
	return os.WriteFile(filepath.Join(dir, "RESULTS.md"), []byte(b.String()), 0o666)
}

const head = "# What generating costs\n\nWritten by `go run .` in this directory." + `

A run is a whole command, as a user types it. Its time is the CPU time of the process and of all processes that it has
started and waited for (getrusage), so that other programs on the machine count little. The unit is ` + base + ` in
the same round: the least that a tool needs which asks the go command for the packages. In each round every command
runs once, in a new random order, each on a module of its own. Ratios are medians over the rounds. Memory is the peak
of the process itself, without the go commands that it starts.

A module of 100 x 10 has 100 packages with 10 structs each, and a package that all of them import. The structs have 5
to 7 fields: numbers, texts, times, maps, slices, pointers, structs of the same package and of the shared one. Half are
signed and half are sealed. Peers run on the same structs, annotated as their users do.

`

const goalsHead = "CI holds these goals for 100 x 10, with slack. " +
	"It holds a goal that is missed at its present value.\n\n"

func verdictTable(verdicts []verdict) string {
	var b strings.Builder
	b.WriteString("| goal | at most | measured | quartiles | |\n|---|--:|--:|---|---|\n")
	for _, v := range verdicts {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", v.what(), measure.Number(v.most),
			measure.Number(v.got.Median), v.got.Quartiles(), v.outcome())
	}
	return b.String()
}

// markdown returns the table of an experiment.
func (e *experiment) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\nFrom %d rounds.\n\n", e.title, e.rounds)
	fmt.Fprintf(&b, "| | | / %s | quartiles | CPU, ms | peak, MB |\n|---|---|--:|---|--:|--:|\n", base)
	for _, r := range e.rows {
		by, memory, ratio := "", "", measure.Ratio(r.cell, e.rows[0].cell)
		if r.name != base {
			by = r.by.name
		}
		if !r.shared && r.memory() > 0 {
			memory = fmt.Sprintf("%.0f", r.memory())
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %.0f | %s |\n", by, r.name, measure.Number(ratio.Median),
			ratio.Quartiles(), r.cell.Nanoseconds().Median/1e6, memory)
	}
	return b.String()
}

const meanings = `## The rows

- **nothing changed**: the same command again. Peers write their files again; typeseal must not.
- **fresh**: all outputs are removed, and so are typeseal.lock and what typeseal keeps in the user's cache folder. The
  build cache stays.
- **fresh, empty build cache**: the same with an empty GOCACHE.
- **one edit in the shared package**: one of its structs, which most tokens contain, has another method. No output
  changes, because no type needs this method.
- **a new field in the shared package**: nearly every output changes. The types are drafts in a repository without a
  commit, because the lock refuses such an edit otherwise. git's time counts.
- **one edit in one package**: a type of one package gets another max-age, and its output changes.
- **one package of many**: the same edit, and the command names this package.
- **list**, **diff**, **inspect**: ` + "`typeseal list`, `typeseal diff --against HEAD`, `typeseal inspect TOKEN`" + `.
- **` + "`go tool typeseal`" + `**: through the go command, which looks the program up in its cache. The other rows of
  typeseal run the program itself.
- **controller-gen** writes deep copies of the structs, **goverter** converters that copy them. **mockery** mocks an
  interface for each struct. **msgp** encodes them, and **stringer** prints the names of one type of constants for each
  struct. Both run once for each package, by ` + "`go generate ./...`" + `, as their documentation says.
`
