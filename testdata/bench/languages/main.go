// Languages measures the TypeScript and the Python that typeseal emits, beside their peers, and
// writes RESULTS.md.
//
//	go run ./languages                measures everything, in about three minutes
//	go run ./languages -short -check  fails if something became worse; CI runs this
//
// .ci/peers installs what it runs. All operations of a language run in one process.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/typeseal/typeseal/testdata/measure"
	"github.com/typeseal/typeseal/testdata/peer"
)

type config struct {
	rounds int
	slice  time.Duration // of an operation in a round
	short  bool
	check  bool
	out    string
}

func main() {
	c := config{slice: 20 * time.Millisecond}
	flag.IntVar(&c.rounds, "rounds", 0, "rounds (default 60, short 15)")
	flag.BoolVar(&c.short, "short", false, "measure only what the goals compare")
	flag.BoolVar(&c.check, "check", false, "exit 1 if a ratio misses its goal by more than a third, or a count at all")
	flag.StringVar(&c.out, "out", "", "directory for RESULTS.md (default languages, and none with -short)")
	flag.Parse()
	if c.out == "" && !c.short {
		c.out = "languages"
	}
	if c.rounds == 0 {
		c.rounds = 60
		if c.short {
			c.rounds = 15
		}
	}
	if err := run(c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "languages:", err)
		os.Exit(1)
	}
}

// run measures, writes the page and prints the verdicts. If the peers are not installed, it
// says so, and measures nothing unless the environment variable CI is true.
func run(c config, out io.Writer) (err error) {
	w, err := newWorkshop()
	if errors.Is(err, peer.ErrMissing) && os.Getenv("CI") != "true" {
		fmt.Fprintln(out, "skipped:", err)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(w.dir)) }()
	results, err := w.measureAll(c)
	if err != nil {
		return err
	}
	verdicts := results.verdicts()
	if c.out != "" {
		if err := write(c, results, verdicts); err != nil {
			return err
		}
	}
	io.WriteString(out, verdictTable(verdicts))
	if c.check {
		return kept(verdicts)
	}
	return nil
}

// results is everything that was measured.
type results struct {
	languages []*measured
	sizes     []size
	packages  []measure.Version // of npm
}

// measured are the operations of a language.
type measured struct {
	language
	about
	cells map[string]*measure.Cell
}

func (w *workshop) measureAll(c config) (r results, err error) {
	for _, l := range languages {
		if l.extra && c.short {
			continue
		}
		m, err := w.measure(c, l)
		if err != nil {
			return r, fmt.Errorf("%s: %w", l.name, err)
		}
		r.languages = append(r.languages, m)
	}
	if r.sizes, err = w.sizes(); err != nil {
		return r, err
	}
	r.packages, err = w.packages()
	return r, err
}

// measure measures a language in one process.
func (w *workshop) measure(c config, l language) (m *measured, err error) {
	p, err := w.start(l)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	m = &measured{l, p.about, map[string]*measure.Cell{}}
	var cells []*measure.Cell
	for _, name := range l.ops(c.short) {
		m.cells[name] = p.cell(name)
		cells = append(cells, m.cells[name])
	}
	return m, measure.Run(cells, c.rounds, c.slice)
}

// ops returns the names of the operations that the goals name; if short, of those goals alone
// that are judged.
func (l language) ops(short bool) (names []string) {
	for _, g := range l.goals {
		if short && g.most == 0 {
			continue
		}
		op, over := g.cells()
		for _, name := range []string{op, over} {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func (r results) verdicts() (list []verdict) {
	for _, m := range r.languages {
		for _, g := range m.goals {
			op, over := g.cells()
			if op, over := m.cells[op], m.cells[over]; op != nil && over != nil {
				got := measure.Ratio(op, over)
				list = append(list, verdict{what: g.in(m.name), got: got, most: g.most, allows: g.allows})
			}
		}
	}
	for _, m := range r.once() {
		for _, name := range sortedKeys(characters) {
			if n, there := m.Lengths[name]; there {
				what := fmt.Sprintf("%s, characters of %s", m.name, name)
				list = append(list, exactly(what, float64(n), float64(characters[name]), 0))
			}
		}
	}
	for _, s := range r.sizes {
		if s.most != 0 {
			list = append(list, exactly("kB of "+s.name, s.kilobytes, s.most, s.allows))
		}
	}
	return list
}

// once returns each language in one runtime. In the others the tokens are the same.
func (r results) once() []*measured {
	return slices.DeleteFunc(slices.Clone(r.languages), func(m *measured) bool { return m.extra })
}
